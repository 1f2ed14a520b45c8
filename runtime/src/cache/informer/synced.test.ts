import { newFakeClock } from '../../util/index.js';
import { gate, setup } from '../testdata/informer.js';
import { added, bookmark, modified, pod } from '../testdata/pods.js';
import { settle } from '../testdata/scripted-source.js';
import { waitForCacheSync, waitUntil } from './synced.js';

describe('syncing', () => {
  test('hasSynced is true when the first complete list is in the cache, not before', async () => {
    const { informer, source, controller } = setup();
    expect(informer.hasSynced()).toBe(false);
    const done = informer.run(controller.signal);
    const list = await source.nextList();
    list.chunk([pod('a/one')], { resourceVersion: '10' });
    await settle();
    expect(informer.hasSynced()).toBe(false);
    expect(informer.lastSyncResourceVersion()).toBe('');
    list.end();
    await source.nextWatch();
    expect(informer.hasSynced()).toBe(true);
    expect(informer.lastSyncResourceVersion()).toBe('10');
    controller.abort();
    await done;
  });

  test('lastSyncResourceVersion is never ahead of the content of the cache', async () => {
    const { informer, source, controller } = setup();
    void informer.run(controller.signal);
    const versionsOf = () => informer.indexer.list().map(({ metadata }) => Number(metadata.resourceVersion));
    const upTo = async (wanted: string): Promise<void> => {
      while (informer.lastSyncResourceVersion() !== wanted) await new Promise((resolve) => setImmediate(resolve));
    };
    (await source.nextList()).page(
      Array.from({ length: 3000 }, (_, i) => pod(`a/p${i}`, String(i + 1))),
      { resourceVersion: '3000' },
    );
    await upTo('3000');
    expect(versionsOf()).toHaveLength(3000);
    (await source.nextWatch()).send(...Array.from({ length: 3000 }, (_, i) => modified(pod(`a/p${i}`, String(i + 3001)))));
    await upTo('6000');
    expect(Math.min(...versionsOf())).toBe(3001);
  });

  test('informer and handlers sync with an empty list', async () => {
    const { informer, sync, recorder } = setup();
    const registration = informer.addEventHandler(recorder);
    await sync();
    expect(informer.hasSynced()).toBe(true);
    expect(registration.hasSynced()).toBe(true);
  });

  test('a stream of initial events syncs with the bookmark at its end', async () => {
    const { informer, source, controller, recorder } = setup({ useWatchList: true });
    informer.addEventHandler(recorder);
    const done = informer.run(controller.signal);
    const watch = await source.nextWatch();
    watch.send(added(pod('a/one')));
    await settle();
    expect(informer.hasSynced()).toBe(false);
    watch.send(bookmark('10', true), added(pod('a/two', '11')));
    await settle();
    expect(informer.hasSynced()).toBe(true);
    expect(recorder.take()).toEqual(['add a/one@1 initial', 'add a/two@11']);
    controller.abort();
    await done;
  });

  test('waitForCacheSync resolves when all informers and handlers have synced', async () => {
    const { informer, sync } = setup();
    const slow = gate();
    const registration = informer.addEventHandler(slow.handler);
    let synced = false;
    const waiting = waitForCacheSync(
      undefined,
      () => informer.hasSynced(),
      () => registration.hasSynced(),
    ).then(() => (synced = true));
    await sync(pod('a/one'));
    expect(synced).toBe(false);
    slow.letGo();
    await waiting;
  });

  test('waitForCacheSync rejects when the signal fires, with the missing caches and the reason', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const podsSynced = () => false;
    const waiting = waitForCacheSync(
      controller.signal,
      () => true,
      podsSynced,
      () => false,
    );
    controller.abort(reason);
    await expect(waiting).rejects.toThrow(
      expect.objectContaining({
        message: '2 of 3 caches have not synced: number 2 (podsSynced), number 3',
        cause: reason,
      }) as Error,
    );
    await expect(waitForCacheSync(AbortSignal.abort(), () => false)).rejects.toThrow('1 of 1 caches have not synced: number 1');
    await waitForCacheSync(AbortSignal.abort(), () => true);
    await waitForCacheSync(undefined);
  });

  test('waitForCacheSync rejects with the error of a function, at the first or a later call', async () => {
    const moody = (calls: number) => () => {
      if (calls-- > 0) return false;
      throw new Error('moody');
    };
    await expect(waitForCacheSync(undefined, moody(0))).rejects.toThrow('moody');
    await expect(waitForCacheSync(undefined, moody(1))).rejects.toThrow('moody');
    const controller = new AbortController();
    const waiting = waitForCacheSync(controller.signal, moody(1));
    controller.abort();
    await expect(waiting).rejects.toThrow('moody');
  });

  test('waitForCacheSync accepts informers, registrations and their hasSynced functions, and does not poll', async () => {
    const { informer, sync } = setup();
    const registration = informer.addEventHandler({});
    const { hasSynced } = informer;
    const waiting = waitForCacheSync(undefined, informer, registration, hasSynced, registration.hasSynced);
    const clock = newFakeClock();
    const watched = waitUntil(hasSynced, { signal: undefined, waitsFor: [hasSynced], message: () => 'never', clock });
    expect(clock.pending).toBe(0);
    expect(hasSynced()).toBe(false);
    await sync(pod('a/one'));
    await Promise.all([waiting, watched]);
    expect(hasSynced()).toBe(true);
  });

  test('waitForCacheSync reports why each informer has not synced', async () => {
    const { informer, source, controller } = setup({ name: 'pods.v1' });
    const waiting = waitForCacheSync(controller.signal, () => true, informer.hasSynced);
    await expect(waitForCacheSync(AbortSignal.abort(), informer)).rejects.toThrow(
      '1 of 1 caches have not synced: number 1 (pods.v1: the informer was not started)',
    );
    const ended = informer.run(controller.signal);
    (await source.nextList()).fail(new Error('pods is forbidden'));
    await settle();
    controller.abort();
    await expect(waiting).rejects.toThrow('1 of 2 caches have not synced: number 2 (pods.v1: pods is forbidden)');
    await ended;
  });

  test('waitForCacheSync rejects when an informer stops before it has synced, even without a signal', async () => {
    const { informer, controller } = setup({ name: 'pods.v1' });
    const waiting = waitForCacheSync(undefined, informer);
    const ended = informer.run(controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow('1 of 1 caches have not synced: number 1 (pods.v1); an informer has stopped');
    await ended;
  });

  test('waitForCacheSync rejects with a TypeError for other values', async () => {
    await expect(waitForCacheSync(undefined, () => true, null as never)).rejects.toThrow(
      new TypeError('waitForCacheSync: cache number 2 is not an informer, a registration or a function'),
    );
  });

  test('all methods of an informer and its indexer can be passed as values', async () => {
    const { informer, sync } = setup();
    /* eslint-disable @typescript-eslint/unbound-method -- that this works is what is tested */
    const { addEventHandler, isStopped, lastSyncResourceVersion, indexer } = informer;
    const { list, getByKey } = indexer;
    /* eslint-enable @typescript-eslint/unbound-method */
    const added: string[] = [];
    addEventHandler({ onAdd: ({ metadata }) => added.push(metadata.name) });
    await sync(pod('a/one'));
    expect(added).toEqual(['one']);
    expect(isStopped()).toBe(false);
    expect(lastSyncResourceVersion()).not.toBe('');
    expect(list()).toEqual([getByKey('a/one')]);
  });

  test('waitForCacheSync calls functions of the caller ten times a second', async () => {
    const clock = newFakeClock();
    let asked = 0;
    const synced = (): boolean => ++asked === 3;
    const waiting = waitUntil(synced, { signal: undefined, waitsFor: [synced], message: () => 'never', clock });
    clock.advance(100);
    expect(asked).toBe(2);
    clock.advance(100);
    await waiting;
    expect(clock.pending).toBe(0);
  });
});
