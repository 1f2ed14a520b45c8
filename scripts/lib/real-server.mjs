import { node } from './run.mjs';

/** Compiles `conformance/` and what it needs. Cheap when nothing has changed. */
export async function compileConformance() {
  await node('scripts/build.mjs', 'runtime');
  await node('node_modules/typescript-7/bin/tsc', '-p', 'conformance/tsconfig.build.json');
}

/** What starts real API servers, compiled. */
export async function loadRealServer() {
  await compileConformance();
  return import('../../conformance/dist/real-server/index.js');
}

/** Starts a real API server, built first where it is not, and says what takes long. The caller stops it. */
export async function startRealApiServer() {
  const { startRealApiServer: start } = await loadRealServer();
  return start({ progress: (line) => process.stdout.write(`${line}\n`) });
}

/** Makes a signal an ordinary end of this process, at which what it started is killed and its data removed. */
export function endOnSignal() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
}
