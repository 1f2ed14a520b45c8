import { gate, setup } from '../testdata/informer.js';
import { added, deleted, modified, pod, versions, type TestPod } from '../testdata/pods.js';
import { Recorder } from '../testdata/recorder.js';
import { settle } from '../testdata/scripted-source.js';
import { Shadow } from '../testdata/shadow.js';
import { seededRandom } from '../testdata/simulated-server.js';
import { waitForCacheSync } from './synced.js';

describe('adding and removing handlers', () => {
  test('a handler that is added while a long list is processed receives each object once, and then has synced', async () => {
    const { informer, source, controller } = setup();
    void informer.run(controller.signal);
    const items = Array.from({ length: 5000 }, (_, i) => pod(`a/p${i}`));
    (await source.nextList()).page(items, { resourceVersion: '10' });
    while (informer.indexer.listKeys().length === 0) await new Promise((resolve) => setImmediate(resolve));
    // Only a part of the list is in the cache.
    expect(informer.hasSynced()).toBe(false);
    const shadow = new Shadow();
    let initial = 0;
    const registration = informer.addEventHandler({
      onAdd: (obj, isInInitialList) => {
        shadow.onAdd(obj);
        if (isInInitialList) initial++;
        if (initial < 5000) expect(registration.hasSynced()).toBe(false);
      },
    });
    await waitForCacheSync(controller.signal, () => registration.hasSynced());
    expect(informer.hasSynced()).toBe(true);
    expect([shadow.objects.size, shadow.nonsense, initial]).toEqual([5000, [], 5000]);
  });

  test('handlers can be added and removed in the call of another handler', async () => {
    const { informer, sync, recorder } = setup();
    const doomed = new Recorder();
    const late = new Recorder();
    informer.addEventHandler({
      onUpdate: () => {
        informer.removeEventHandler(registration);
        informer.addEventHandler(late);
      },
    });
    const registration = informer.addEventHandler(doomed);
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'));
    for (const each of [doomed, recorder]) each.take();
    watch.send(modified(pod('a/one', '11')));
    await settle();
    expect(doomed.take()).toEqual([]);
    expect(late.take()).toEqual(['add a/one@11 initial']);
    expect(recorder.take()).toEqual(['update a/one@1 -> @11']);
  });

  test('handlers that are added and removed at random receive events without gaps or repetitions', async () => {
    const random = seededRandom(1);
    const { informer, sync } = setup();
    const { watch } = await sync(pod('a/p0'), pod('a/p1'));
    const present = new Set(['a/p0', 'a/p1']);
    const shadows = new Map<Shadow, ReturnType<typeof informer.addEventHandler>>();
    const gone: Shadow[] = [];
    let version = 10;
    for (let round = 0; round < 2000; round++) {
      const roll = random();
      if (roll < 0.1) {
        const shadow = new Shadow();
        shadows.set(shadow, informer.addEventHandler(shadow));
      } else if (roll < 0.2) {
        const [shadow, registration] = [...shadows][Math.floor(random() * shadows.size)] ?? [];
        if (shadow && registration) {
          informer.removeEventHandler(registration);
          shadows.delete(shadow);
          gone.push(shadow);
        }
      } else {
        const key = `a/p${Math.floor(random() * 8)}`;
        const object = pod(key, String(++version));
        const exists = present.has(key);
        if (exists && random() < 0.3) {
          present.delete(key);
          watch.send(deleted(object));
        } else {
          present.add(key);
          watch.send(exists ? modified(object) : added(object));
        }
      }
      if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve));
    }
    await settle();
    expect(shadows.size).toBeGreaterThan(0);
    for (const shadow of [...shadows.keys(), ...gone]) expect(shadow.nonsense).toEqual([]);
    for (const shadow of shadows.keys()) {
      expect(versions([...shadow.objects.values()])).toEqual(versions(informer.indexer.list()));
    }
  });

  test('a handler that is removed before it has processed the initial list never syncs', async () => {
    const { informer, sync } = setup();
    const slow = gate();
    const registration = informer.addEventHandler(slow.handler);
    await sync(pod('a/one'), pod('a/two'));
    informer.removeEventHandler(registration);
    slow.letGo();
    await settle();
    expect(slow.seen).toEqual(['one']);
    expect(registration.hasSynced()).toBe(false);
  });

  test('addEventHandler throws as soon as the signal has fired, even if the informer has not stopped', async () => {
    const { informer, controller, clock, sync, recorder } = setup();
    informer.addEventHandler(gate().handler);
    const { done } = await sync(pod('a/one'));
    controller.abort();
    expect(informer.isStopped()).toBe(false);
    expect(() => informer.addEventHandler(recorder)).toThrow('pods: the handler was not added');
    expect(() => informer.addIndexers({ late: () => [] })).toThrow('pods: the indexes were not added');
    await settle();
    await clock.advanceAsync(1000);
    await done;
    expect(recorder.take()).toEqual([]);
  });

  test('an informer whose signal has fired before run sends no request and calls no handler', async () => {
    const { informer, source, clock, recorder } = setup();
    informer.addEventHandler(recorder);
    await informer.run(AbortSignal.abort());
    expect(informer.isStopped()).toBe(true);
    expect(informer.hasSynced()).toBe(false);
    expect([source.count, clock.pending, recorder.take()]).toEqual([0, 0, []]);
  });
});

describe('faults', () => {
  test('the rejection of an error handler is logged, not unhandled', async () => {
    const rejects = (): Promise<void> => Promise.reject(new Error('the pager is down'));
    const { informer, lines, sync } = setup({ handlerErrorHandler: rejects });
    informer.setWatchErrorHandler(rejects);
    informer.addEventHandler({
      onAdd: () => {
        throw new Error('boom');
      },
    });
    const { watch } = await sync(pod('a/one'));
    watch.fail(new Error('ECONNRESET'));
    await settle();
    expect(lines).toEqual(['error: The handlerErrorHandler failed', 'error: The watch error handler failed']);
  });

  test('a handler that changes an object in the cache gets an error, and the object stays unchanged', async () => {
    const errors: unknown[] = [];
    const { informer, sync, recorder } = setup({ handlerErrorHandler: (error) => errors.push(error) });
    informer.addEventHandler({
      onAdd: function careless(obj: TestPod) {
        obj.metadata.labels = { mine: 'true' };
      },
      onUpdate: (_, obj) => void obj.spec.nodeName.concat((obj.spec.nodeName = 'mine')),
    });
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'));
    watch.send(modified(pod('a/one', '11')));
    await settle();
    expect(errors.map(String)).toEqual([
      expect.stringContaining('TypeError: Cannot add property labels'),
      expect.stringContaining("TypeError: Cannot assign to read only property 'nodeName'"),
    ]);
    expect((errors[0] as Error).stack).toContain('careless');
    expect(recorder.take()).toHaveLength(2);
    expect(informer.indexer.list()).toEqual([pod('a/one', '11')]);
  });

  test('a handler that throws in every call receives all events in order', async () => {
    const { informer, lines, sync, recorder } = setup();
    const fail = (): never => {
      throw new Error('boom');
    };
    informer.addEventHandler({
      onAdd: (...args) => {
        recorder.onAdd(...args);
        fail();
      },
      onUpdate: (...args) => {
        recorder.onUpdate(...args);
        fail();
      },
      onDelete: async (...args) => {
        recorder.onDelete(...args);
        fail();
      },
    });
    const { watch } = await sync(pod('a/one'));
    watch.send(modified(pod('a/one', '11')), deleted(pod('a/one', '12')), added(pod('a/one', '13')));
    await settle();
    expect(recorder.take()).toEqual(['add a/one@1 initial', 'update a/one@1 -> @11', 'delete a/one@12', 'add a/one@13']);
    expect(lines).toEqual(Array(4).fill('error: An event handler failed'));
  });
});
