import { newTooManyRequests } from '../../errors/index.js';
import type { KubeObject } from '../../meta/index.js';
import { silentLogger, type Logger } from '../../util/index.js';
import { newStore } from '../store/indexer.js';
import { metaNamespaceKeyFunc } from '../store/keys.js';
import { added, deleted, modified, pod, type TestPod } from '../testdata/pods.js';
import { setup, storeOf } from '../testdata/reflector.js';
import { ScriptedSource, settle } from '../testdata/scripted-source.js';
import type { ListerWatcher } from './lister-watcher.js';

describe('whatever comes', () => {
  const throwing = (message: string): never => {
    throw new Error(message);
  };

  test('a source that throws before it answers is a failure like any other', async () => {
    let calls = 0;
    const listerWatcher: ListerWatcher<TestPod> = {
      list: () => throwing(`list ${++calls}`),
      watch: () => throwing('never'),
    };
    const { clock, errors } = setup({ listerWatcher });
    await clock.advanceAsync(0);
    await clock.advanceAsync(800);
    expect(errors.map(String)).toEqual(['Error: list 1', 'Error: list 2']);
  });

  test('an event that cannot be stored is reported, and those after it are applied', async () => {
    const { source, store, errors } = setup({ prepare: (obj) => (obj.metadata.name === 'bad' ? throwing('bad one') : obj) });
    (await source.nextList()).page([], { resourceVersion: '10' });
    const watch = await source.nextWatch();
    const headless = { apiVersion: 'v1', kind: 'Pod' } as TestPod;
    watch.send(added(headless), added(pod('a/bad', '11')), added(pod('a/good', '12')));
    await settle();
    expect(store.listKeys()).toEqual(['a/good']);
    expect(errors).toHaveLength(2);
  });

  test('a deletion counts even where the object that it brings cannot be prepared', async () => {
    let broken = false;
    const { source, store, errors } = setup({ prepare: (obj) => (broken ? throwing('broken') : obj) });
    (await source.nextList()).page([pod('a/one')], { resourceVersion: '10' });
    const watch = await source.nextWatch();
    broken = true;
    watch.send(deleted(pod('a/one', '11')));
    await settle();
    expect(store.list()).toEqual([]);
    expect(errors).toHaveLength(1);
  });

  test('a list with an object that cannot be stored is reported and tried again; the store keeps what it had', async () => {
    const { source, clock, errors } = setup();
    (await source.nextList()).page([{ kind: 'Pod' } as TestPod], { resourceVersion: '10' });
    await settle();
    expect(String(errors[0])).toContain("couldn't create key for object");
    await clock.advanceAsync(800);
    (await source.nextList()).page([pod('a/one')], { resourceVersion: '10' });
    await source.nextWatch();
  });

  test('a store that fails to take a list in is reported, and the list tried again', async () => {
    let fail = true;
    const inner = newStore<TestPod>(metaNamespaceKeyFunc);
    const store = { ...storeOf(inner), replace: (list: readonly TestPod[]) => (fail ? throwing('full') : inner.replace(list)) };
    const { source, clock, errors } = setup({ store });
    (await source.nextList()).page([pod('a/one')], { resourceVersion: '10' });
    await settle();
    expect(errors.map(String)).toEqual(['Error: full']);
    fail = false;
    await clock.advanceAsync(800);
    (await source.nextList()).page([pod('a/one')], { resourceVersion: '10' });
    await source.nextWatch();
    expect(inner.listKeys()).toEqual(['a/one']);
  });

  test('an answer that never waits does not starve the event loop', async () => {
    let turns = 0;
    let stop = false;
    const listerWatcher: ListerWatcher<KubeObject & TestPod> = {
      async *list() {
        yield { items: [], metadata: { resourceVersion: '1' } };
      },
      async *watch() {
        for (let i = 2; !stop; i++) yield [modified(pod('a/one', String(i)))];
      },
    };
    const { controller, done } = setup({ listerWatcher });
    await new Promise<void>((resolve) => {
      const turn = () => (++turns === 3 ? resolve() : void setImmediate(turn));
      setImmediate(turn);
    });
    controller.abort();
    stop = true;
    await done;
    expect(turns).toBe(3);
  });
});

test('a wait that the server asks for is no longer than `maxRetryAfterMs`, and logged if it is longer than 5 s', async () => {
  const source = Object.assign(new ScriptedSource(), { maxRetryAfterMs: 20_000 });
  const warnings: unknown[] = [];
  const logger: Logger = { ...silentLogger, warn: (...line) => warnings.push(line) };
  const { clock, store } = setup({ listerWatcher: source, logger });
  (await source.nextList()).fail(newTooManyRequests('busy', 4_000));
  await settle();
  expect(warnings).toEqual([['Waiting before the server is asked again', { delayMs: 20_000 }]]);
  await clock.advanceAsync(20_000);
  (await source.nextList()).fail(newTooManyRequests('busy', 5));
  await settle();
  await clock.advanceAsync(5_000);
  (await source.nextList()).page([pod('a/one')], { resourceVersion: '10' });
  await settle();
  expect(store.listKeys()).toEqual(['a/one']);
  expect(warnings).toHaveLength(1);
});
