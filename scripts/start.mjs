import { endOnSignal, startRealApiServer } from './lib/real-server.mjs';
import { main, node, step } from './lib/run.mjs';

/**
 * `npm start`: builds everything, generates the client of the example, checks its types, and runs it. With `-- --real`, uses a
 * real kube-apiserver instead of the embedded server.
 */
const example = 'examples/rediscluster';
const tsc = 'node_modules/typescript/bin/tsc';
const demo = `${example}/dist/src/demo.js`;
const args = process.argv.slice(2);
const real = args.includes('--real');

await main(async () => {
  const unknown = args.find((arg) => arg !== '--real');
  if (unknown !== undefined) throw new Error(`${unknown} is not an option of npm start (the only option is --real)`);
  await step('build the packages', () => node('scripts/build.mjs'));
  await step('generate the RedisCluster client', () =>
    node('bin/kube-client-gen.js', 'generate', '--config', `${example}/kube-client-gen.yaml`),
  );
  await step('type-check and compile the example', () => node(tsc, '-p', example));
  if (!real) {
    await step('run the controller against the embedded API server', () => node(demo));
    return;
  }
  await step('run the controller against a real API server', async () => {
    endOnSignal();
    const server = await startRealApiServer();
    try {
      await node(demo, '--kubeconfig', server.kubeconfigPath);
    } finally {
      await server.stop();
    }
  });
});
