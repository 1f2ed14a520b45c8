/**
 * Many informers and handlers, for a long time. The number of timers, listeners and objects must stay in proportion to the number of
 * informers and handlers. Nothing may be left when they have stopped.
 */
import { getEventListeners } from 'node:events';
import type { KubeObject, Resource } from '../meta/index.js';
import { newFakeClock } from '../util/index.js';
import { warningsDuring } from '../util/testdata/process-warnings.js';
import type { ResourceEventHandler } from './informer/event-handler.js';
import { waitForCacheSync } from './informer/synced.js';
import type { ListerWatcher } from './reflector/lister-watcher.js';
import { newSharedInformerFactory } from './shared-informer-factory.js';
import { stillHeld } from './testdata/garbage.js';
import { gate, setup } from './testdata/informer.js';
import { added, bookmark, deleted, modified, pod, type TestPod } from './testdata/pods.js';
import { Recorder } from './testdata/recorder.js';
import { ScriptedSource, settle, type ScriptedWatch } from './testdata/scripted-source.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

/** Waits until the condition holds. The number of turns of the event loop that this takes depends on the machine. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

const kind = (plural: string): Resource<TestPod, unknown, unknown> => ({
  group: '',
  version: 'v1',
  kind: 'Pod',
  listKind: 'PodList',
  plural,
  singular: 'pod',
  namespaced: true,
  verbs: ['list', 'watch'],
  subresources: [],
});

/** Creates a factory whose resources have sources that the test controls. */
function factoryOf(clock = newFakeClock()) {
  const sources = new Map<string, ScriptedSource>();
  const factory = newSharedInformerFactory({
    clock,
    listerWatcherFor<T extends KubeObject>({ plural }: Resource<T, unknown, unknown>) {
      const source = new ScriptedSource();
      sources.set(plural, source);
      return source as unknown as ListerWatcher<T>;
    },
  });
  const informerFor = (plural: string) => factory.informerFor<TestPod, TestPod>(kind(plural));
  const stream = async (plural: string, ...items: TestPod[]): Promise<ScriptedWatch> => {
    const watch = await sources.get(plural)!.nextWatch();
    watch.send(...items.map(added), bookmark('10', true));
    return watch;
  };
  return { factory, informerFor, stream, clock };
}

test('a hundred informers in one process sync, follow changes and end, with one listener on the signal and two timers each', async () => {
  const warnings = await warningsDuring(async () => {
    const { factory, informerFor, stream, clock } = factoryOf();
    const controller = new AbortController();
    const plurals = Array.from({ length: 100 }, (_, i) => `kind${i}s`);
    const recorders = plurals.map((plural) => {
      const recorder = new Recorder();
      informerFor(plural).addEventHandler(recorder);
      return recorder;
    });
    factory.start(controller.signal);
    const synced = factory.waitForCacheSync(controller.signal);
    const watches = await Promise.all(plurals.map((plural) => stream(plural, pod('a/one'), pod('a/two'))));
    await synced;
    await settle();
    expect(listeners(controller.signal)).toBe(1);
    // Each informer has a timer for the resync and one for the end of its watch. There are no other timers while nothing happens.
    expect(clock.pending).toBe(200);
    for (let version = 11; version < 21; version++) {
      for (const watch of watches) watch.send(modified(pod('a/one', String(version))), deleted(pod('a/two', String(version))));
    }
    await until(() => recorders.every(({ events }) => events.length >= 13));
    await settle();
    for (const { events } of recorders) {
      expect(events).toHaveLength(13);
      expect(events.at(-1)).toBe('update a/one@19 -> @20');
    }
    controller.abort();
    await factory.shutdown();
    expect(watches.every(({ closed }) => closed)).toBe(true);
    expect([listeners(controller.signal), clock.pending]).toEqual([0, 0]);
  });
  expect(warnings).toEqual([]);
});

test('each of a thousand handlers of one informer receives every event, and removed handlers can be garbage-collected', async () => {
  const warnings = await warningsDuring(async () => {
    const { informer, controller, clock, sync } = setup({ resyncPeriodMs: 60_000 });
    let calls = 0;
    const handlers: WeakRef<ResourceEventHandler<TestPod>>[] = [];
    const add = () => {
      const handler: ResourceEventHandler<TestPod> = { onAdd: () => ++calls, onUpdate: () => ++calls };
      handlers.push(new WeakRef(handler));
      return informer.addEventHandler(handler, { resyncPeriodMs: 0 });
    };
    const registrations = Array.from({ length: 1000 }, add);
    const synced = waitForCacheSync(controller.signal, ...registrations.map((each) => () => each.hasSynced()));
    const { watch } = await sync(pod('a/one'), pod('a/two'));
    await synced;
    expect(calls).toBe(2000);
    watch.send(modified(pod('a/one', '11')));
    await until(() => calls >= 3000);
    await settle();
    expect(calls).toBe(3000);
    // One timer for the resync, regardless of the number of handlers, and one for the end of the watch.
    expect([clock.pending, listeners(controller.signal)]).toEqual([2, 1]);
    for (const registration of registrations.splice(10)) informer.removeEventHandler(registration);
    // Ten handlers that were not removed, and one or two that loops may still refer to.
    expect(await stillHeld(handlers)).toBeLessThan(15);
    watch.send(modified(pod('a/one', '12')));
    await settle();
    expect(calls).toBe(3010);
    controller.abort();
  });
  expect(warnings).toEqual([]);
});

test('a handler that is added and removed a thousand times with pending events leaves nothing behind', async () => {
  const { informer, sync } = setup();
  const { watch } = await sync(...Array.from({ length: 100 }, (_, i) => pod(`a/p${i}`)));
  const handlers: WeakRef<Recorder>[] = [];
  const once = () => {
    const recorder = new Recorder();
    handlers.push(new WeakRef(recorder));
    informer.removeEventHandler(informer.addEventHandler(recorder));
  };
  for (let i = 0; i < 1000; i++) {
    once();
    if (i % 100 === 0) watch.send(modified(pod('a/p0', String(i + 11))));
  }
  await settle();
  expect(await stillHeld(handlers)).toBe(0);
});

test('informers that are started and stopped a thousand times with one long-lived signal leave nothing behind', async () => {
  const controller = new AbortController();
  const clock = newFakeClock();
  const refs: WeakRef<object>[] = [];
  const once = async (i: number): Promise<void> => {
    const { factory, informerFor, stream } = factoryOf(clock);
    const informer = informerFor('pods');
    const recorder = new Recorder();
    const registration = informer.addEventHandler(recorder);
    factory.start(controller.signal);
    // Stops informers in different stages: before the stream, during the stream, before the first call of a handler, and after it.
    const stage = i % 4;
    if (stage > 0) {
      const watch = await stream('pods', pod('a/one'));
      if (stage > 1) await factory.waitForCacheSync(controller.signal);
      if (stage > 2) await waitForCacheSync(controller.signal, registration);
      watch.send(modified(pod('a/one', '11')));
      await factory.shutdown();
      expect(watch.closed).toBe(true);
      refs.push(new WeakRef(watch));
    } else {
      await factory.shutdown();
    }
    expect([clock.pending, listeners(controller.signal)]).toEqual([0, 0]);
    refs.push(new WeakRef(factory), new WeakRef(informer), new WeakRef(recorder), new WeakRef(informer.indexer));
  };
  const warnings = await warningsDuring(async () => {
    for (let i = 0; i < 1000; i++) await once(i);
  });
  expect(warnings).toEqual([]);
  // A promise may still refer to the last informer, but not to a thousand of them.
  expect(await stillHeld(refs)).toBeLessThan(10);
});

test('a handler whose promise never settles delays neither other handlers nor the end, and can be garbage-collected', async () => {
  const stuck: WeakRef<object>[] = [];
  const run = async (): Promise<void> => {
    const { informer, controller, clock, lines, recorder, sync } = setup({ resyncPeriodMs: 1000 });
    const never = () => new Promise<void>(() => undefined);
    const handler: ResourceEventHandler<TestPod> = { onAdd: never };
    stuck.push(new WeakRef(handler));
    informer.addEventHandler(handler);
    informer.addEventHandler(recorder, { resyncPeriodMs: 0 });
    const { watch, done } = await sync(pod('a/one'), pod('a/two'));
    for (let version = 11; version < 1011; version++) watch.send(modified(pod('a/one', String(version))));
    await settle();
    while (recorder.events.length < 1002) await settle();
    let ended = false;
    void done.then(() => (ended = true));
    controller.abort();
    await settle();
    await clock.advanceAsync(999);
    expect(ended).toBe(false);
    await clock.advanceAsync(1);
    await done;
    expect(lines).toEqual(['warn: An event handler is still running after its informer has stopped']);
    expect(clock.pending).toBe(0);
  };
  await run();
  expect(await stillHeld(stuck)).toBe(0);
});

test('a slow handler among a thousand does not delay the others', async () => {
  const { informer, sync } = setup();
  const slow = gate();
  const slowRegistration = informer.addEventHandler(slow.handler);
  const recorders = Array.from({ length: 999 }, () => new Recorder());
  const registrations = recorders.map((recorder) => informer.addEventHandler(recorder));
  await sync(pod('a/one'), pod('a/two'));
  await until(() => recorders.every(({ events }) => events.length >= 2));
  await settle();
  expect(recorders.every(({ events }) => events.length === 2)).toBe(true);
  expect(registrations.every((registration) => registration.hasSynced())).toBe(true);
  expect([slow.seen, slowRegistration.hasSynced()]).toEqual([['one'], false]);
});
