import { newResourceExpired } from '../../errors/index.js';
import { newFakeClock } from '../../util/index.js';
import { DeletedFinalStateUnknown } from '../store/tombstone.js';
import { gate, setup } from '../testdata/informer.js';
import { added, bookmark, deleted, modified, pod, versions, type TestPod } from '../testdata/pods.js';
import { Recorder } from '../testdata/recorder.js';
import { settle } from '../testdata/scripted-source.js';
import { newFilteringResourceEventHandler } from './event-handler.js';
import { waitForCacheSync, waitUntil } from './synced.js';

describe('events', () => {
  test('adds, updates with the old object, and deletes are delivered after the cache contains them', async () => {
    const { informer, sync, recorder } = setup();
    const cached: (string[] | undefined)[] = [];
    informer.addEventHandler(recorder);
    informer.addEventHandler({
      onAdd: () => void cached.push(informer.indexer.listKeys()),
      onDelete: () => void cached.push(informer.indexer.listKeys()),
    });
    const { watch } = await sync(pod('a/one'));
    expect(recorder.take()).toEqual(['add a/one@1 initial']);
    watch.send(added(pod('a/two', '11')), modified(pod('a/one', '12')));
    await settle();
    expect(recorder.take()).toEqual(['add a/two@11', 'update a/one@1 -> @12']);
    watch.send(deleted(pod('a/one', '13')));
    await settle();
    expect(recorder.take()).toEqual(['delete a/one@13']);
    expect(cached).toEqual([['a/one'], ['a/one', 'a/two'], ['a/two']]);
  });

  test('all states within one batch are delivered in order, across objects', async () => {
    const { informer, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    const { watch } = await sync();
    watch.send(added(pod('a/one', '11')), added(pod('a/two', '12')), modified(pod('a/one', '13')), deleted(pod('a/one', '14')));
    await settle();
    expect(recorder.take()).toEqual(['add a/one@11', 'add a/two@12', 'update a/one@11 -> @13', 'delete a/one@14']);
  });

  test('the deletion of an unknown object is not delivered', async () => {
    const { informer, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'));
    recorder.take();
    watch.send(deleted(pod('a/none', '11')), deleted(pod('a/one', '12')), deleted(pod('a/one', '12')), added(pod('a/one', '13')));
    await settle();
    expect(recorder.take()).toEqual(['delete a/one@12', 'add a/one@13']);
  });

  test('a relist delivers deletions first, then its objects in order, with isInInitialList false', async () => {
    const { informer, source, clock, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/pod-1', '1'), pod('a/pod-2', '2'), pod('a/pod-3', '3'));
    recorder.take();
    watch.fail(newResourceExpired('too old'));
    await settle();
    await clock.advanceAsync(800);
    (await source.nextList()).page([pod('a/pod-4', '6'), pod('a/pod-1', '4'), pod('a/pod-2', '5')], { resourceVersion: '6' });
    await settle();
    expect(recorder.take()).toEqual([
      'delete tombstone a/pod-3@3',
      'add a/pod-4@6',
      'update a/pod-1@1 -> @4',
      'update a/pod-2@2 -> @5',
    ]);
  });

  test('changes after a relist are delivered after all objects of the relist', async () => {
    const { informer, source, clock, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    const names = Array.from({ length: 3000 }, (_, i) => `a/p${i}`);
    const { watch } = await sync(...names.map((name) => pod(name)));
    while (recorder.events.length < 3000) await settle();
    recorder.take();
    watch.fail(newResourceExpired('too old'));
    await settle();
    await clock.advanceAsync(800);
    (await source.nextList()).page(
      names.slice(1).map((name) => pod(name, '20')),
      { resourceVersion: '20' },
    );
    (await source.nextWatch()).send(modified(pod('a/p1', '21')), added(pod('a/p0', '22')));
    while (recorder.events.length < 3002) await settle();
    const told = recorder.take();
    expect([told.length, told.at(0), told.at(1)]).toEqual([3002, 'delete tombstone a/p0@1', 'update a/p1@1 -> @20']);
    expect(told.slice(-2)).toEqual(['update a/p1@20 -> @21', 'add a/p0@22']);
  });

  test('a missed deletion is delivered as a tombstone with the last known state', async () => {
    const { informer, source, clock, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'), pod('a/two'));
    recorder.take();
    watch.send({ type: 'ERROR', status: newResourceExpired('too old').status });
    await settle();
    await clock.advanceAsync(800);
    (await source.nextList()).page([pod('a/two', '20'), pod('a/three', '21')], { resourceVersion: '21' });
    await settle();
    expect(recorder.take()).toEqual(['delete tombstone a/one@1', 'update a/two@1 -> @20', 'add a/three@21']);
    expect(versions(informer.indexer.list())).toEqual(['a/three@21', 'a/two@20']);
  });

  test('an object that was deleted and created again while the watch was interrupted is an update', async () => {
    const { informer, source, clock, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'));
    recorder.take();
    watch.fail(newResourceExpired('too old'));
    await settle();
    await clock.advanceAsync(800);
    (await source.nextList()).page([{ ...pod('a/one', '20'), metadata: { ...pod('a/one', '20').metadata, uid: 'other' } }], {
      resourceVersion: '21',
    });
    await settle();
    expect(recorder.take()).toEqual(['update a/one@1 -> @20']);
  });

  test('a filtering handler receives an add when an object begins to pass, and a delete when it no longer passes', async () => {
    const { informer, sync, recorder } = setup();
    informer.addEventHandler(
      newFilteringResourceEventHandler({
        filterFunc: (obj: TestPod) => obj.metadata.labels?.['app'] === 'web',
        handler: recorder,
      }),
    );
    const web = { app: 'web' };
    const { watch } = await sync(pod('a/in', '1', web), pod('a/out', '1'));
    watch.send(
      modified(pod('a/in', '11', web)),
      modified(pod('a/out', '12', web)),
      modified(pod('a/in', '13')),
      deleted(pod('a/in', '14')),
    );
    watch.send(deleted(pod('a/out', '15', web)));
    await settle();
    expect(recorder.take().sort()).toEqual(
      ['add a/in@1 initial', 'update a/in@1 -> @11', 'delete a/in@11', 'add a/out@12', 'delete a/out@15'].sort(),
    );
  });
});

test('a filtering handler receives tombstones without an object, and errors of its filter count as its own', async () => {
  const errors: unknown[] = [];
  const { informer, sync, recorder } = setup({ handlerErrorHandler: (error) => errors.push(error) });
  const filtering = newFilteringResourceEventHandler({
    filterFunc: (obj: TestPod) => {
      if (obj.metadata.name === 'bad') throw new Error('no filter for this');
      return obj.metadata.name === 'in';
    },
    handler: recorder,
  });
  informer.addEventHandler(filtering);
  await sync(pod('a/bad'), pod('a/in'), pod('a/out'));
  expect(errors.map(String)).toEqual(['Error: no filter for this']);
  expect(recorder.take()).toEqual(['add a/in@1 initial']);
  filtering.onDelete?.(new DeletedFinalStateUnknown<TestPod>('a/unknown', undefined));
  filtering.onDelete?.(new DeletedFinalStateUnknown('a/in', pod('a/in')));
  filtering.onDelete?.(new DeletedFinalStateUnknown('a/out', pod('a/out')));
  expect(recorder.take()).toEqual(['delete tombstone a/unknown', 'delete tombstone a/in@1']);
});

describe('handlers', () => {
  test('a handler that is added to a running informer receives the existing objects, and then changes', async () => {
    const { informer, sync, recorder } = setup();
    const { watch } = await sync(pod('a/one'), pod('a/two'));
    const registration = informer.addEventHandler(recorder);
    expect(registration.hasSynced()).toBe(false);
    watch.send(modified(pod('a/one', '11')));
    await settle();
    expect(recorder.take()).toEqual(['add a/one@1 initial', 'add a/two@1 initial', 'update a/one@1 -> @11']);
    expect(registration.hasSynced()).toBe(true);
  });

  test('a removed handler is not called again, even for queued events, and the others continue', async () => {
    const { informer, sync, recorder } = setup();
    const other = new Recorder();
    const registration = informer.addEventHandler(recorder);
    informer.addEventHandler(other);
    const { watch } = await sync(pod('a/one'));
    recorder.take();
    watch.send(modified(pod('a/one', '11')));
    await Promise.resolve();
    informer.removeEventHandler(registration);
    informer.removeEventHandler(registration);
    watch.send(modified(pod('a/one', '12')));
    await settle();
    expect(recorder.take()).toEqual([]);
    expect(other.take()).toEqual(['add a/one@1 initial', 'update a/one@1 -> @11', 'update a/one@11 -> @12']);
  });

  test('a handler can remove itself in a call', async () => {
    const { informer, sync } = setup();
    let calls = 0;
    const registration = informer.addEventHandler({
      onAdd: () => {
        calls++;
        informer.removeEventHandler(registration);
      },
    });
    await sync(pod('a/one'), pod('a/two'));
    expect(calls).toBe(1);
  });

  test('a handler that is added twice is called twice, and each registration is removed separately', async () => {
    const { informer, sync, recorder } = setup();
    const first = informer.addEventHandler(recorder);
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'));
    expect(recorder.take()).toHaveLength(2);
    informer.removeEventHandler(first);
    watch.send(modified(pod('a/one', '11')));
    await settle();
    expect(recorder.take()).toHaveLength(1);
  });

  test('removeEventHandler ignores the registration of another informer', async () => {
    const { informer, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    informer.removeEventHandler(setup().informer.addEventHandler(recorder));
    informer.removeEventHandler({ hasSynced: () => true });
    await sync(pod('a/one'));
    expect(recorder.take()).toHaveLength(1);
  });

  test('a promise of a handler is awaited before its next event, without a delay for other handlers', async () => {
    const { informer, sync, recorder } = setup();
    const slow = gate();
    const registration = informer.addEventHandler(slow.handler);
    informer.addEventHandler(recorder);
    await sync(pod('a/one'), pod('a/two'));
    expect(slow.seen).toEqual(['one']);
    expect(recorder.take()).toHaveLength(2);
    expect(informer.hasSynced()).toBe(true);
    expect(registration.hasSynced()).toBe(false);
    slow.letGo();
    await settle();
    expect(slow.seen).toEqual(['one', 'two']);
    expect(registration.hasSynced()).toBe(false);
    slow.letGo();
    await settle();
    expect(registration.hasSynced()).toBe(true);
  });

  test.each([
    [
      'throws',
      (message: string) => {
        throw new Error(message);
      },
    ],
    [
      'rejects',
      async (message: string) => {
        throw new Error(message);
      },
    ],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- users can do this.
    ['rejects with nothing', () => Promise.reject()],
  ])('the error of a handler that %s is reported, and all handlers receive the next event', async (_, fail) => {
    const errors: unknown[] = [];
    const { informer, sync, recorder } = setup({ handlerErrorHandler: (error) => errors.push(error) });
    const registration = informer.addEventHandler({ onAdd: (obj) => fail(obj.metadata.name) });
    informer.addEventHandler(recorder);
    await sync(pod('a/one'), pod('a/two'));
    expect(errors).toHaveLength(2);
    expect(recorder.take()).toHaveLength(2);
    expect(registration.hasSynced()).toBe(true);
  });

  test('errors are logged without an error handler, errors of the error handler are logged, and errors of the logger are ignored', async () => {
    const boom = () => {
      throw new Error('boom');
    };
    const plain = setup();
    plain.informer.addEventHandler({ onAdd: boom });
    await plain.sync(pod('a/one'));
    expect(plain.lines).toEqual(['error: An event handler failed']);

    const twice = setup({ handlerErrorHandler: boom });
    twice.informer.addEventHandler({ onAdd: boom });
    await twice.sync(pod('a/one'));
    expect(twice.lines).toEqual(['error: The handlerErrorHandler failed']);

    const broken = setup({ logger: { debug: boom, info: boom, warn: boom, error: boom }, indexers: { broken: boom } });
    broken.informer.addEventHandler({ onAdd: boom });
    broken.informer.addEventHandler(broken.recorder);
    await broken.sync(pod('a/one'));
    expect(broken.recorder.take()).toHaveLength(1);
  });

  test('all methods of a handler are optional', async () => {
    const { informer, sync } = setup();
    const registration = informer.addEventHandler({});
    const { watch } = await sync(pod('a/one'));
    watch.send(modified(pod('a/one', '11')), deleted(pod('a/one', '12')));
    await settle();
    expect(registration.hasSynced()).toBe(true);
  });

  test('slow handlers yield to the event loop between events', async () => {
    const { informer, sync } = setup();
    let calls = 0;
    informer.addEventHandler({
      onAdd: () => {
        calls++;
        for (const end = performance.now() + 2; performance.now() < end;);
      },
    });
    const { watch } = await sync();
    watch.send(...Array.from({ length: 50 }, (_, i) => added(pod(`a/p${i}`, String(i + 11)))));
    let turns = 0;
    for (; calls < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
    // 100 ms of work in slices of 10 ms.
    expect(turns).toBeGreaterThan(5);
  });

  test('a long list is processed in slices, and events stay in order', async () => {
    const { informer, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    const items = Array.from({ length: 8000 }, (_, i) => pod(`a/p${i}`));
    const { watch } = await sync(...items);
    watch.send(deleted(pod('a/p7999', '11')));
    while (recorder.events.length < 8001) await new Promise((resolve) => setImmediate(resolve));
    expect(recorder.events.at(-1)).toBe('delete a/p7999@11');
    expect(informer.indexer.listKeys()).toHaveLength(7999);
  });
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

describe('the cache', () => {
  test('indexes can be added before and after the start', async () => {
    const { informer, sync } = setup({ indexers: { byNode: (obj) => [obj.spec.nodeName] } });
    informer.addIndexers({ byName: (obj) => [obj.metadata.name] });
    const { watch } = await sync(pod('a/one', '1', undefined, 'n1'));
    informer.addIndexers({ byVersion: (obj) => [obj.metadata.resourceVersion] });
    expect(informer.indexer.byIndex('byNode', 'n1')).toHaveLength(1);
    expect(informer.indexer.byIndex('byName', 'one')).toHaveLength(1);
    watch.send(modified(pod('a/one', '11', undefined, 'n2')));
    await settle();
    expect(informer.indexer.indexKeys('byNode', 'n1')).toEqual([]);
    expect(informer.indexer.indexKeys('byVersion', '11')).toEqual(['a/one']);
  });

  test('the error of an index function is logged, and the object is stored', async () => {
    const { informer, lines, sync, recorder } = setup({
      indexers: {
        broken: () => {
          throw new Error('no');
        },
      },
    });
    informer.addEventHandler(recorder);
    await sync(pod('a/one'));
    expect(recorder.take()).toEqual(['add a/one@1 initial']);
    expect(lines).toEqual(['error: An index function failed']);
  });

  test('a transform changes stored and delivered objects, including deletions', async () => {
    const { informer, sync, recorder } = setup({ transform: () => pod('never') });
    informer.setTransform((obj) => {
      obj.metadata.resourceVersion += '0';
      return obj;
    });
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'));
    watch.send(deleted(pod('a/one', '11')));
    await settle();
    expect(recorder.take()).toEqual(['add a/one@10 initial', 'delete a/one@110']);
  });

  test('the error of a transform is reported, and the object is not stored', async () => {
    const errors: unknown[] = [];
    const { informer, sync, recorder } = setup({
      transform: (obj) => {
        if (obj.metadata.name === 'bad') throw new Error('bad');
        return obj;
      },
    });
    informer.setWatchErrorHandler((error) => errors.push(error));
    informer.addEventHandler(recorder);
    const { watch } = await sync();
    watch.send(added(pod('a/bad', '11')), added(pod('a/good', '12')));
    await settle();
    expect(recorder.take()).toEqual(['add a/good@12']);
    expect(errors.map(String)).toEqual(['Error: bad']);
  });

  test('a transform that returns nothing or a promise causes an error that explains the fix', async () => {
    for (const transform of [() => undefined, async (obj: TestPod) => obj]) {
      const errors: unknown[] = [];
      const { informer, source, controller } = setup({ transform: transform as unknown as (obj: TestPod) => TestPod });
      informer.setWatchErrorHandler((error) => errors.push(error));
      void informer.run(controller.signal);
      (await source.nextList()).page([pod('a/one')], { resourceVersion: '10' });
      await settle();
      expect(String(errors[0])).toBe(
        'TypeError: pods: the transform returned no object for "a/one": return the object, even if you changed it in place',
      );
      expect(informer.indexer.list()).toEqual([]);
    }
  });

  test('stripManagedFields removes only the managed fields of the object itself', async () => {
    const managed = () => ({
      ...pod('a/one'),
      metadata: { ...pod('a/one').metadata, managedFields: [{ manager: 'kubectl' }], annotations: { managedFields: 'kept' } },
      spec: { nodeName: 'n', managedFields: 'kept' },
    });
    const stripped = setup({ stripManagedFields: true });
    await stripped.sync(managed());
    const [obj] = stripped.informer.indexer.list();
    expect(obj).toEqual({ ...managed(), metadata: expect.not.objectContaining({ managedFields: expect.anything() }) });
    expect(obj?.metadata.annotations).toEqual({ managedFields: 'kept' });
    const whole = setup();
    await whole.sync(managed());
    expect(whole.informer.indexer.list()).toEqual([managed()]);
  });

  test('stripManagedFields copies an object that is frozen', async () => {
    const managed = pod('a/one');
    const frozen = Object.freeze({ ...managed, metadata: Object.freeze({ ...managed.metadata, managedFields: [] }) });
    const { informer, sync } = setup({ stripManagedFields: true });
    await sync(frozen);
    expect(informer.indexer.list()).toEqual([managed]);
    expect(frozen.metadata).toHaveProperty('managedFields');
  });

  test('objects are frozen completely, in tests by default and elsewhere on request', async () => {
    const frozen = setup();
    await frozen.sync(pod('a/one', '1', { app: 'web' }));
    const [obj] = frozen.informer.indexer.list();
    expect(() => (obj!.metadata.labels!['app'] = 'db')).toThrow(TypeError);
    expect(() => (obj!.spec.nodeName = 'x')).toThrow("Cannot assign to read only property 'nodeName'");
    const free = setup({ freeze: false });
    await free.sync(pod('a/one'));
    expect(Object.isFrozen(free.informer.indexer.list()[0])).toBe(false);
  });
});

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

describe('failures', () => {
  test('are reported to the watch error handler, and the cache keeps its content', async () => {
    const errors: unknown[] = [];
    const { informer, source, clock, sync } = setup();
    informer.setWatchErrorHandler((error) => errors.push(error));
    const { watch } = await sync(pod('a/one'));
    watch.fail(new Error('ECONNRESET'));
    await settle();
    expect(errors.map(String)).toEqual(['Error: ECONNRESET']);
    expect(versions(informer.indexer.list())).toEqual(['a/one@1']);
    await clock.advanceAsync(800);
    expect((await source.nextWatch()).options).toMatchObject({ resourceVersion: '10' });
  });

  test('of a list are reported each time, and the list is tried again', async () => {
    const errors: unknown[] = [];
    const { informer, source, clock, controller } = setup();
    informer.setWatchErrorHandler((error) => errors.push(error));
    void informer.run(controller.signal);
    for (const delayMs of [800, 1600]) {
      (await source.nextList()).fail(new Error('Access Denied'));
      await settle();
      await clock.advanceAsync(delayMs);
    }
    expect(errors.map(String)).toEqual(['Error: Access Denied', 'Error: Access Denied']);
    (await source.nextList()).page([pod('a/one')], { resourceVersion: '10' });
    await source.nextWatch();
    expect(informer.hasSynced()).toBe(true);
  });

  test('are logged by default as warnings, and expired versions as debug messages', async () => {
    const { lines, source, clock, sync } = setup();
    const { watch } = await sync();
    watch.fail(new Error('ECONNRESET'));
    await settle();
    await clock.advanceAsync(800);
    (await source.nextWatch()).fail(newResourceExpired('too old'));
    await settle();
    expect(lines.map((line) => line.split(':')[0])).toEqual(['warn', 'debug']);
  });

  test('the error of a watch error handler is only logged', async () => {
    const { informer, lines, source, clock, sync } = setup();
    informer.setWatchErrorHandler(() => {
      throw new Error('boom');
    });
    const { watch } = await sync();
    watch.fail(new Error('ECONNRESET'));
    await settle();
    expect(lines).toEqual(['error: The watch error handler failed']);
    await clock.advanceAsync(800);
    await source.nextWatch();
  });
});

describe('the end', () => {
  test('run resolves, no timer is left, and no handler is called again', async () => {
    const { informer, clock, controller, sync, recorder } = setup({ resyncPeriodMs: 1000 });
    informer.addEventHandler(recorder);
    const { watch, done } = await sync(pod('a/one'));
    recorder.take();
    watch.send(modified(pod('a/one', '11')));
    await Promise.resolve();
    controller.abort();
    await done;
    await settle();
    expect(recorder.take()).toEqual([]);
    expect(informer.isStopped()).toBe(true);
    expect(watch.closed).toBe(true);
    expect(clock.pending).toBe(0);
    // The cache can still be read.
    expect(informer.indexer.listKeys()).toEqual(['a/one']);
  });

  test('waits for a handler that is processing an event', async () => {
    const { informer, controller, clock, sync } = setup();
    const slow = gate();
    informer.addEventHandler(slow.handler);
    const { done } = await sync(pod('a/one'));
    let ended = false;
    void done.then(() => (ended = true));
    controller.abort();
    await settle();
    expect(ended).toBe(false);
    slow.letGo();
    await done;
    expect(clock.pending).toBe(0);
  });

  test('waits at most one second for a handler and then logs a warning', async () => {
    const { informer, controller, clock, lines, sync } = setup();
    informer.addEventHandler(gate().handler);
    const { done } = await sync(pod('a/one'));
    controller.abort();
    await settle();
    await clock.advanceAsync(1000);
    await done;
    expect(lines).toEqual(['warn: An event handler is still running after its informer has stopped']);
  });

  test('no handlers and indexes can be added afterwards', async () => {
    const { informer, controller, sync, recorder } = setup();
    const registration = informer.addEventHandler(recorder);
    const { done } = await sync();
    controller.abort();
    await done;
    expect(() => informer.addEventHandler(recorder)).toThrow('has stopped already');
    expect(() => informer.addIndexers({ late: () => [] })).toThrow('has stopped already');
    informer.removeEventHandler(registration);
  });

  test('an informer runs once, and its transform and error handler cannot be set after the start', async () => {
    const { informer, controller, sync } = setup();
    expect(informer.isStopped()).toBe(false);
    const { done } = await sync();
    await expect(informer.run(controller.signal)).rejects.toThrow('pods: the informer has already started');
    expect(() => informer.setTransform((obj) => obj)).toThrow('already started');
    expect(() => informer.setWatchErrorHandler(() => undefined)).toThrow('already started');
    controller.abort();
    await done;
    await expect(informer.run(controller.signal)).rejects.toThrow('already started');
  });
});
