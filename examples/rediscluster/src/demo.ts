import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from 'kube-client-runtime';
import { startApiServer } from 'kube-client-testing';
import { createClientset, createSharedInformerFactory, type Clientset } from '../generated/index.js';
import { consoleLogger } from './console-logger.js';
import { newRedisClusterController } from './controller.js';
import { installCrd } from './install-crd.js';
import { makeReplicasReady } from './kubelet-stand-in.js';

/** The time for the cluster to become ready. */
const timeoutMs = 60_000;

/**
 * Runs the controller and follows one cluster until all its replicas are ready.
 *
 * Uses an API server in this process, or the server of `--kubeconfig FILE`.
 */
async function main(): Promise<void> {
  const { kubeconfig } = parseArgs({ options: { kubeconfig: { type: 'string' } } }).values;
  const server = kubeconfig === undefined ? await startApiServer() : undefined;
  const clientset = createClientset(server?.restConfig() ?? (await loadConfig({ kubeconfig })));
  const crd = await readFile(new URL('../../crd.yaml', import.meta.url), 'utf8');
  await installCrd(clientset.rest, 'redisclusters.cache.example.com', crd);
  const factory = createSharedInformerFactory(clientset, { stripManagedFields: true, logger: consoleLogger });

  const stop = new AbortController();
  const running = Promise.all([
    newRedisClusterController(clientset, factory, consoleLogger).run(2, stop.signal),
    makeReplicasReady(clientset, 200, stop.signal),
  ]);
  // Stop the demo when one of them fails. `await running` throws the error.
  running.catch((error: unknown) => stop.abort(error));

  try {
    await showUntilRunning(clientset, stop.signal);
  } finally {
    stop.abort();
    await running;
    clientset.rest.close();
    await server?.stop();
  }
}

/** Creates a cluster, and prints each of its states until it runs. */
async function showUntilRunning(clientset: Clientset, signal: AbortSignal): Promise<void> {
  const redisClusters = clientset.cacheV1alpha1.redisClusters('default');
  const created = await redisClusters.create(
    { metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } },
    { signal },
  );
  print(created.metadata.resourceVersion, 'created', `${created.spec.replicas} replicas of ${created.spec.image}`);

  // Watch from the created version, so that no state is missed.
  const { name, resourceVersion } = created.metadata;
  for await (const event of redisClusters.watch({ fieldSelector: `metadata.name=${name}`, resourceVersion, timeoutMs, signal })) {
    if (event.type !== 'MODIFIED') continue;
    const { metadata, spec, status } = event.object;
    print(metadata.resourceVersion, status?.phase ?? '-', `${status?.readyReplicas ?? 0} of ${spec.replicas} ready`);
    if (status?.phase === 'Running') return;
  }
  throw new Error(`the watch ended before ${name} was running`);
}

function print(resourceVersion: string, phase: string, what: string): void {
  process.stdout.write(
    `${new Date().toISOString()}  ${phase.padEnd(8)}  resourceVersion ${resourceVersion.padEnd(6)}  ${what}\n`,
  );
}

await main();
