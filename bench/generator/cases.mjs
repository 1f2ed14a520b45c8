import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const data = path.resolve(root, '../shared/data');
const peer = (...parts) => path.join(root, 'bench/node_modules', ...parts);

const ours = (args, out) => ({
  name: 'kube-client-gen',
  script: path.join(root, 'bin/kube-client-gen.js'),
  args: ['generate', '--quiet', ...args, '--out', out],
});
const crdGenerate = (input, out) => ({
  name: 'crd-generate',
  script: peer('@kubernetes-models/crd-generate/bin/crd-generate.js'),
  args: ['--input', input, '--output', out],
});
const cdk8s = (input, out) => ({
  name: 'cdk8s import',
  script: peer('cdk8s-cli/bin/cdk8s'),
  args: ['import', input, '--output', out, '--language', 'typescript'],
});
const heyApi = (input, out) => ({
  name: 'openapi-ts',
  script: peer('@hey-api/openapi-ts/bin/run.js'),
  args: ['-i', input, '-o', out],
});

/**
 * Returns the inputs and the commands for each. `atMost` is the target: the maximum ratio of our median to the median of the
 * fastest peer. Omits cases whose input does not exist.
 */
export function cases(out) {
  const redisCluster = path.join(root, 'examples/rediscluster/crd.yaml');
  const certManager = path.join(data, 'crds/cert-manager+cert-manager');
  const swagger = path.join(data, 'openapi-v1.36/swagger.json');
  const crds = path.join(data, 'crds');
  const to = (name) => path.join(out, name);
  return [
    {
      name: 'RedisCluster',
      input: redisCluster,
      atMost: 1,
      commands: [
        ours(['--crd', redisCluster], to('ours-redis')),
        crdGenerate(redisCluster, to('models-redis')),
        cdk8s(redisCluster, to('cdk8s-redis')),
      ],
    },
    {
      name: 'cert-manager, 5 CRDs',
      input: certManager,
      atMost: 1,
      concatenate: certManager,
      commands: (all) => [
        ours(['--crd', certManager], to('ours-cert-manager')),
        crdGenerate(all, to('models-cert-manager')),
        cdk8s(all, to('cdk8s-cert-manager')),
      ],
    },
    {
      name: 'Kubernetes, OpenAPI v2',
      input: swagger,
      atMost: 0.5,
      commands: [ours(['--openapi', swagger], to('ours-kubernetes')), heyApi(swagger, to('hey-api'))],
    },
    { name: 'all CRDs of ../shared', input: crds, commands: [ours(['--crd', crds, '--keep-going'], to('ours-all'))] },
  ].filter(({ input }) => existsSync(input));
}
