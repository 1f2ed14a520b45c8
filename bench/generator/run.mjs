import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measureInTurn } from '../measure.mjs';
import { cases } from './cases.mjs';
import { benchCompile } from './compile.mjs';

/** Measures the generator and its peers as complete processes, in turn. Yields a table row for each input. */
export async function benchGenerator({ runs, log }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'kube-client-gen-bench-'));
  try {
    const rows = [];
    for (const { name, commands, concatenate, atMost } of cases(folder)) {
      const all = concatenate ? await inOneFile(concatenate, path.join(folder, 'all.yaml')) : undefined;
      const results = await measureInTurn(typeof commands === 'function' ? commands(all) : commands, {
        runs,
        onRun: (command, seconds) => log(`${name}: ${command.name} ${seconds.toFixed(2)} s`),
      });
      const [us, ...peers] = results;
      const fastest = Math.min(...peers.map(({ seconds }) => seconds));
      for (const result of results) {
        const ratio = peers.length > 0 && result === us ? us.seconds / fastest : undefined;
        rows.push({ ...result, tool: result.name, input: name, ratio, atMost: result === us ? atMost : undefined });
      }
    }
    const [us, peer] = await benchCompile({ folder, runs, log });
    if (us && peer) {
      const input = 'TypeScript 6.0 on the Kubernetes client';
      rows.push(
        { ...us, tool: us.name, input, ratio: us.seconds / peer.seconds, atMost: 1 },
        { ...peer, tool: peer.name, input },
      );
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Joins the input into one file, because the peers accept only one. */
async function inOneFile(source, target) {
  const names = (await readdir(source)).sort();
  const documents = await Promise.all(names.map((name) => readFile(path.join(source, name), 'utf8')));
  await writeFile(target, documents.join('\n---\n'));
  return target;
}
