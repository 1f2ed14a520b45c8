import { newFakeClock } from '../util/index.js';
import { newSharedIndexInformer } from './informer/shared-index-informer.js';
import { metaNamespaceKeyFunc } from './store/keys.js';
import { metaNamespaceIndexFunc, namespaceIndex } from './store/namespace-index.js';
import type { TestPod } from './testdata/pods.js';
import { Shadow } from './testdata/shadow.js';
import { seededRandom, SimulatedServer, type StreamingSupport } from './testdata/simulated-server.js';

const states = (objects: Iterable<TestPod>) =>
  [...objects].map((obj) => `${metaNamespaceKeyFunc(obj)}@${obj.metadata.resourceVersion}`).sort();

async function run(seed: number, support: StreamingSupport) {
  const random = seededRandom(seed);
  const server = new SimulatedServer(random, support);
  const clock = newFakeClock();
  const informer = newSharedIndexInformer<TestPod, TestPod>(server, {
    clock,
    random,
    indexers: { [namespaceIndex]: metaNamespaceIndexFunc, node: (obj) => [obj.spec.nodeName] },
  });
  const early = new Shadow();
  informer.addEventHandler(early);
  const keys = Array.from({ length: 12 }, (_, i) => `ns-${i % 3}/pod-${i}`);
  const change = () => {
    const key = keys[Math.floor(random() * keys.length)]!;
    const roll = random();
    if (roll < 0.6) server.put(key);
    else if (roll < 0.9) server.remove(key);
    else server.compact();
  };
  for (let i = 0; i < 10; i++) change();
  server.faultRate = 0.2;
  const controller = new AbortController();
  const done = informer.run(controller.signal);
  let late: Shadow | undefined;
  for (let round = 0; round < 60; round++) {
    for (let changes = Math.floor(random() * 4); changes > 0; changes--) change();
    server.poke();
    await clock.advanceAsync(random() * 4000);
    if (!late && round > 30) informer.addEventHandler((late = new Shadow()));
  }
  server.faultRate = 0;
  const wanted = states(server.objects.values());
  // Longer than any delay between retries.
  for (let i = 0; i < 5; i++) await clock.advanceAsync(60_000);
  for (const shadow of [early, late!]) {
    expect(shadow.nonsense).toEqual([]);
    expect(states(shadow.objects.values())).toEqual(wanted);
  }
  expect(states(informer.indexer.list())).toEqual(wanted);
  for (const [name, func] of Object.entries(informer.indexer.getIndexers())) {
    const found = informer.indexer.listIndexFuncValues(name).flatMap((value) => informer.indexer.byIndex(name, value));
    expect(states(found)).toEqual(wanted);
    for (const obj of informer.indexer.list()) expect(informer.indexer.byIndex(name, func(obj)[0]!)).toContain(obj);
  }
  controller.abort();
  await done;
  expect(clock.pending).toBe(0);
  return { faults: server.faults };
}

describe.each(['streams', 'refuses', 'ignores'] as const)('on a server that %s initial events', (support) => {
  test('after random faults, cache, indexes and handlers agree with the server, and no handler received a wrong event', async () => {
    let faults = 0;
    for (let seed = 1; faults < 200; seed++) {
      try {
        faults += (await run(seed, support)).faults;
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });
});
