import { readFile } from 'node:fs/promises';
import { startApiServer } from 'kube-client-testing';
import { createClientset, createSharedInformerFactory } from '../generated/index.js';
import { consoleLogger } from './console-logger.js';
import { newRedisClusterController } from './controller.js';
import { makeReplicasReady } from './kubelet-stand-in.js';

/** Runs the controller against an API server in this process and follows one cluster until all its replicas answer. */
async function main(): Promise<void> {
  const server = await startApiServer({ crds: [await readFile(new URL('../../crd.yaml', import.meta.url), 'utf8')] });
  const clientset = createClientset(server.restConfig());
  const redisClusters = clientset.cacheV1alpha1.redisClusters('default');

  const stop = new AbortController();
  const { signal } = stop;
  const factory = createSharedInformerFactory(clientset, { stripManagedFields: true, logger: consoleLogger });
  const running = Promise.all([
    newRedisClusterController(clientset, factory, consoleLogger).run(2, signal),
    makeReplicasReady(clientset, 200, signal),
  ]);

  try {
    const created = await redisClusters.create({ metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } });
    print(created.metadata.resourceVersion, 'created', `${created.spec.replicas} replicas of ${created.spec.image}`);

    const { name, resourceVersion } = created.metadata;
    for await (const event of redisClusters.watch({ fieldSelector: `metadata.name=${name}`, resourceVersion, signal })) {
      if (event.type !== 'MODIFIED') continue;
      const { metadata, spec, status } = event.object;
      print(metadata.resourceVersion, status?.phase ?? '-', `${status?.readyReplicas ?? 0} of ${spec.replicas} ready`);
      if (status?.phase === 'Running') break;
    }
  } finally {
    stop.abort();
    await running;
    clientset.rest.close();
    await server.stop();
  }
}

function print(resourceVersion: string, phase: string, what: string): void {
  process.stdout.write(`${new Date().toISOString()}  ${phase.padEnd(8)}  resourceVersion ${resourceVersion.padEnd(6)}  ${what}\n`);
}

await main();
