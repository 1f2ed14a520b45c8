/** Controllers that create children under random names, while their events arrive after random delays. */
import { newFakeClock, silentLogger, sleep } from '../util/index.js';
import { newGatedController } from './controller.js';
import type { ViewedInformer } from './informer-view.js';
import { OwnWrites } from './own-writes.js';
import type { Reconciler } from './reconciler.js';
import type { RequestQueue } from './request.js';

/** `npm run all` sets the variable and draws 10,000 delays. */
const wantedDelays = process.env['ALL_CASES'] === '1' ? 10_000 : 2_000;

const pods = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  listKind: 'PodList',
  plural: 'pods',
  singular: 'pod',
  namespaced: true,
  verbs: [],
  subresources: [],
};

/** Returns random numbers below 1 that depend only on the seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

interface Child {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
  readonly parent: string;
}

const parents = 5;
const wanted = 4;

/**
 * Runs controllers that create one missing child for each reconciliation, until nothing happens any more. The event of each child reaches
 * the cache, and the queue, after a random delay, but in the order of versions. Returns the number of children and of delays.
 */
async function run(seed: number, readYourWrites: boolean): Promise<{ children: number; delays: number }> {
  const random = randomOf(seed);
  const clock = newFakeClock();
  const cache = new Map<string, Child>();
  let seen = '1';
  const informer: ViewedInformer = {
    indexer: { getByKey: (key) => cache.get(key) },
    lastSyncResourceVersion: () => seen,
    hasSynced: () => true,
    isStopped: () => false,
  };
  const ownWrites = new OwnWrites({ clock, timeoutMs: 10_000 });
  ownWrites.addCache(pods, informer);
  let created = 0;
  let arrivesAt = 0;
  let queue: RequestQueue | undefined;
  const reconciler: Reconciler = async ({ namespace, name }) => {
    if (readYourWrites) await ownWrites.caughtUp(pods, informer, { namespace }, undefined);
    const children = [...cache.values()].filter(({ parent }) => parent === name);
    if (children.length >= wanted) return {};
    await sleep(clock, 1);
    const version = String(10 + ++created);
    const metadata = { name: `${name}-${version}`, namespace, uid: version, resourceVersion: version };
    const child: Child = { metadata, parent: name };
    ownWrites.wrote(pods, child);
    arrivesAt = Math.max(arrivesAt, clock.monotonic() + random() * 40);
    clock.schedule(arrivesAt - clock.monotonic(), () => {
      cache.set(`${namespace}/${metadata.name}`, child);
      seen = version;
      queue?.add({ namespace, name });
    });
    // Not every reconciliation is caused by an event of a child.
    return { requeueAfterMs: 1 + random() * 20 };
  };
  const gate = readYourWrites ? ownWrites.newGate() : undefined;
  const controller = newGatedController({ name: 'c', reconciler, clock, logger: silentLogger, maxConcurrentReconciles: 2 }, gate);
  controller.watch({
    name: 'a test',
    start: (given) => {
      queue = given;
      for (let i = 0; i < parents; i++) given.add({ namespace: 'ns', name: `p${i}` });
    },
  });
  const stop = new AbortController();
  const ended = controller.start(stop.signal);
  for (let idle = 0, last = -1; idle < 3; idle = created === last ? idle + 1 : 0) {
    last = created;
    await clock.advanceAsync(500);
  }
  stop.abort();
  await clock.advanceAsync(100);
  await ended;
  return { children: created, delays: 2 * created };
}

test('each parent gets exactly its children, under random delays', async () => {
  let delays = 0;
  for (let seed = 1; delays < wantedDelays; seed++) {
    const result = await run(seed, true);
    expect([seed, result.children]).toEqual([seed, parents * wanted]);
    delays += result.delays;
  }
});

test('without read-your-writes, parents get too many', async () => {
  const { children } = await run(1, false);
  expect(children).toBeGreaterThan(parents * wanted);
});
