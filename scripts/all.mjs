import { main, node, run, step } from './lib/run.mjs';

/** `npm run all`: runs every check that a change must pass. */
const tsc = 'node_modules/typescript/bin/tsc';
const examples = ['examples/rediscluster', 'examples/pod-watcher'];

// Tests that otherwise try a sample try all cases.
process.env['ALL_CASES'] = '1';

await main(async () => {
  await step('build', () => node('scripts/build.mjs'));
  await step('types', async () => {
    for (const project of ['tsconfig.json', 'tsconfig.scripts.json']) await node(tsc, '-p', project);
  });
  await step('format', () => node('node_modules/prettier/bin/prettier.cjs', '--check', '.'));
  await step('lint', () => node('node_modules/eslint/bin/eslint.js', '.'));
  await step('tests', () => node('scripts/test.mjs'));
  for (const example of examples) {
    await step(`${example}: generated code is up to date and compiles`, async () => {
      await node('bin/kube-client-gen.js', 'generate', '--check', '--config', `${example}/kube-client-gen.yaml`);
      await node(tsc, '-p', example);
    });
  }
  await step('goldens and the whole matrix', () => node('scripts/compile-matrix.mjs'));
  await step('types say what schemas say', () => node('conformance/verify-types/run.mjs'));
  await step('packages', () => node('scripts/check-packages.mjs'));
  await step('clean tree', () => run('git', ['diff', '--exit-code', '--stat']));
});
