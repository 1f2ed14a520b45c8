/** The examples in doc comments and in `docs/` compile under the strictest settings, and run against their own API server. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'kube-client-gen';
import { createRESTClient, silentLogger } from 'kube-client-runtime';
import { startApiServer } from 'kube-client-testing';
import { examplesIn, programOf } from './support/doc-examples.js';

const root = path.resolve(__dirname, '..');
const crd = path.join(root, 'examples/rediscluster/crd.yaml');
const examples = examplesIn(root, ['docs', 'runtime', 'testing']);

/** Declares what examples may use without declaring it. */
const given = `
import type { RESTClient } from 'kube-client-runtime';
import type { ApiServer } from 'kube-client-testing';
import type { Clientset } from './generated/index.js';
export interface Given {
  readonly clientset: Clientset;
  readonly expect: (value: unknown) => { toEqual(other: unknown): void };
  readonly rest: RESTClient;
  readonly server: ApiServer;
  readonly signal: AbortSignal;
}
`;

let folder: string;
beforeAll(async () => {
  await mkdir(path.join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(path.join(root, '.cache/examples-'));
  const { files } = await generate({ crd: [crd], kubernetes: 'v1.36', include: ['core/v1', 'apps/v1', 'cache.example.com'] });
  const write = async (name: string, text: string): Promise<void> => {
    const target = path.join(folder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  };
  for (const file of files) await write(path.join('generated', file.path), file.contents);
  for (const [index, example] of examples.entries()) await write(`example-${index}.ts`, programOf(example));
  await write('given.ts', given);
  await write('package.json', '{"type":"module"}');
  const paths = {
    'kube-client-runtime': ['../../runtime/src/index.ts'],
    'kube-client-runtime/*': ['../../runtime/src/*/index.ts'],
    'kube-client-testing': ['../../testing/src/index.ts'],
  };
  const compilerOptions = { noEmit: true, skipLibCheck: true, noUnusedLocals: false, noUnusedParameters: false, paths };
  const config = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*.ts', 'generated'] };
  await write('tsconfig.json', JSON.stringify(config));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('examples compile', () => {
  const tsc = path.join(root, 'node_modules/typescript-7/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
  const named = stdout.replace(/^\S*example-(\d+)\.ts/gm, (_, index: string) => examples[Number(index)]?.origin ?? '');
  expect(named).toBe('');
});

describe('examples run', () => {
  test.each(examples.map(({ origin }, index) => [origin, index] as const))('%s', async (_, index) => {
    const server = await startApiServer({ crds: [readFileSync(crd, 'utf8')] });
    const stop = new AbortController();
    const rest = createRESTClient({ ...server.restConfig(), logger: silentLogger });
    const kubeconfig = path.join(folder, 'kubeconfig');
    await writeFile(kubeconfig, server.kubeconfig());
    process.env['KUBECONFIG'] = kubeconfig;
    const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
    try {
      const { createClientset } = (await import(path.join(folder, 'generated/index.ts'))) as {
        createClientset: (config: object) => object;
      };
      const { main } = (await import(path.join(folder, `example-${index}.ts`))) as { main: (given: object) => Promise<void> };
      await main({ clientset: createClientset(server.restConfig()), expect, rest, server, signal: stop.signal });
    } finally {
      stop.abort();
      rest.close();
      printed.mockRestore();
      await server.stop();
    }
  });
});
