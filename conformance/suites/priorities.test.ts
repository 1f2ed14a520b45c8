/** The priorities of a controller: new objects do not wait for the initial list, on both servers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { namespacedClient, newControllerManagedBy, newManager, parallelizeUntil, type ManagerOptions } from 'kube-client-runtime';
import { configMaps } from './support/config-maps.js';
import { useServer } from './support/server.js';

const subject = useServer();
const objects = 1000;

/**
 * Starts a controller with many objects, and creates one at the tenth reconciliation. Returns the number of reconciliations
 * before it.
 */
async function waitOfNewObject(options: ManagerOptions = {}): Promise<number> {
  const client = namespacedClient(subject.rest, configMaps, subject.namespace);
  await parallelizeUntil(undefined, 8, objects, async (i) => {
    await client.create({ metadata: { name: `old-${i}` } });
  });
  const manager = newManager(subject, { cache: { namespace: subject.namespace }, ...options });
  const stop = new AbortController();
  let count = 0;
  let arrivedAt = Infinity;
  manager.informers.informerFor(configMaps).addEventHandler({
    onAdd: ({ metadata }) => {
      if (metadata.name === 'new') arrivedAt = count;
    },
  });
  let waited = Infinity;
  let creating: Promise<unknown> = Promise.resolve();
  newControllerManagedBy(manager)
    .for(configMaps)
    .build(async ({ name }) => {
      count++;
      if (count === 10) creating = client.create({ metadata: { name: 'new' } });
      if (name === 'new' || count > 2 * objects) {
        waited = count - arrivedAt;
        stop.abort();
      }
      await sleep(2);
    });
  await manager.start(stop.signal);
  await creating;
  return waited;
}

test('a new object is reconciled within 20 reconciliations after its event, during an initial list of 1,000', async () => {
  expect(await waitOfNewObject()).toBeLessThanOrEqual(20);
});

test('without the priority queue, it waits for the initial list', async () => {
  expect(await waitOfNewObject({ controller: { usePriorityQueue: false } })).toBeGreaterThan(500);
});
