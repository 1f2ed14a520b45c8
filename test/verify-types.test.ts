import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'kube-client-gen';
import { parseText } from '../generator/load/yaml/parse.js';

/**
 * A short run of `conformance/verify-types/run.mjs`, which compares generated types with their schemas through the compiler. It reads schemas
 * without the generator. `npm run all` checks all schemas.
 */
const root = path.resolve(__dirname, '..');
const script = path.join(root, 'conformance/verify-types/run.mjs');
/** A folder in the repository, so that imports find the packages. Git ignores it. */
const cache = path.join(root, '.cache');

let folder: string;
beforeAll(async () => {
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, 'verify-types-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(...args: string[]): { stdout: string; stderr: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { stdout, stderr, status };
}

/** Generates from CRDs into a folder `name`. Calls `change` with each file before it is written. */
async function write(name: string, crd: string[], change: (file: string, contents: string) => string): Promise<string> {
  const { files } = await generate({ crd });
  for (const file of files) {
    const target = path.join(folder, name, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, change(file.path, file.contents));
  }
  return path.join(folder, name);
}

const unchanged = (_file: string, contents: string): string => contents;

async function fixture(name: string): Promise<string> {
  const { documents } = parseText(await readFile(path.join(root, `fixtures/crds/${name}.yaml`), 'utf8'));
  const file = path.join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ kind: 'List', apiVersion: 'v1', items: documents.map(({ value }) => value) }));
  return file;
}

test('the types of each construct and of generated schemas with odd names agree with their schemas', async () => {
  run('--fuzz', '25', '--seed', '20', '--write', folder);
  const schemas = [await fixture('everything'), path.join(folder, 'fuzz-20.json')];
  const out = await write('unchanged', schemas, unchanged);
  expect(run(...schemas.flatMap((file) => ['--crd', file]), '--against', out)).toMatchObject({
    stderr: '',
    status: 0,
    stdout: expect.stringMatching(/ 0 faults\n$/) as string,
  });
});

/** A change of the generated files that makes them wrong, and a part of the expected report. */
const faults: readonly [file: string, from: string, to: string, said: string][] = [
  ['types', '  int: number;', '  int?: number | undefined;', 'read Gadget.spec.int is optional'],
  ['types', '  flag?: boolean | undefined;', '  flag: boolean;', 'read Gadget.spec.flag is required'],
  [
    'types',
    '  maybe?: string | null | undefined;',
    '  maybe?: string | undefined;',
    'read Gadget.spec.maybe is string, not null | string',
  ],
  ['types', "'' | 'Replace' | 'replace'", "'Replace' | 'replace'", 'read Gadget.spec.mode is ="Replace"'],
  ['types', "  nothing?: 'some' | null", "  nothing?: 'some'", 'read Gadget.spec.nothing is ="some", not ="some" | null'],
  ['types', '  time?: string', '  time?: Date', 'read Gadget.spec.time is Date'],
  ['types', '  port?: IntOrString', '  port?: string', 'read Gadget.spec.port is string, not number | string'],
  ['types', '  data?: string', '  data?: any', 'read Gadget.spec.data is any'],
  ['types', '  [key: string]: unknown;\n', '', 'read Gadget.spec.open keeps no unknown fields'],
  ['types', "  'quoted-name'?", '  quotedName?', 'read Gadget.spec.quoted-name is missing'],
  [
    'types',
    'labels?: Record<string, string>',
    'labels?: Record<string, number>',
    'read Gadget.spec.labels{} is number, not string',
  ],
  ['types', 'matrix?: number[][]', 'matrix?: number[]', 'read Gadget.spec.matrix[] is number'],
  ['types', '   * An integer that may be long.\n', '', 'read Gadget.spec.int comment lacks its description'],
  ['types', '   * @maxLength 63\n', '', 'read Gadget.spec.name comment lacks maxLength'],
  ['types', '@default "Replace"', '', 'read Gadget.spec.mode comment lacks default'],
  [
    'types',
    'export type GadgetSpecSecondaryRetry ',
    'type GadgetSpecSecondaryRetry ',
    'has no exported type GadgetSpecSecondaryRetry',
  ],
  ['apply', '  int?: number;', '  int: number;', 'apply GadgetApplyConfiguration.spec.int is required'],
  ['apply', '  port: number;', '  port?: number;', 'apply GadgetApplyConfiguration.spec.ports[].port is optional'],
  ['index', "shortNames: ['gd', 'gds']", "shortNames: ['gd']", 'descriptor.shortNames is ["gd"]'],
  ['index', "subresources: ['scale', 'status']", "subresources: ['status']", 'descriptor.subresources is ["status"]'],
  ['index', ',\n    StatusClient<Gadget, GadgetApplyConfiguration>', '', 'GadgetClient.getStatus is missing'],
];

test('every wrong type is found', async () => {
  const file = await fixture('everything');
  const missed: string[] = [];
  const out = await write('faults', [file], (name, contents) => {
    let changed = contents;
    for (const [part, from, to] of faults) {
      if (name !== `lab.example.org/v1/${part}.ts`) continue;
      if (!changed.includes(from)) missed.push(from);
      changed = changed.replace(from, () => to);
    }
    return changed;
  });
  expect(missed).toEqual([]);
  const { stdout, status } = run('--crd', file, '--against', out, '--most', '1000');
  expect(status).toBe(1);
  expect(faults.map(([, , , said]) => said).filter((said) => !stdout.includes(said))).toEqual([]);
});
