import { newFakeClock } from '../../util/index.js';
import { newReflector, type ReflectorOptions } from '../reflector/reflector.js';
import { newStore } from '../store/indexer.js';
import { metaNamespaceKeyFunc } from '../store/keys.js';
import type { TestPod } from './pods.js';
import { ScriptedSource } from './scripted-source.js';

const running: AbortController[] = [];
afterEach(() => {
  for (const controller of running.splice(0)) controller.abort();
});

/** Runs a reflector whose source and clock are those of the test. It ends with the test. */
export function setup(options: Partial<ReflectorOptions<TestPod, TestPod>> = {}) {
  const source = new ScriptedSource();
  const clock = newFakeClock();
  const store = newStore<TestPod>(metaNamespaceKeyFunc);
  const errors: unknown[] = [];
  const reflector = newReflector<TestPod, TestPod>({
    listerWatcher: source,
    store,
    prepare: (obj) => obj,
    onError: (error) => errors.push(error),
    useWatchList: false,
    clock,
    random: () => 0,
    ...options,
  });
  const controller = new AbortController();
  running.push(controller);
  const done = reflector.run(controller.signal);
  return { source, clock, store, errors, reflector, controller, done };
}

/** Returns the methods that a reflector needs of a store. */
export function storeOf(inner: ReturnType<typeof newStore<TestPod>>) {
  return {
    add: (obj: TestPod) => inner.add(obj),
    update: (obj: TestPod) => inner.update(obj),
    delete: (obj: Parameters<typeof inner.delete>[0]) => inner.delete(obj),
    replace: (list: readonly TestPod[]) => inner.replace(list),
  };
}
