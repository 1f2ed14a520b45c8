/**
 * The programs in the READMEs of the packages compile under the strictest settings, one block after the other. They use the
 * clients of the RedisCluster CRD and of Kubernetes. The block about faults also runs.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'kube-client-gen';
import { startApiServer } from 'kube-client-testing';
import { blocksOf } from './support/doc-examples.js';

const root = path.resolve(__dirname, '..');
const crd = path.join(root, 'examples/rediscluster/crd.yaml');

/** The declarations that a README assumes, by the folder of its package. */
const given: Readonly<Record<string, string>> = {
  runtime: `
import type { Clientset } from './generated/index.js';
import { statefulSetResource } from './generated/apps/v1/index.js';
import { redisClusterResource } from './generated/cache.example.com/v1alpha1/index.js';
declare const clientset: Clientset;
`,
  testing: `
import { readFile } from 'node:fs/promises';
import { createClientset } from './generated/index.js';
`,
};

let folder: string;
beforeAll(async () => {
  await mkdir(path.join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(path.join(root, '.cache/package-readmes-'));
  const { files } = await generate({ crd: [crd], kubernetes: 'v1.36', include: ['apps/v1', 'cache.example.com'] });
  for (const file of files) {
    const target = path.join(folder, 'generated', file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
  for (const [name, before] of Object.entries(given)) await writeFile(path.join(folder, `${name}.ts`), programOf(name, before));
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  const paths = {
    'kube-client-runtime': ['../../runtime/src/index.ts'],
    'kube-client-runtime/*': ['../../runtime/src/*/index.ts'],
    'kube-client-testing': ['../../testing/src/index.ts'],
  };
  const compilerOptions = { noEmit: true, skipLibCheck: true, noUnusedLocals: false, noUnusedParameters: false, paths };
  const config = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*.ts', 'generated'] };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function blocks(name: string): string[] {
  return blocksOf(`${name}/README.md`, readFileSync(path.join(root, name, 'README.md'), 'utf8')).map(({ code }) => code);
}

function programOf(name: string, before: string): string {
  return [before, ...blocks(name), 'export {};\n'].join('\n');
}

function compile(): string {
  const tsc = path.join(root, 'node_modules/typescript-7/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' }).stdout;
}

test('the blocks of the READMEs of runtime and testing compile', () => {
  expect([blocks('runtime').length, blocks('testing').length]).toEqual([3, 2]);
  expect(compile()).toBe('');
});

test('a mistake in one of them would be found', async () => {
  const [name, before] = ['testing', given['testing'] ?? ''];
  await writeFile(path.join(folder, `${name}.ts`), programOf(name, before).replace('server.compact()', 'server.compactAll()'));
  expect(compile()).toContain("Property 'compactAll' does not exist");
});

test('the block about faults runs', async () => {
  const block = blocks('testing').find((code) => code.includes('server.faults')) ?? '';
  const program = `import type { ApiServer } from 'kube-client-testing';\nexport async function main(server: ApiServer) {\n${block}\n}\n`;
  await writeFile(path.join(folder, 'faults.ts'), program);
  const { main } = (await import(path.join(folder, 'faults.ts'))) as { main: (server: object) => Promise<void> };
  const server = await startApiServer();
  const port = server.url;
  try {
    await main(server);
    expect(server.url).toBe(port);
  } finally {
    await server.stop();
  }
});
