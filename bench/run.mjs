import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main, run, step, node } from '../scripts/lib/run.mjs';
import { benchGenerator } from './generator/run.mjs';
import { benchRuntime } from './runtime/run.mjs';

/** `npm run bench [-- --runs N] [--only runtime|generator]`: measures, prints the tables, and writes them to bench/RESULTS.md. */
const bench = import.meta.dirname;

function generatorTable(rows) {
  const lines = [
    '| input | tool | seconds (median) | min to max | peak MB | ratio to the fastest peer | mark |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const { input, seconds, spread, megabytes, ratio, atMost, tool } of rows) {
    const cells = [input, tool, seconds.toFixed(2), spread.map((s) => s.toFixed(2)).join(' to '), megabytes.toFixed(0)];
    cells.push(
      ratio === undefined ? '' : ratio.toFixed(2),
      atMost === undefined ? '' : `${atMost}: ${ratio <= atMost ? 'reached' : 'missed'}`,
    );
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

async function runtimeSection(machine, options) {
  const rows = await benchRuntime(options);
  const peers = `@kubernetes/client-node ${peerVersion('@kubernetes/client-node')}, undici ${peerVersion('undici')}, client-go 0.36.3 (JSON)`;
  const limit = [
    'The limit is the faster of `node:https` and undici with `JSON.parse` alone, the objects kept by their names as a cache must.',
    'TLS on a loopback; pods of 5.25 KB, two fifths of them `managedFields`; a pod is handed to a handler before it counts.',
  ].join(' ');
  return `${machine}. ${peers}. ${limit}\n\n${runtimeTable(rows)}\n`;
}

async function generatorSection(machine, options) {
  return `${machine}. Medians of whole processes.\n\n${generatorTable(await benchGenerator(options))}\n`;
}

const sections = { runtime: runtimeSection, generator: generatorSection };
const results = path.join(bench, 'RESULTS.md');

/** Replaces one section of the results. The other section remains. */
async function writeSection(name, text) {
  const old = existsSync(results) ? await readFile(results, 'utf8') : '';
  const sectionOf = (other) => new RegExp(`^## The ${other}\\n[^]*?(?=^## |$(?![^]))`, 'm').exec(old)?.[0].trim();
  const parts = Object.keys(sections).flatMap((other) =>
    other === name ? `## The ${name}\n\n${text.trim()}` : (sectionOf(other) ?? []),
  );
  await writeFile(results, `# Results\n\nFigures compare only with others of the same section.\n\n${parts.join('\n\n')}\n`);
}

await main(async () => {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, only: { type: 'string' } } });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be an integer of at least 1');
  const names = Object.keys(sections);
  if (values.only !== undefined && !names.includes(values.only)) throw new Error(`--only must be ${names.join(' or ')}`);
  await step('build', () => node('scripts/build.mjs'));
  if (!existsSync(path.join(bench, 'node_modules/@kubernetes/client-node'))) {
    await step('install the peers', () =>
      run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: bench }),
    );
  }
  const log = (line) => process.stderr.write(`${line}\n`);
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${runs} runs in turn`;
  for (const name of names.filter((one) => values.only === undefined || values.only === one)) {
    const text = await sections[name](machine, { runs, log });
    await writeSection(name, text);
    process.stdout.write(`\n## The ${name}\n\n${text}`);
  }
});
