import { runInThisContext } from 'node:vm';

/**
 * The process itself. Jest gives tests a copy, on which nothing is ever emitted: a test that listens there for warnings cannot
 * fail.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- Node's types cannot know what a script gives.
const process: NodeJS.Process = runInThisContext('process');

/** Collects the warnings of the process, such as those of too many listeners, while it works. */
export async function warningsDuring(work: () => Promise<void>): Promise<string[]> {
  const warnings: string[] = [];
  const warn = (warning: Error): void => void warnings.push(`${warning.name}: ${warning.message}`);
  process.on('warning', warn);
  try {
    await work();
    // They are told in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('warning', warn);
  }
  return warnings;
}
