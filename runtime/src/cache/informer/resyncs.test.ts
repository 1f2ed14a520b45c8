import { newResourceExpired } from '../../errors/index.js';
import { gate, setup } from '../testdata/informer.js';
import { modified, pod, type TestPod } from '../testdata/pods.js';
import { Recorder } from '../testdata/recorder.js';
import { settle } from '../testdata/scripted-source.js';

/** Returns a handler that counts its updates. */
function counter() {
  const times: number[] = [];
  return { times, handlerAt: (now: () => number) => ({ onUpdate: () => void times.push(now()) }) };
}

test('each handler is resynced at the first check after its own period', async () => {
  const { informer, clock, sync } = setup({ resyncPeriodMs: 12 * 3_600_000 });
  const start = clock.monotonic();
  const now = () => (clock.monotonic() - start) / 1000;
  const [never, byDefault, minute, almost, often] = Array.from({ length: 5 }, counter);
  informer.addEventHandler(never!.handlerAt(now), { resyncPeriodMs: 0 });
  informer.addEventHandler(byDefault!.handlerAt(now));
  // Each shorter period shortens the time between checks. The periods of the other handlers stay the same.
  informer.addEventHandler(minute!.handlerAt(now), { resyncPeriodMs: 60_000 });
  informer.addEventHandler(almost!.handlerAt(now), { resyncPeriodMs: 52_000 });
  informer.addEventHandler(often!.handlerAt(now), { resyncPeriodMs: 5000 });
  await sync(pod('a/one'));
  for (let second = 0; second < 180; second += 5) {
    await clock.advanceAsync(5000);
    await settle();
  }
  expect(never!.times).toEqual([]);
  expect(byDefault!.times).toEqual([]);
  expect(minute!.times).toEqual([60, 120, 180]);
  // Checks are 5 s apart, and the next period of the handler begins with its resync.
  expect(almost!.times).toEqual([55, 110, 165]);
  expect(often!.times).toEqual(Array.from({ length: 36 }, (_, i) => 5 * (i + 1)));
});

test('the period of a handler that is added to a running informer begins when it is added', async () => {
  const { informer, clock, sync } = setup({ resyncPeriodMs: 2000 });
  await sync(pod('a/one'));
  await clock.advanceAsync(1000);
  const recorder = new Recorder();
  informer.addEventHandler(recorder, { resyncPeriodMs: 4000 });
  // The checks at 2 s and 4 s are too early, because the handler was added at 1 s.
  await clock.advanceAsync(3000);
  await settle();
  expect(recorder.take()).toEqual(['add a/one@1 initial']);
  await clock.advanceAsync(2000);
  await settle();
  expect(recorder.take()).toEqual(['update a/one@1 -> @1']);
});

test('a resync delivers the same object as old and new, and does not change the cache', async () => {
  const { informer, clock, sync } = setup({ resyncPeriodMs: 1000 });
  const shown: [TestPod, TestPod][] = [];
  informer.addEventHandler({ onUpdate: (oldObj, newObj) => void shown.push([oldObj, newObj]) });
  await sync(pod('a/one'));
  const [cached] = informer.indexer.list();
  await clock.advanceAsync(1000);
  await settle();
  expect(shown).toHaveLength(1);
  expect(shown[0]![0]).toBe(cached);
  expect(shown[0]![1]).toBe(cached);
});

test('a relist delivers all objects to handlers that are due for a resync, and only changes to the others', async () => {
  const { informer, source, clock, sync } = setup({ resyncPeriodMs: 1000 });
  const [due, never] = [new Recorder(), new Recorder()];
  informer.addEventHandler(due, { resyncPeriodMs: 1000 });
  informer.addEventHandler(never, { resyncPeriodMs: 0 });
  const { watch } = await sync(pod('a/one', '1'), pod('a/two', '2'));
  await clock.advanceAsync(1000);
  await settle();
  for (const recorder of [due, never]) recorder.take();
  watch.fail(newResourceExpired('too old'));
  await settle();
  await clock.advanceAsync(800);
  (await source.nextList()).page([pod('a/one', '1'), pod('a/two', '4'), pod('a/three', '3')], { resourceVersion: '20' });
  await settle();
  expect(due.take()).toEqual(['update a/one@1 -> @1', 'update a/two@2 -> @4', 'add a/three@3']);
  expect(never.take()).toEqual(['update a/two@2 -> @4', 'add a/three@3']);
});

test('a relist before the first check delivers all objects to all handlers', async () => {
  const { informer, source, clock, sync } = setup({ resyncPeriodMs: 60_000 });
  const recorder = new Recorder();
  informer.addEventHandler(recorder, { resyncPeriodMs: 0 });
  const { watch } = await sync(pod('a/one'));
  recorder.take();
  watch.fail(newResourceExpired('too old'));
  await settle();
  await clock.advanceAsync(800);
  (await source.nextList()).page([pod('a/one')], { resourceVersion: '20' });
  await settle();
  expect(recorder.take()).toEqual(['update a/one@1 -> @1']);
});

test('a handler gets no further resync while it processes one, and gets the next one afterwards', async () => {
  const { informer, clock, sync } = setup({ resyncPeriodMs: 1000 });
  const { handler, letGo } = gate();
  let updates = 0;
  informer.addEventHandler({
    onUpdate: (oldObj) => {
      updates++;
      return handler.onAdd?.(oldObj, false);
    },
  });
  const others = new Recorder();
  informer.addEventHandler(others);
  const { watch } = await sync(pod('a/one'), pod('a/two'));
  others.take();
  for (let i = 0; i < 10; i++) await clock.advanceAsync(1000);
  await settle();
  expect(others.take()).toHaveLength(20);
  expect(updates).toBe(1);
  // Changes are queued nevertheless.
  watch.send(modified(pod('a/two', '11')));
  await settle();
  for (let i = 0; i < 3; i++) {
    letGo();
    await settle();
  }
  expect(updates).toBe(3);
  await clock.advanceAsync(1000);
  await settle();
  expect(updates).toBe(4);
});

test('a period that is negative or not a number disables resyncs', async () => {
  for (const resyncPeriodMs of [-1, Number.NaN]) {
    const { informer, clock, sync, recorder } = setup({ resyncPeriodMs });
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'));
    recorder.take();
    await clock.advanceAsync(10_000);
    await settle();
    // Only the timer for the end of the watch.
    expect([recorder.take(), clock.pending]).toEqual([[], 1]);
    watch.end();
  }
});

describe('resyncs', () => {
  test('deliver all objects again to the handlers that requested it, in their period', async () => {
    const { informer, clock, sync } = setup({ resyncPeriodMs: 0 });
    const never = new Recorder();
    informer.addEventHandler(never, { resyncPeriodMs: 0 });
    const { watch } = await sync(pod('a/one'));
    never.take();
    await clock.advanceAsync(100_000);
    expect(never.take()).toEqual([]);
    // Only the timer for the end of the watch.
    expect(clock.pending).toBe(1);
    watch.end();
  });

  test('each handler has its own period, at least the shortest one requested before the start', async () => {
    const { informer, clock, sync } = setup({ resyncPeriodMs: 12_000 });
    const [every2s, every3s, never] = [new Recorder(), new Recorder(), new Recorder()];
    informer.addEventHandler(every2s, { resyncPeriodMs: 2000 });
    informer.addEventHandler(every3s, { resyncPeriodMs: 3000 });
    informer.addEventHandler(never, { resyncPeriodMs: 0 });
    const { watch } = await sync(pod('a/one'), pod('a/two'));
    for (const recorder of [every2s, every3s, never]) recorder.take();
    await clock.advanceAsync(2000);
    await settle();
    expect(every2s.take()).toEqual(['update a/one@1 -> @1', 'update a/two@1 -> @1']);
    expect(every3s.take()).toEqual([]);
    await clock.advanceAsync(2000);
    await settle();
    expect(every2s.take()).toHaveLength(2);
    expect(every3s.take()).toHaveLength(2);
    expect(never.take()).toEqual([]);
    // Real changes are delivered to all handlers.
    watch.send(modified(pod('a/one', '11')));
    await settle();
    expect(never.take()).toEqual(['update a/one@1 -> @11']);
  });

  test('a period below one second is raised to one second', async () => {
    const { informer, clock, lines, sync, recorder } = setup({ resyncPeriodMs: 12_000 });
    informer.addEventHandler(recorder, { resyncPeriodMs: 10 });
    await sync(pod('a/one'));
    recorder.take();
    await clock.advanceAsync(999);
    expect(recorder.take()).toEqual([]);
    await clock.advanceAsync(1);
    await settle();
    expect(recorder.take()).toHaveLength(1);
    expect(lines).toEqual(['warn: The resync period is too short; using the minimum']);
  });

  test('a handler that is added after the start cannot shorten the period', async () => {
    const { informer, clock, lines, sync, recorder } = setup({ resyncPeriodMs: 5000 });
    await sync(pod('a/one'));
    informer.addEventHandler(recorder, { resyncPeriodMs: 1000 });
    await settle();
    recorder.take();
    await clock.advanceAsync(4999);
    expect(recorder.take()).toEqual([]);
    await clock.advanceAsync(1);
    await settle();
    expect(recorder.take()).toHaveLength(1);
    expect(lines).toEqual([expect.stringContaining('shorter than that of the running informer')]);
  });

  test('an informer without resyncs ignores the period of a handler and logs a warning', async () => {
    const { informer, clock, lines, sync, recorder } = setup();
    informer.addEventHandler(recorder, { resyncPeriodMs: 5000 });
    await sync(pod('a/one'));
    recorder.take();
    await clock.advanceAsync(20_000);
    expect(recorder.take()).toEqual([]);
    expect(lines).toEqual([expect.stringContaining('the informer does not resync')]);
  });

  test('a relist of unchanged objects is not delivered to handlers without resyncs', async () => {
    const { informer, source, clock, sync } = setup({ resyncPeriodMs: 1000 });
    const recorder = new Recorder();
    informer.addEventHandler(recorder, { resyncPeriodMs: 0 });
    const { watch } = await sync(pod('a/one'));
    // The first check for due resyncs has happened.
    await clock.advanceAsync(1000);
    recorder.take();
    watch.fail(newResourceExpired('too old'));
    await settle();
    await clock.advanceAsync(800);
    (await source.nextList()).page([pod('a/one')], { resourceVersion: '30' });
    await settle();
    expect(recorder.take()).toEqual([]);
  });
});
