import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate, GenerateError } from '../index.js';
import type { GenerateOptions, Report } from '../index.js';
import { formatDiagnostic } from '../model/diagnostic.js';

const crd = path.join(import.meta.dirname, '../../fixtures/crds/rediscluster.yaml');
const kind = { group: 'a.example.com', version: 'v1', kind: 'Thing' };
const operation = { 'x-kubernetes-action': 'get', 'x-kubernetes-group-version-kind': kind, responses: {} };
const things = { '/apis/a.example.com/v1/things/{name}': { get: operation } };

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'inputs-'));
  await writeDocument('things.json', things);
});
afterEach(() => rm(cwd, { recursive: true }));

async function writeDocument(name: string, paths: object): Promise<void> {
  await writeFile(path.join(cwd, name), JSON.stringify({ openapi: '3.0.0', info: { title: 'T', version: '1' }, paths }));
}

/** Returns the diagnostics of a run, whether it fails or not. */
async function diagnose(options: GenerateOptions): Promise<string[]> {
  const report: Pick<Report, 'diagnostics'> = await generate({ cwd, ...options }).then(
    (generated) => generated.report,
    (error: unknown) => {
      if (error instanceof GenerateError) return error;
      throw error;
    },
  );
  return report.diagnostics.map((each) => `${each.severity} ${formatDiagnostic(each)}`);
}

test.each([
  ['no path', {}],
  ['a path that is not of an API server', { '/pets': { get: operation } }],
  ['a group version without resources', { '/apis/b.example.com/v1/': { get: operation } }],
])('an input without any resource is an error, also among good inputs: %s', async (_, paths) => {
  await writeDocument('empty.json', paths);
  const wanted = [expect.stringMatching(/^error empty\.json: input: describes no resource /)];
  expect(await diagnose({ openapi: ['empty.json'] })).toEqual(wanted);
  expect(await diagnose({ crd: [crd], openapi: ['empty.json', 'things.json'] })).toEqual(wanted);
});

test('documents in which a server lists its groups may stand next to those of resources', async () => {
  await writeDocument('apis.json', { '/apis/': {}, '/apis/a.example.com/': {}, '/version/': {} });
  expect(await diagnose({ openapi: ['apis.json', 'things.json'] })).toEqual([]);
});

test('a document without resources in a folder with resources is part of a good input', async () => {
  await writeDocument('empty.json', {});
  expect(await diagnose({ openapi: ['.'] })).toEqual([]);
});

test('an input from which the patterns select nothing is a warning', async () => {
  expect(await diagnose({ openapi: ['things.json'], kubernetes: true, include: ['apps/v1'] })).toEqual([
    expect.stringMatching(/^warning things\.json: input: include and exclude select nothing from it /),
  ]);
  expect(await diagnose({ crd: [crd], openapi: ['things.json'], exclude: ['cache.example.com'] })).toEqual([
    expect.stringMatching(/^warning .*rediscluster\.yaml: input: include and exclude select nothing from it /),
  ]);
});
