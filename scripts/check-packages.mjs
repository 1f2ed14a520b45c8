import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main, node, run, step } from './lib/run.mjs';

/**
 * `npm run packages`: checks the three packages as npm ships them. Lints and packs them, and installs the tarballs into two empty
 * projects: one with ESM, and one with CommonJS and the oldest TypeScript. Generates, compiles and runs a client in each.
 */
const packages = ['.', 'runtime', 'testing'];
const root = path.resolve(import.meta.dirname, '..');
const typescript = 'typescript@~5.4.5';
const consumers = {
  esm: [typescript, '@types/node@20'],
  cjs: [typescript, '@types/node@20', 'jest@30', '@types/jest@29'],
};

async function lint() {
  for (const folder of packages) await node('node_modules/publint/src/cli.js', folder, '--strict');
  // The generator is only ESM. Packages that users import must resolve in every mode.
  await node('node_modules/@arethetypeswrong/cli/dist/index.js', '--pack', '.', '--profile', 'esm-only');
  for (const folder of ['runtime', 'testing']) await node('node_modules/@arethetypeswrong/cli/dist/index.js', '--pack', folder);
}

async function pack(into) {
  for (const folder of packages) {
    await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', into], { cwd: path.join(root, folder) });
  }
  return (await readdir(into)).filter((name) => name.endsWith('.tgz')).map((name) => path.join(into, name));
}

async function tryIn(folder, consumer, tarballs) {
  await cp(path.join(root, 'fixtures/consumers', consumer), folder, { recursive: true });
  await cp(path.join(root, 'examples/rediscluster/crd.yaml'), path.join(folder, 'crd.yaml'));
  const npm = (...args) => run('npm', args, { cwd: folder });
  await npm('install', '--silent', '--no-audit', '--no-fund', ...tarballs, ...consumers[consumer]);
  await npm('run', '--silent', 'generate');
  await npm('run', '--silent', 'compile');
  await npm('run', '--silent', 'test');
}

await main(async () => {
  await step('build', () => node('scripts/build.mjs'));
  await step('publint and attw', lint);
  const folder = await mkdtemp(path.join(tmpdir(), 'kube-client-packages-'));
  try {
    let tarballs = [];
    await step('pack', async () => {
      tarballs = await pack(folder);
    });
    for (const consumer of Object.keys(consumers)) {
      await step(`${consumer} project`, () => tryIn(path.join(folder, consumer), consumer, tarballs));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
