import { newResourceExpired } from '../errors/index.js';
import { newFakeClock } from '../util/index.js';
import { pod, type TestPod } from './testdata/pods.js';
import { ScriptedSource, settle } from './testdata/scripted-source.js';
import { untilWithSync, type UntilWithSyncOptions } from './until-with-sync.js';

type Event = { type: string; object: TestPod };
const named =
  (name: string) =>
  ({ object }: Event): boolean =>
    object.metadata.name === name;

function setup(
  conditions: ((event: Event) => boolean | Promise<boolean>) | ((event: Event) => boolean)[],
  options: UntilWithSyncOptions<TestPod, TestPod> = {},
) {
  const source = new ScriptedSource();
  const clock = newFakeClock();
  const result = untilWithSync<TestPod, TestPod>(source, conditions, { useWatchList: false, clock, ...options });
  result.catch(() => {});
  return { source, clock, result };
}

test('existing objects are delivered as ADDED', async () => {
  const { source, result, clock } = setup(named('b'));
  (await source.nextList()).page([pod('a', '1'), pod('b', '2')], { resourceVersion: '5' });
  expect(await result).toEqual({ type: 'ADDED', object: pod('b', '2') });
  expect(clock.pending).toBe(0);
});

test('conditions hold one after the other, and the informer has stopped when the promise settles', async () => {
  const { source, result, clock } = setup([named('a'), ({ type }) => type === 'MODIFIED', ({ type }) => type === 'DELETED']);
  (await source.nextList()).page([pod('a', '1')], { resourceVersion: '5' });
  const watch = await source.nextWatch();
  watch.send({ type: 'MODIFIED', object: pod('a', '6') });
  watch.send({ type: 'DELETED', object: pod('a', '7') });
  expect(await result).toEqual({ type: 'DELETED', object: pod('a', '7') });
  expect(watch.closed).toBe(true);
  expect(clock.pending).toBe(0);
});

test('an expired resource version causes a relist, and a missed deletion delivers the last state', async () => {
  const { source, result, clock } = setup(({ type }) => type === 'DELETED');
  (await source.nextList()).page([pod('a', '1'), pod('b', '2')], { resourceVersion: '5' });
  (await source.nextWatch()).send({ type: 'ERROR', status: newResourceExpired('gone').status });
  await settle();
  const list = source.nextList();
  await clock.advanceAsync(60_000);
  (await list).page([pod('b', '2')], { resourceVersion: '9' });
  expect(await result).toEqual({ type: 'DELETED', object: pod('a', '1') });
});

test('the precondition is called once after the sync and can end the wait', async () => {
  const asked: string[][] = [];
  const precondition: UntilWithSyncOptions<TestPod, TestPod>['precondition'] = (store) => {
    asked.push(store.listKeys());
    return asked.length > 0;
  };
  const { source, result } = setup(() => false, { precondition });
  await settle();
  expect(asked).toEqual([]);
  (await source.nextList()).page([pod('a', '1')], { resourceVersion: '5' });
  expect(await result).toBeUndefined();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toHaveLength(1);
});

test('rejects with the error of a condition or the precondition', async () => {
  const fails = (): never => {
    throw new Error('not this');
  };
  for (const { source, result } of [setup(fails), setup(() => true, { precondition: fails })]) {
    (await source.nextList()).page([pod('a', '1')], { resourceVersion: '5' });
    await expect(result).rejects.toThrow('not this');
  }
});

test('rejects with the reason of the signal, before and after the sync', async () => {
  for (const withList of [false, true]) {
    for (const precondition of [undefined, () => false]) {
      const controller = new AbortController();
      const { source, result, clock } = setup(() => false, { precondition, signal: controller.signal });
      const list = await source.nextList();
      if (withList) list.page([pod('a', '1')], { resourceVersion: '5' });
      await settle();
      controller.abort('enough');
      await clock.advanceAsync(2_000);
      await expect(result).rejects.toBe('enough');
      expect(clock.pending).toBe(0);
    }
  }
});

test('resolves with undefined without a condition', async () => {
  expect(await setup([]).result).toBeUndefined();
});
