import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** The exit code of a script that could not check anything. The script has printed the reason. */
export const skipped = 77;

/** The error of `run` for a command that ended with the exit code `skipped`. */
export class SkippedError extends Error {}

/**
 * Runs a command with its output shown. Rejects with an error that names the command when it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<void>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else if (code === skipped) reject(new SkippedError(`${[command, ...args].join(' ')} was skipped`));
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/**
 * Runs a script of this repository with this version of Node.
 *
 * @param {...string} args
 */
export const node = (...args) => run(process.execPath, args);

/**
 * Runs a step. Prints its name before and its duration after.
 *
 * @param {string} name
 * @param {() => unknown} work
 * /
 */
export async function step(name, work) {
  const start = performance.now();
  process.stdout.write(`\n== ${name}\n`);
  await work();
  process.stdout.write(`== ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/**
 * Runs the main function of a script. A failure prints one line and sets exit code 1.
 *
 * @param {() => unknown} work
 */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
