import { performance } from 'node:perf_hooks';
import { metaNamespaceKeyFunc, newDeltaFIFO, newIndexer } from 'kube-client-runtime/cache';
import { newRateLimitingQueue } from 'kube-client-runtime/workqueue';

/** Operations a second of what a controller does with every event. client-go/main.go does the same, for as long. Prints JSON. */
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
/** The keys that a controller has at hand, again and again, in one queue. */
const queued = keys.slice(0, 10_000);
const queue = newRateLimitingQueue();
const full = newIndexer(metaNamespaceKeyFunc, indexers);
for (const pod of pods) full.add(pod);

/** The median of rounds of a tenth of a second, after one that warms up. */
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
