import { node } from './run.mjs';

/** Compiles `conformance/` and its dependencies. Skips parts that have not changed. */
export async function compileConformance() {
  await node('scripts/build.mjs', 'runtime');
  await node('node_modules/typescript-7/bin/tsc', '-p', 'conformance/tsconfig.build.json');
}

/** Imports the compiled module that starts real API servers. */
export async function loadRealServer() {
  await compileConformance();
  return import('../../conformance/dist/real-server/index.js');
}

/** Starts a real API server, and builds it first if necessary. Prints the steps that take long. The caller stops the server. */
export async function startRealApiServer() {
  const { startRealApiServer: start } = await loadRealServer();
  return start({ progress: (line) => process.stdout.write(`${line}\n`) });
}

/** Ends the process normally on a signal, so that its child processes are killed and its data is removed. */
export function endOnSignal() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
}
