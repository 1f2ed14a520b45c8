import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Builds the client-go peer. Logs the reason and returns undefined if there is no suitable Go. */
export async function buildClientGo(log) {
  const cwd = path.join(import.meta.dirname, 'client-go');
  const out = path.resolve(import.meta.dirname, '../../.cache/bench/client-go');
  await mkdir(path.dirname(out), { recursive: true });
  try {
    await exec('go', ['build', '-trimpath', '-buildvcs=false', '-o', out, '.'], { cwd, maxBuffer: 1 << 24 });
    return out;
  } catch (error) {
    log(
      `client-go is left out: ${String(stderrOf(error) || error)
        .trim()
        .split('\n')
        .at(-1)}`,
    );
    return undefined;
  }
}

/** @param {unknown} error */
const stderrOf = (error) => (error instanceof Error && 'stderr' in error ? String(error.stderr) : '');

/** Returns the operations per second of both clients: the medians of `runs` processes in turn. */
export async function benchOperations({ runs, clientGo, log }) {
  const programs = {
    ours: [process.execPath, path.join(import.meta.dirname, 'operations.mjs')],
    ...(clientGo === undefined ? {} : { clientGo: [clientGo, 'operations'] }),
  };
  /** @type {Record<string, any[]>} */
  const results = {};
  for (let run = 0; run < runs; run++) {
    for (const [name, [command, ...args]] of Object.entries(programs)) {
      (results[name] ??= []).push(JSON.parse((await exec(command, args)).stdout));
      log(`operations: ${name}`);
    }
  }
  return results;
}
