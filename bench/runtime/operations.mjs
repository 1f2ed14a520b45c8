import { performance } from 'node:perf_hooks';
import { metaNamespaceKeyFunc, newDeltaFIFO, newIndexer } from 'kube-client-runtime/cache';
import { newRateLimitingQueue } from 'kube-client-runtime/workqueue';

/**
 * Prints the operations per second of the steps that a controller takes for every event, as JSON. client-go/main.go does the same
 * for the same time.
 */
const pods = Array.from({ length: 20_000 }, (_, i) => ({
  metadata: {
    namespace: `team-${i % 40}`,
    name: `worker-${i}`,
    resourceVersion: String(i),
    labels: { app: `service-${i % 200}` },
  },
}));
const keys = pods.map(metaNamespaceKeyFunc);
const indexers = { namespace: (pod) => [pod.metadata.namespace], app: (pod) => [pod.metadata.labels.app] };
/** The keys that are added repeatedly to one queue. */
const queued = keys.slice(0, 10_000);
const queue = newRateLimitingQueue();
const full = newIndexer(metaNamespaceKeyFunc, indexers);
for (const pod of pods) full.add(pod);

/** Returns the median of rounds of a tenth of a second. Runs one round before to warm up. */
function rate(operations, run) {
  const rates = [];
  for (let round = 0; round <= 11; round++) {
    const start = performance.now();
    let done = 0;
    for (; performance.now() - start < 100; done += operations) run();
    if (round > 0) rates.push((done / (performance.now() - start)) * 1000);
  }
  return rates.sort((a, b) => a - b)[5];
}

const result = {
  workqueue: rate(queued.length, () => {
    for (const key of queued) queue.add(key);
    for (const _ of queued) {
      const { item } = queue.tryGet() ?? {};
      queue.forget(item);
      queue.done(item);
    }
  }),
  indexerAdd: rate(pods.length, () => {
    const indexer = newIndexer(metaNamespaceKeyFunc, indexers);
    for (const pod of pods) indexer.add(pod);
  }),
  byIndex: rate(200, () => {
    for (let i = 0; i < 200; i++) if (full.byIndex('namespace', `team-${i % 40}`).length !== 500) throw new Error('not 500');
  }),
  getByKey: rate(keys.length, () => {
    for (const key of keys) if (full.getByKey(key) === undefined) throw new Error('not found');
  }),
  deltaFIFO: rate(pods.length, () => {
    const fifo = newDeltaFIFO({ keyFunc: metaNamespaceKeyFunc });
    for (const pod of pods) fifo.update(pod);
    for (const _ of pods) fifo.tryPop(() => {});
  }),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
