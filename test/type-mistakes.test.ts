import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'kube-client-gen';

const root = path.resolve(import.meta.dirname, '..');
/** A folder in the repository, where imports find the packages. git ignores it. */
const cache = path.join(root, '.cache');
const tsc = path.join(root, 'node_modules/typescript-7/bin/tsc');

let folder: string;
beforeAll(async () => {
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, 'type-mistakes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('mistakes do not compile, and no argument or result of a verb is `any`', async () => {
  const crd = ['examples/rediscluster/crd.yaml', 'fixtures/crds/core-parts.yaml'].map((file) => path.join(root, file));
  const { files } = await generate({ crd, kubernetes: 'v1.36' });
  for (const file of files) {
    const target = path.join(folder, 'generated', file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
  await cp(path.join(root, 'fixtures/type-mistakes'), folder, { recursive: true });
  const config = {
    extends: '../../tsconfig.json',
    compilerOptions: { types: ['node'], paths: pathsFrom('../..') },
    include: ['.'],
    exclude: [],
  };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

/** The sources of the packages. */
function pathsFrom(top: string): Record<string, string[]> {
  return {
    'kube-client-runtime': [`${top}/runtime/src/index.ts`],
    'kube-client-runtime/codegen/v1': [`${top}/runtime/src/codegen/v1/index.ts`],
  };
}
