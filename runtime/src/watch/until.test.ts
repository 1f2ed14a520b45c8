import { newForbidden, newResourceExpired, newTooManyRequests } from '../errors/index.js';
import type { KubeObject, WatchEvent, WatchOptions } from '../meta/index.js';
import { newFakeClock, silentLogger, type Logger } from '../util/index.js';
import { newRetryWatcher, type Watcher } from './retry-watcher.js';
import { until, untilWithoutRetry, WatchClosedError, type WatchConditionFunc } from './until.js';

const pod = (name: string, resourceVersion: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, resourceVersion },
});
const added = (name: string, version: string): WatchEvent<KubeObject> => ({ type: 'ADDED', object: pod(name, version) });
const modified = (name: string, version: string): WatchEvent<KubeObject> => ({ type: 'MODIFIED', object: pod(name, version) });
const named =
  (name: string): WatchConditionFunc<KubeObject> =>
  ({ object }) =>
    object.metadata.name === name;

type Answer = readonly WatchEvent<KubeObject>[] | Error | 'silence';

/** Answers one watch after the other. The last answer is given for good. */
function scripted(...answers: Answer[]) {
  const asked: WatchOptions[] = [];
  let open = 0;
  const watcher: Watcher<KubeObject> = {
    async *watch(options) {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push(options);
      open += 1;
      try {
        if (answer instanceof Error) throw answer;
        if (answer === 'silence') await new Promise<never>(() => {});
        else yield* answer ?? [];
      } finally {
        open -= 1;
      }
    },
  };
  return { watcher, asked, open: () => open };
}

async function collect(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

const expired = { type: 'ERROR', status: newResourceExpired('gone').status } as const;

describe('newRetryWatcher', () => {
  test('watches again from the last version until it is gone, and each watch asks for bookmarks and the selectors', async () => {
    const clock = newFakeClock();
    const bookmark = { type: 'BOOKMARK', object: { apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: '8' } } } as const;
    const { watcher, asked } = scripted(
      [added('a', '6'), modified('a', '7'), bookmark],
      new Error('reset'),
      [],
      [added('b', '9')],
      [expired],
    );
    const all = collect(newRetryWatcher('5', watcher, { clock, labelSelector: 'x=y', fieldSelector: 'f=g' }));
    await clock.advanceAsync(10_000);
    expect(await all).toEqual([added('a', '6'), modified('a', '7'), added('b', '9'), expired]);
    expect(asked.map(({ resourceVersion }) => resourceVersion)).toEqual(['5', '8', '8', '8', '9']);
    expect(asked[1]).toMatchObject({ allowWatchBookmarks: true, labelSelector: 'x=y', fieldSelector: 'f=g' });
    expect(clock.pending).toBe(0);
  });

  test('waits no longer than `maxRetryAfterMs`, and logs a wait of more than 5 s', async () => {
    const clock = newFakeClock();
    const { watcher, asked } = scripted(newTooManyRequests('busy', 4_000), newTooManyRequests('busy', 5), [expired]);
    const warnings: unknown[] = [];
    const logger: Logger = { ...silentLogger, warn: (...line) => warnings.push(line) };
    const all = collect(newRetryWatcher('5', watcher, { clock, logger, maxRetryAfterMs: 20_000 }));
    await clock.advanceAsync(19_999);
    expect(asked).toHaveLength(1);
    await clock.advanceAsync(1);
    expect(asked).toHaveLength(2);
    await clock.advanceAsync(5_000);
    expect(await all).toEqual([expired]);
    expect(warnings).toEqual([['Waiting before the server is asked again', { delayMs: 20_000 }]]);
  });

  test('does not ask more than once a second', async () => {
    const clock = newFakeClock();
    const { watcher, asked } = scripted([]);
    const controller = new AbortController();
    const all = collect(newRetryWatcher('5', watcher, { clock, signal: controller.signal })).catch((error: unknown) => error);
    await clock.advanceAsync(3_500);
    expect(asked).toHaveLength(4);
    controller.abort('enough');
    expect(await all).toBe('enough');
    expect(clock.pending).toBe(0);
  });

  test('a watch that does not heed the signal holds nobody up', async () => {
    const { watcher } = scripted('silence');
    const controller = new AbortController();
    const next = newRetryWatcher('5', watcher, { signal: controller.signal }).next();
    controller.abort('enough');
    await expect(next).rejects.toBe('enough');
  });

  test('leaving the loop closes the watch', async () => {
    const { watcher, open } = scripted([added('a', '6'), added('b', '7')]);
    for await (const event of newRetryWatcher('5', watcher)) {
      expect(event.type).toBe('ADDED');
      expect(open()).toBe(1);
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(open()).toBe(0);
  });

  test('refuses versions without a meaning at once', () => {
    expect(() => newRetryWatcher('', scripted([]).watcher)).toThrow(TypeError);
  });
});

describe('until', () => {
  test('resolves with the event with which the condition holds, over several watches', async () => {
    const clock = newFakeClock();
    const { watcher, open } = scripted([added('a', '6')], [modified('a', '7'), added('b', '8'), added('c', '9')]);
    const found = until('5', watcher, named('b'), { clock });
    await clock.advanceAsync(2_000);
    expect(await found).toEqual(added('b', '8'));
    await clock.advanceAsync(0);
    expect(open()).toBe(0);
  });

  test('conditions hold one after the other, and one event can be enough for several', async () => {
    const { watcher } = scripted([added('a', '6'), added('b', '7'), modified('b', '8')]);
    const seen: string[] = [];
    const noting =
      (label: string, condition: WatchConditionFunc<KubeObject>): WatchConditionFunc<KubeObject> =>
      (event) => {
        seen.push(`${label} ${event.object.metadata.name}`);
        return condition(event);
      };
    const conditions = [noting('1', named('a')), noting('2', named('b')), noting('3', async (event) => event.type === 'ADDED')];
    expect(await until('5', watcher, conditions)).toEqual(added('b', '7'));
    expect(seen).toEqual(['1 a', '2 a', '2 b', '3 b']);
  });

  test('without a condition there is nothing to wait for', async () => {
    const { watcher, asked } = scripted([]);
    expect(await until('5', watcher, [])).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('rejects with what a condition throws, and closes the watch', async () => {
    const { watcher, open } = scripted([added('a', '6'), added('b', '7')]);
    const fails = until('5', watcher, () => {
      throw new Error('not this');
    });
    await expect(fails).rejects.toThrow('not this');
    await new Promise((resolve) => setImmediate(resolve));
    expect(open()).toBe(0);
  });

  test('rejects with the refusal where no watch can go on', async () => {
    await expect(until('5', scripted([added('a', '6'), expired]).watcher, named('b'))).rejects.toMatchObject({
      name: 'StatusError',
      reason: 'Expired',
    });
    const error = newForbidden({ group: '', resource: 'pods' }, '', 'unknown');
    await expect(until('5', scripted(error).watcher, named('b'))).rejects.toMatchObject({ name: 'StatusError', code: 403 });
  });

  test('rejects with the reason of the signal', async () => {
    const controller = new AbortController();
    const waiting = until('5', scripted('silence').watcher, named('b'), { signal: controller.signal });
    controller.abort(new Error('too long'));
    await expect(waiting).rejects.toThrow('too long');
  });
});

describe('untilWithoutRetry', () => {
  test('passes over bookmarks', async () => {
    const bookmark: WatchEvent<KubeObject> = {
      type: 'BOOKMARK',
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: '8' } },
    };
    const { watcher } = scripted([bookmark, added('a', '9')]);
    expect(await untilWithoutRetry(watcher.watch({}), () => true)).toEqual(added('a', '9'));
  });

  test('rejects where the watch ends, with the server refusal where it told one', async () => {
    const ended = untilWithoutRetry(scripted([added('a', '6')]).watcher.watch({}), named('b'));
    await expect(ended).rejects.toBeInstanceOf(WatchClosedError);
    await expect(untilWithoutRetry(scripted([expired]).watcher.watch({}), named('b'))).rejects.toMatchObject({ code: 410 });
  });
});
