import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from '../generate.js';
import type { GeneratedFile, GenerateOptions } from '../options.js';

const root = path.resolve(__dirname, '../..');
const goldens = path.join(root, 'fixtures/golden');
const crd = (name: string): GenerateOptions => ({ crd: [`fixtures/crds/${name}.yaml`], cwd: root });

/** `UPDATE_GOLDENS=1` writes what is generated in the place of what was committed: read the difference before committing it. */
const cases: readonly [name: string, options: GenerateOptions][] = [
  ['rediscluster', crd('rediscluster')],
  ['everything', crd('everything')],
  ['clashes', crd('clashes')],
  ['defaults', crd('defaults')],
  ['hostile', crd('hostile')],
  ['fleet', { openapi: ['fixtures/openapi/fleet.json'], cwd: root }],
  ['odd', { openapi: ['fixtures/openapi/odd.json'], cwd: root }],
  ['fleet-without-apply', { openapi: ['fixtures/openapi/fleet.json'], cwd: root, apply: false }],
  ['rediscluster-without-listers', { ...crd('rediscluster'), listers: false, informers: false }],
];

async function committed(folder: string): Promise<GeneratedFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const read = files.map(async (file) => ({
    path: path.relative(folder, file).split(path.sep).join('/'),
    contents: await readFile(file, 'utf8'),
  }));
  return (await Promise.all(read)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function rewrite(folder: string, files: readonly GeneratedFile[]): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
}

test.each(cases)(
  '%s is generated to the byte as committed',
  async (name, options) => {
    const { files } = await generate(options);
    const folder = path.join(goldens, name);
    if (process.env['UPDATE_GOLDENS'] === '1') await rewrite(folder, files);
    const expected = await committed(folder);
    expect(files.map((file) => file.path)).toEqual(expected.map((file) => file.path));
    for (const [at, file] of files.entries()) expect(file).toEqual(expected[at]);
  },
  30_000,
);

test('the goldens compile on the newest TypeScript under the strictest settings', () => {
  const compiler = path.join(root, 'node_modules/typescript-7/bin/tsc');
  const { stdout: output } = spawnSync(process.execPath, [compiler, '-p', path.join(goldens, 'tsconfig.json')], {
    cwd: goldens,
    encoding: 'utf8',
  });
  // The runtime's own sources are held to their own settings, by `npm run types`.
  expect(output.split('\n').filter((line) => line !== '' && !/^(\.\.\/)*runtime\//.test(line) && !line.startsWith(' '))).toEqual(
    [],
  );
});
