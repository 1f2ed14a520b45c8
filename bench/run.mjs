import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { main, run, step, node } from '../scripts/run.mjs';
import { benchGenerator } from './generator/run.mjs';

/** `npm run bench [-- --runs N]`: measures, prints the table, and writes it to bench/RESULTS.md. */
const bench = import.meta.dirname;
const at = process.argv.indexOf('--runs');
const runs = at < 0 ? 5 : Number(process.argv[at + 1]);

function table(rows) {
  const lines = ['| input | tool | seconds (median) | min to max | peak MB | ratio to the fastest peer | mark |', '| --- | --- | --- | --- | --- | --- | --- |'];
  for (const { input, seconds, spread, megabytes, ratio, atMost, tool } of rows) {
    const cells = [input, tool, seconds.toFixed(2), spread.map((s) => s.toFixed(2)).join(' to '), megabytes.toFixed(0)];
    cells.push(ratio === undefined ? '' : ratio.toFixed(2), atMost === undefined ? '' : `${atMost}: ${ratio <= atMost ? 'reached' : 'missed'}`);
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

await main(async () => {
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1 on');
  await step('build', () => node('scripts/build.mjs'));
  if (!existsSync(path.join(bench, 'node_modules'))) {
    await step('install the peers', () => run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: bench }));
  }
  const rows = await benchGenerator({ runs, log: (line) => process.stderr.write(`${line}\n`) });
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${runs} runs in turn`;
  const text = `# Results\n\n${machine}. Medians of whole processes; times compare only with each other.\n\n## The generator\n\n${table(rows)}\n`;
  await writeFile(path.join(bench, 'RESULTS.md'), text);
  process.stdout.write(`\n${text}`);
});
