import { main, node, step } from './run.mjs';

/** `npm start`: builds everything, generates the example's client, type-checks the example, and runs it. */
const example = 'examples/rediscluster';
const tsc = 'node_modules/typescript/bin/tsc';

await main(async () => {
  await step('build the packages', () => node('scripts/build.mjs'));
  await step('generate the RedisCluster client', () =>
    node('bin/kube-client-gen.js', 'generate', '--config', `${example}/kube-client-gen.yaml`),
  );
  await step('type-check and compile the example', () => node(tsc, '-p', example));
  await step('run the controller against the embedded API server', () => node(`${example}/dist/src/demo.js`));
});
