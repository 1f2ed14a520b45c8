import { newResourceExpired } from '../../errors/index.js';
import { newStore } from '../store/indexer.js';
import { metaNamespaceKeyFunc } from '../store/keys.js';
import { added, bookmark, deleted, modified, pod, versions, type TestPod } from '../testdata/pods.js';
import { setup, storeOf } from '../testdata/reflector.js';
import { settle } from '../testdata/scripted-source.js';
import type { ReflectorStore } from './reflector.js';

test('lists, then applies what the watch brings', async () => {
  const { source, store, reflector } = setup();
  (await source.nextList()).page([pod('a/one'), pod('a/two')], { resourceVersion: '10' });
  const watch = await source.nextWatch();
  expect(versions(store.list())).toEqual(['a/one@1', 'a/two@1']);
  expect(reflector.lastSyncResourceVersion()).toBe('10');
  expect(watch.options).toEqual({ resourceVersion: '10', allowWatchBookmarks: true, timeoutSeconds: 300 });
  watch.send(added(pod('a/three', '11')), modified(pod('a/one', '12')));
  watch.send(deleted(pod('a/two', '13')));
  await settle();
  expect(versions(store.list())).toEqual(['a/one@12', 'a/three@11']);
  expect(reflector.lastSyncResourceVersion()).toBe('13');
});

test('a list comes in chunks and pages, with the metadata first or last', async () => {
  const { source, store } = setup();
  const first = await source.nextList();
  first.chunk([pod('a/one')], { resourceVersion: '10', continue: 'next' });
  first.chunk([pod('a/two')]);
  first.end();
  const second = await source.nextList();
  expect(second.options).toEqual({ continue: 'next', limit: 500 });
  second.chunk([pod('a/three')]);
  second.chunk([pod('a/four')], { resourceVersion: '10' });
  expect(store.list()).toEqual([]);
  second.end();
  await source.nextWatch();
  expect(store.listKeys().sort()).toEqual(['a/four', 'a/one', 'a/three', 'a/two']);
});

test('a list that expired between its pages begins anew, and nothing of the old one is left', async () => {
  const { source, store } = setup();
  (await source.nextList()).page([pod('a/old')], { resourceVersion: '10', continue: 'next' });
  (await source.nextList()).fail(newResourceExpired('the continue token is too old'));
  const whole = await source.nextList();
  expect(whole.options).toEqual({ resourceVersion: '0' });
  whole.page([pod('a/new')], { resourceVersion: '20' });
  await source.nextWatch();
  expect(store.listKeys()).toEqual(['a/new']);
});

test('bookmarks advance the version and change nothing else', async () => {
  const { source, store, reflector } = setup();
  (await source.nextList()).page([pod('a/one')], { resourceVersion: '10' });
  const watch = await source.nextWatch();
  watch.send(bookmark('50'));
  await settle();
  expect(reflector.lastSyncResourceVersion()).toBe('50');
  expect(versions(store.list())).toEqual(['a/one@1']);
  watch.end();
  expect((await source.nextWatch()).options).toMatchObject({ resourceVersion: '50' });
});

test('the version advances to what the server sent, whatever is made of the object, also where nothing is', async () => {
  const { source, reflector, errors } = setup({
    prepare: (obj) => {
      if (obj.metadata.name === 'bad') throw new Error('cannot be prepared');
      // A transform may change the object itself.
      Object.assign(obj, { metadata: { name: obj.metadata.name, namespace: obj.metadata.namespace } });
      return obj;
    },
  });
  (await source.nextList()).page([], { resourceVersion: '10' });
  const watch = await source.nextWatch();
  watch.send(added(pod('a/one', '11')));
  await settle();
  expect(reflector.lastSyncResourceVersion()).toBe('11');
  watch.send(added(pod('a/bad', '12')));
  await settle();
  expect(errors).toHaveLength(1);
  expect(reflector.lastSyncResourceVersion()).toBe('12');
  watch.end();
  expect((await source.nextWatch()).options).toMatchObject({ resourceVersion: '12' });
});

test('a store is flushed once a batch, and before its versions are looked up', async () => {
  const inner = newStore<TestPod>(metaNamespaceKeyFunc);
  const log: string[] = [];
  const store: ReflectorStore<TestPod> = {
    ...storeOf(inner),
    flush: () => void log.push('flush'),
    resourceVersionOf: (key) => {
      log.push(`version of ${key}`);
      return inner.getByKey(key)?.metadata.resourceVersion;
    },
  };
  const { source } = setup({ store });
  (await source.nextList()).page([pod('a/one', '5')], { resourceVersion: '10' });
  const watch = await source.nextWatch();
  await settle();
  log.length = 0;
  watch.send(modified(pod('a/one', '11')), modified(pod('a/one', '12')), modified(pod('a/one', '13')));
  await settle();
  expect(log).toEqual(['flush']);
  watch.send(modified(pod('a/one', '14')), modified(pod('a/one', '12')), modified(pod('a/one', '15')));
  await settle();
  expect(log).toEqual(['flush', 'flush', 'version of a/one', 'flush']);
  expect(versions(inner.list())).toEqual(['a/one@15']);
});

test('the last version never runs ahead of the store', async () => {
  const inner = newStore<TestPod>(metaNamespaceKeyFunc);
  let stored = (): void => {};
  const flush = () => new Promise<void>((resolve) => (stored = resolve));
  const { source, reflector } = setup({ store: { ...storeOf(inner), flush } });
  (await source.nextList()).page([], { resourceVersion: '10' });
  await settle();
  expect(reflector.lastSyncResourceVersion()).toBe('');
  for (let flushes = 0; flushes < 3; flushes++) {
    stored();
    await settle();
  }
  expect(reflector.lastSyncResourceVersion()).toBe('10');
});

test('a relist removes what is gone, and until then the store serves what it has', async () => {
  const { source, store, clock, errors } = setup();
  (await source.nextList()).page([pod('a/one'), pod('a/two')], { resourceVersion: '10' });
  const watch = await source.nextWatch();
  watch.send(added(pod('a/three', '11')), { type: 'ERROR', status: newResourceExpired('too old').status });
  await settle();
  expect(errors).toHaveLength(1);
  expect(versions(store.list())).toEqual(['a/one@1', 'a/three@11', 'a/two@1']);
  expect(watch.closed).toBe(true);
  await clock.advanceAsync(800);
  const list = await source.nextList();
  expect(list.options).toEqual({ resourceVersion: '11' });
  list.page([pod('a/two', '12')], { resourceVersion: '12' });
  await source.nextWatch();
  expect(versions(store.list())).toEqual(['a/two@12']);
});

describe('streaming the initial state', () => {
  test('the stream is the list, and the watch goes on in it, also within one batch', async () => {
    const { source, store, reflector } = setup({ useWatchList: true });
    const watch = await source.nextWatch();
    expect(watch.options).toMatchObject({ sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', resourceVersion: '' });
    watch.send(added(pod('a/one', '1')), added(pod('a/two', '2')), added(pod('a/gone', '3')));
    watch.send(modified(pod('a/one', '4')), deleted(pod('a/gone', '5')), bookmark('5'));
    await settle();
    expect(store.list()).toEqual([]);
    watch.send(bookmark('6', true), added(pod('a/three', '7')));
    await settle();
    expect(versions(store.list())).toEqual(['a/one@4', 'a/three@7', 'a/two@2']);
    expect(reflector.lastSyncResourceVersion()).toBe('7');
    watch.send(deleted(pod('a/two', '8')));
    await settle();
    expect(store.listKeys().sort()).toEqual(['a/one', 'a/three']);
    expect(source.count).toBe(1);
  });

  test('ten seconds of silence, counted from the last event, fall back to a list and close the stream', async () => {
    const { source, clock, store } = setup({ useWatchList: true });
    const watch = await source.nextWatch();
    await clock.advanceAsync(9000);
    watch.send(added(pod('a/one')));
    await clock.advanceAsync(9999);
    expect(source.count).toBe(1);
    await clock.advanceAsync(1);
    const list = await source.nextList();
    expect(watch.closed).toBe(true);
    list.page([pod('a/two')], { resourceVersion: '10' });
    const next = await source.nextWatch();
    expect(next.options).not.toHaveProperty('sendInitialEvents');
    expect(store.listKeys()).toEqual(['a/two']);
  });

  test('a bookmark that says of the initial events that they have not ended does not end them', async () => {
    const { source, store } = setup({ useWatchList: true });
    const watch = await source.nextWatch();
    const unfinished = bookmark('6', true);
    if (unfinished.type === 'BOOKMARK') unfinished.object.metadata.annotations = { 'k8s.io/initial-events-end': 'false' };
    watch.send(added(pod('a/one')), unfinished);
    await settle();
    expect(store.list()).toEqual([]);
    watch.send(bookmark('7', true));
    await settle();
    expect(store.listKeys()).toEqual(['a/one']);
  });

  test('once the initial state is there, silence is no fault', async () => {
    const { source, clock } = setup({ useWatchList: true });
    (await source.nextWatch()).send(bookmark('6', true));
    await clock.advanceAsync(200_000);
    expect(source.count).toBe(1);
    // The end of the watch alone.
    expect(clock.pending).toBe(1);
  });

  test('an error inside the stream is what the server says', async () => {
    const { source, errors } = setup({ useWatchList: true });
    const status = { code: 403, reason: 'Forbidden', message: 'no' };
    (await source.nextWatch()).send(added(pod('a/one')), {
      type: 'ERROR',
      status: { kind: 'Status', apiVersion: 'v1', ...status },
    });
    await settle();
    expect(errors).toEqual([expect.objectContaining({ code: 403, message: 'no' })]);
  });
});
