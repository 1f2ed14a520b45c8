import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, run, step, node } from '../scripts/run.mjs';
import { benchGenerator } from './generator/run.mjs';
import { benchRuntime } from './runtime/run.mjs';

/**
 * `npm run bench [-- --runs N] [--only generator|runtime]`: measures, prints the tables, and writes them to bench/RESULTS.md, or with
 * `--only` prints alone.
 */
const bench = import.meta.dirname;

function generatorTable(rows) {
  const lines = ['| input | tool | seconds (median) | min to max | peak MB | ratio to the fastest peer | mark |', '| --- | --- | --- | --- | --- | --- | --- |'];
  for (const { input, seconds, spread, megabytes, ratio, atMost, tool } of rows) {
    const cells = [input, tool, seconds.toFixed(2), spread.map((s) => s.toFixed(2)).join(' to '), megabytes.toFixed(0)];
    cells.push(ratio === undefined ? '' : ratio.toFixed(2), atMost === undefined ? '' : `${atMost}: ${ratio <= atMost ? 'reached' : 'missed'}`);
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

function runtimeTable(rows) {
  const lines = ['| figure | ours | limit | client-node | client-go | mark |', '| --- | --- | --- | --- | --- | --- |'];
  for (const { figure, cells, mark } of rows) lines.push(`| ${[figure, ...cells, mark].join(' | ')} |`);
  const missed = rows.filter(({ reached }) => !reached).length;
  lines.push('', missed === 0 ? 'All marks are reached.' : `${missed} of ${rows.length} rows miss a mark.`);
  return lines.join('\n');
}

const peerVersion = (name) => JSON.parse(readFileSync(path.join(bench, 'node_modules', name, 'package.json'), 'utf8')).version;

await main(async () => {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, only: { type: 'string' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1 on');
  if (![undefined, 'generator', 'runtime'].includes(values.only)) throw new Error('--only takes generator or runtime');
  await step('build', () => node('scripts/build.mjs'));
  if (!existsSync(path.join(bench, 'node_modules/@kubernetes/client-node'))) {
    await step('install the peers', () => run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: bench }));
  }
  const log = (line) => process.stderr.write(`${line}\n`);
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${runs} runs in turn`;
  const parts = [`# Results\n\n${machine}. Medians of whole processes; times compare only with each other.\n`];
  if (values.only !== 'generator') {
    const rows = await benchRuntime({ runs, log });
    const peers = `@kubernetes/client-node ${peerVersion('@kubernetes/client-node')}, undici ${peerVersion('undici')}, client-go 0.36.3 (JSON)`;
    const limit = 'The limit is the faster of `node:https` and undici with `JSON.parse` alone; TLS on a loopback; pods of 5.25 KB, two fifths of them `managedFields`.';
    parts.push(`## The runtime\n\n${peers}. ${limit}\n\n${runtimeTable(rows)}\n`);
  }
  if (values.only !== 'runtime') parts.push(`## The generator\n\n${generatorTable(await benchGenerator({ runs, log }))}\n`);
  const text = parts.join('\n');
  if (values.only === undefined) await writeFile(path.join(bench, 'RESULTS.md'), text);
  process.stdout.write(`\n${text}`);
});
