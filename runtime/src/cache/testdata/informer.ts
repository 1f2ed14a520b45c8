import { newFakeClock, type Logger } from '../../util/index.js';
import type { ResourceEventHandler } from '../informer/event-handler.js';
import { newSharedIndexInformer, type SharedIndexInformerOptions } from '../informer/shared-index-informer.js';
import type { TestPod } from './pods.js';
import { Recorder } from './recorder.js';
import { ScriptedSource, settle } from './scripted-source.js';

const running: AbortController[] = [];
afterEach(() => {
  for (const controller of running.splice(0)) controller.abort();
});

/** An informer with a source, a clock and a log that the test controls. It is stopped at the end of the test. */
export function setup(options: SharedIndexInformerOptions<TestPod, TestPod> = {}) {
  const source = new ScriptedSource();
  const clock = newFakeClock();
  const lines: string[] = [];
  const logger = Object.fromEntries(
    (['debug', 'info', 'warn', 'error'] as const).map((level) => [
      level,
      (message: string) => void lines.push(`${level}: ${message}`),
    ]),
  ) as unknown as Logger;
  const informer = newSharedIndexInformer<TestPod, TestPod>(source, {
    name: 'pods',
    clock,
    logger,
    random: () => 0,
    useWatchList: false,
    ...options,
  });
  const controller = new AbortController();
  running.push(controller);
  const recorder = new Recorder();
  /** Runs the informer, answers its list, and returns its watch. */
  const sync = async (...items: TestPod[]) => {
    const done = informer.run(controller.signal);
    (await source.nextList()).page(items, { resourceVersion: '10' });
    const watch = await source.nextWatch();
    await settle();
    return { watch, done };
  };
  return { source, clock, lines, informer, controller, recorder, sync };
}

/** A handler whose calls the test ends. */
export function gate() {
  const open: (() => void)[] = [];
  const seen: string[] = [];
  const handler: ResourceEventHandler<TestPod> = {
    onAdd: (obj) => {
      seen.push(obj.metadata.name);
      return new Promise<void>((resolve) => open.push(resolve));
    },
  };
  return { handler, seen, letGo: () => open.shift()?.() };
}
