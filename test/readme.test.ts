/**
 * The programs in the README and in "How it is used" of the design compile under the strictest settings. They use the client that
 * is generated from the RedisCluster CRD.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'kube-client-gen';
import { startApiServer } from 'kube-client-testing';

const root = path.resolve(import.meta.dirname, '..');
const tsc = path.join(root, 'node_modules/typescript-7/bin/tsc');

let folder: string;
beforeAll(async () => {
  await mkdir(path.join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(path.join(root, '.cache/readme-'));
  const { files } = await generate({ crd: [path.join(root, 'examples/rediscluster/crd.yaml')] });
  for (const file of files) {
    const target = path.join(folder, 'generated', file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Returns the blocks of TypeScript in a document, in order. */
function typescriptIn(markdown: string): string[] {
  return [...markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}

/** Compiles a program next to the generated code. */
async function compile(program: string, options: object = {}): Promise<{ stdout: string; status: number | null }> {
  await writeFile(path.join(folder, 'program.ts'), program);
  const paths = {
    'kube-client-runtime': ['../../runtime/src/index.ts'],
    'kube-client-runtime/codegen/v1': ['../../runtime/src/codegen/v1/index.ts'],
  };
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { noEmit: true, skipLibCheck: true, paths, ...options },
    include: ['program.ts', 'generated'],
  };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
  return { stdout, status };
}

test('the blocks of the README, one after the other, are a program', async () => {
  const blocks = typescriptIn(readFileSync(path.join(root, 'README.md'), 'utf8'));
  expect(blocks.length).toBeGreaterThanOrEqual(2);
  expect(await compile(blocks.join('\n'))).toEqual({ stdout: '', status: 0 });
});

test('a mistake in one of them would be found', async () => {
  const blocks = typescriptIn(readFileSync(path.join(root, 'README.md'), 'utf8'));
  const { stdout } = await compile(blocks.join('\n').replace('replicas: 3', 'replica: 3'));
  expect(stdout).toContain("'replica' does not exist");
});

test('and it runs: against a server that KUBECONFIG names, until its signal fires', async () => {
  const program = typescriptIn(readFileSync(path.join(root, 'README.md'), 'utf8')).join('\n');
  const isImport = (line: string): boolean => line.startsWith('import ');
  const lines = program.split('\n');
  const body = lines.filter((line) => !isImport(line)).join('\n');
  const callable = `${lines.filter(isImport).join('\n')}\nexport async function main() {\n${body}\nreturn { stop, factory, clientset, lister };\n}\n`;
  await writeFile(path.join(folder, 'callable.ts'), callable);
  const { main } = (await import(path.join(folder, 'callable.ts'))) as { main: () => Promise<Running> };

  const server = await startApiServer({ crds: [readFileSync(path.join(root, 'examples/rediscluster/crd.yaml'), 'utf8')] });
  await writeFile(path.join(folder, 'kubeconfig'), server.kubeconfig());
  const before = process.env['KUBECONFIG'];
  process.env['KUBECONFIG'] = path.join(folder, 'kubeconfig');
  const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
  try {
    const { stop, factory, clientset, lister } = await main();
    expect(lister.namespace('default').get('cache')).toMatchObject({ spec: { replicas: 3, image: 'redis:7.4' } });
    stop.abort();
    await factory.shutdown();
    clientset.rest.close();
  } finally {
    printed.mockRestore();
    if (before === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = before;
    await server.stop();
  }
});

/** The end of the README's program. */
interface Running {
  readonly stop: AbortController;
  readonly factory: { shutdown(): Promise<void> };
  readonly clientset: { readonly rest: { close(): void } };
  readonly lister: { namespace(namespace: string): { get(name: string): unknown } };
}

const design = path.join(root, '../shared/design/generated-code.md');
const designTest = existsSync(design) ? test : test.skip;
if (!existsSync(design)) process.stdout.write('the design is not here: its examples are not compiled\n');

designTest('the design’s example of use is a program', async () => {
  const [use = ''] = typescriptIn(readFileSync(design, 'utf8'));
  const before = `
    import { loadConfig } from 'kube-client-runtime';
    import { applyRedisCluster } from './generated/cache.example.com/v1alpha1/index.js';
    import { createClientset, createSharedInformerFactory } from './generated/index.js';
    declare const signal: AbortSignal;
    declare const resourceVersion: string;
    declare const selector: string;
  `;
  // Replace omitted parts, which are dots, and use all declared names.
  const completed = use.replaceAll('…', '{}');
  expect(completed).toContain('informer.addEventHandler');
  const { stdout } = await compile(before + completed, { noUnusedLocals: false, noUnusedParameters: false });
  expect(stdout).toBe('');
});
