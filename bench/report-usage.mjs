import { writeFileSync } from 'node:fs';

/** Preloaded into a measured program. Writes its peak memory to a file at its end. Ignores workers and child processes. */
const file = process.env['BENCH_USAGE_FILE'];
if (file) {
  delete process.env['BENCH_USAGE_FILE'];
  process.once('exit', () => writeFileSync(file, JSON.stringify({ maxRSS: process.resourceUsage().maxRSS })));
}
