import { newStore } from '../store/indexer.js';
import { metaNamespaceKeyFunc } from '../store/keys.js';
import { added, pod, type TestPod } from '../testdata/pods.js';
import { setup, storeOf } from '../testdata/reflector.js';
import { ScriptedSource, settle } from '../testdata/scripted-source.js';
import type { ListerWatcher } from './lister-watcher.js';
import { newReflector } from './reflector.js';

describe('resync', () => {
  const counting = (shouldResync?: () => boolean) => {
    let resyncs = 0;
    const inner = newStore<TestPod>(metaNamespaceKeyFunc);
    const context = setup({
      store: {
        ...storeOf(inner),
        resync: () => {
          resyncs++;
        },
      },
      resyncPeriodMs: 1000,
      ...(shouldResync ? { shouldResync } : {}),
    });
    return { ...context, resyncs: () => resyncs };
  };

  test('comes each period, from the first list on', async () => {
    const { source, clock, resyncs } = counting();
    await clock.advanceAsync(5000);
    expect(resyncs()).toBe(0);
    (await source.nextList()).page([], { resourceVersion: '10' });
    await source.nextWatch();
    await clock.advanceAsync(3500);
    expect(resyncs()).toBe(3);
  });

  test('does not come when it is not wanted', async () => {
    let wanted = false;
    const { source, clock, resyncs } = counting(() => wanted);
    (await source.nextList()).page([], { resourceVersion: '10' });
    await source.nextWatch();
    await clock.advanceAsync(2500);
    wanted = true;
    await clock.advanceAsync(1000);
    expect(resyncs()).toBe(1);
  });
});

describe('the end', () => {
  test('before it began, it asks for nothing', async () => {
    const source = new ScriptedSource();
    const reflector = newReflector<TestPod, TestPod>({
      listerWatcher: source,
      store: newStore<TestPod>(metaNamespaceKeyFunc),
      prepare: (obj) => obj,
      onError: () => undefined,
    });
    await reflector.run(AbortSignal.abort());
    expect(source.count).toBe(0);
  });

  test('during a list, a stream, a watch or a wait it closes the call, leaves no timer and no listener, and reports nothing', async () => {
    const stages: ((context: ReturnType<typeof setup>) => Promise<void>)[] = [
      async ({ source }) => {
        await source.nextList();
      },
      async ({ source }) => (await source.nextList()).chunk([pod('a/one')]),
      async ({ source }) => {
        (await source.nextList()).page([], { resourceVersion: '10' });
        (await source.nextWatch()).send(added(pod('a/one')));
      },
      async ({ source }) => (await source.nextList()).fail(new Error('down')),
    ];
    for (const stage of stages) {
      const context = setup({ resyncPeriodMs: 1000 });
      const { controller, clock, done, errors } = context;
      const add = jest.spyOn(controller.signal, 'addEventListener');
      const remove = jest.spyOn(controller.signal, 'removeEventListener');
      await stage(context);
      await settle();
      const reported = errors.length;
      controller.abort();
      await done;
      expect(clock.pending).toBe(0);
      expect(errors).toHaveLength(reported);
      expect(remove.mock.calls.length).toBeGreaterThanOrEqual(add.mock.calls.length);
    }
  });

  test('does not wait longer than a second for a source that ignores its signal', async () => {
    const never = new Promise<never>(() => undefined);
    const listerWatcher: ListerWatcher<TestPod> = {
      list: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never, return: () => never }) }),
      watch: () => ({ [Symbol.asyncIterator]: () => ({ next: () => never }) }),
    };
    const { controller, clock, done } = setup({ listerWatcher });
    await settle();
    controller.abort();
    await settle();
    await clock.advanceAsync(1000);
    await done;
    expect(clock.pending).toBe(0);
  });
});
