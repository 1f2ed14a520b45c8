import { runInThisContext } from 'node:vm';

/** The process itself. Jest gives tests a copy that never emits events: a test that listens there for warnings cannot fail. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- Node's types do not know the result of a script.
const process: NodeJS.Process = runInThisContext('process');

/** Returns the warnings that the process emits during `work`, such as those about too many listeners. */
export async function warningsDuring(work: () => Promise<void>): Promise<string[]> {
  const warnings: string[] = [];
  const warn = (warning: Error): void => void warnings.push(`${warning.name}: ${warning.message}`);
  process.on('warning', warn);
  try {
    await work();
    // Node emits warnings in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', warn);
  }
  return warnings;
}
