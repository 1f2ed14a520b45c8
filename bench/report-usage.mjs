import { writeFileSync } from 'node:fs';

/** Loaded before a measured program: leaves its peak memory in a file when it ends. Workers and children keep quiet. */
const file = process.env['BENCH_USAGE_FILE'];
if (file) {
  delete process.env['BENCH_USAGE_FILE'];
  process.once('exit', () => writeFileSync(file, JSON.stringify({ maxRSS: process.resourceUsage().maxRSS })));
}
