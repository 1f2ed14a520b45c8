import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const reportUsage = pathToFileURL(path.join(import.meta.dirname, 'report-usage.mjs')).href;

/**
 * Runs each command once to warm up, then `runs` times in turn (A B A B …), each as a complete process. All commands therefore
 * meet the same variations of the machine.
 *
 * Resolves with the medians: seconds of wall time, and MB of peak resident memory. A command that fails ends the measurement.
 */
export async function measureInTurn(commands, { runs = 5, onRun = noReport } = {}) {
  const results = commands.map(() => ({ seconds: [], megabytes: [] }));
  for (let turn = 0; turn <= runs; turn++) {
    for (const [i, command] of commands.entries()) {
      const { seconds, megabytes } = await measureOnce(command);
      if (turn === 0) continue;
      results[i].seconds.push(seconds);
      results[i].megabytes.push(megabytes);
      onRun(command, seconds);
    }
  }
  return results.map(({ seconds, megabytes }, i) => ({
    name: commands[i].name,
    seconds: median(seconds),
    megabytes: median(megabytes),
    spread: [Math.min(...seconds), Math.max(...seconds)],
  }));
}

/**
 * @param {{ name: string }} _command
 * @param {number} _seconds
 */
const noReport = (_command, _seconds) => {};

/** Runs a Node script once: `{ name, script, args, cwd }`. */
async function measureOnce({ name, script, args, cwd }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'kube-client-bench-'));
  const usage = path.join(folder, 'usage.json');
  try {
    const start = performance.now();
    await new Promise((/** @type {(value?: void) => void} */ resolve, reject) => {
      const child = spawn(process.execPath, ['--import', reportUsage, script, ...args], {
        cwd,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, BENCH_USAGE_FILE: usage },
      });
      let complaint = '';
      child.stderr.setEncoding('utf8').on('data', (text) => (complaint = (complaint + text).slice(-2000)));
      child.once('error', reject);
      child.once('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`${name} ended with exit code ${code}:\n${complaint}`)),
      );
    });
    const seconds = (performance.now() - start) / 1000;
    const { maxRSS } = JSON.parse(await readFile(usage, 'utf8'));
    return { seconds, megabytes: maxRSS / 1024 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the median of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
