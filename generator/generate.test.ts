import path from 'node:path';
import { formatDiagnostic, generate, GenerateError, inspect } from './index.js';
import type { Progress } from './index.js';

const cwd = path.join(import.meta.dirname, '../fixtures');

test('the same inputs give the same files, however they are named and in whatever order', async () => {
  const first = await generate({
    crd: ['crds/rediscluster.yaml', 'crds/everything.yaml'],
    kubernetes: true,
    include: ['apps/v1', '*.com'],
    cwd,
  });
  const second = await generate({
    crd: ['crds/everything.yaml', './crds/../crds/redis*.yaml', 'crds/everything.yaml'],
    kubernetes: 'v1.36.0',
    include: ['*.com', 'apps/v1'],
    cwd,
  });
  expect(second.files).toEqual(first.files);
  expect(first.files.length).toBeGreaterThan(10);
});

test('the report says what was read, what came of it and how long each phase took', async () => {
  const progress: Progress[] = [];
  const { files, report } = await generate({ crd: ['crds/rediscluster.yaml'], cwd, onProgress: (step) => progress.push(step) });
  expect(report).toMatchObject({
    sources: [{ name: 'crds/rediscluster.yaml', crds: 1, openapiDocuments: 0, skipped: {} }],
    diagnostics: [],
    groupVersions: 1,
    resources: 1,
    files: files.length,
  });
  expect(report.bytes).toBe(files.reduce((sum, file) => sum + Buffer.byteLength(file.contents), 0));
  expect(report.phases.map(({ phase }) => phase)).toEqual(['load', 'analyze', 'emit']);
  expect([...new Set(progress.map(({ phase }) => phase))]).toEqual(['load', 'analyze', 'emit']);
});

test('it rejects with all that is wrong', async () => {
  const failure = await generate({ crd: ['nope.yaml', 'hostile/broken.yaml'], cwd }).catch((error: unknown) => error);
  if (!(failure instanceof GenerateError)) throw failure;
  expect(failure.reason).toBe('input');
  expect(failure.diagnostics.map(formatDiagnostic)).toEqual([
    expect.stringMatching(/^hostile\/broken\.yaml:19:1: /),
    expect.stringMatching(/^nope\.yaml: input: does not exist/),
  ]);
});

test('with keepGoing, what is good comes with what is wrong', async () => {
  const { files, failed } = await generate({ crd: ['nope.yaml', 'crds/rediscluster.yaml'], cwd, keepGoing: true });
  expect(files.length).toBeGreaterThan(5);
  expect(failed?.message).toMatch(/^nope\.yaml: input: does not exist/);
});

test.each([[{ kubernetes: true, include: ['nope.example.com'] }, /nothing to generate|nope\.example\.com/]])(
  '%j has nothing to generate',
  async (options, wanted) => {
    await expect(generate({ ...options, cwd })).rejects.toThrow(wanted);
  },
);

test('parts can be left out, and imports end as they are told to', async () => {
  const { files } = await generate({
    crd: ['crds/rediscluster.yaml'],
    cwd,
    informers: false,
    apply: false,
    listers: false,
    importExtension: 'none',
    runtime: '@me/runtime',
  });
  const names = files.map((file) => path.posix.basename(file.path));
  for (const left of ['informers.ts', 'apply.ts']) expect(names).not.toContain(left);
  const text = files.map((file) => file.contents).join('\n');
  expect(text).toContain("from '@me/runtime/codegen/v1'");
  expect(text).not.toMatch(/from '\.[^']*\.[jt]s'/);
});

test('inspect gives the model', async () => {
  const { model, report } = await inspect({ crd: ['crds/rediscluster.yaml'], cwd });
  expect(model.groupVersions.map(({ group, version }) => `${group}/${version}`)).toEqual(['cache.example.com/v1alpha1']);
  expect(report.files).toBe(0);
});

test('the signal ends it', async () => {
  const reason = new Error('enough');
  await expect(generate({ crd: ['crds'], cwd, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
