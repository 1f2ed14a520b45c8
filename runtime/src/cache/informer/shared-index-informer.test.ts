import { newResourceExpired } from '../../errors/index.js';
import { DeletedFinalStateUnknown } from '../store/tombstone.js';
import { setup } from '../testdata/informer.js';
import { added, deleted, modified, pod, versions, type TestPod } from '../testdata/pods.js';
import { settle } from '../testdata/scripted-source.js';
import { newFilteringResourceEventHandler } from './event-handler.js';

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
