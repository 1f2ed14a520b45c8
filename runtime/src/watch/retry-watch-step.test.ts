import type { StatusError } from '../errors/index.js';
import {
  newForbidden,
  newInternalError,
  newResourceExpired,
  newServerTimeout,
  newTooManyRequests,
  newUnauthorized,
} from '../errors/index.js';
import type { WatchEvent } from '../meta/index.js';
import { beginRetryWatch, retryWatchStep, type RetryWatchEvent, type RetryWatchState } from './retry-watch-step.js';

interface Pod {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
}

const context = { now: 10_000, minRestartDelayMs: 1_000 };
const watching: RetryWatchState = { type: 'watching', resourceVersion: '5', startedAt: 9_400 };
const pod = (resourceVersion?: string): Pod => ({
  metadata: { name: 'a', ...(resourceVersion === undefined ? {} : { resourceVersion }) },
});
const event = (given: WatchEvent<Pod>): RetryWatchEvent<Pod> => ({ type: 'event', event: given });
const bookmark = (resourceVersion: string): WatchEvent<Pod> => ({
  type: 'BOOKMARK',
  object: { apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion } },
});
const at = (resourceVersion: string): RetryWatchState => ({ ...watching, resourceVersion });
const waiting = (delayMs: number): RetryWatchState => ({ type: 'waiting', resourceVersion: '5', delayMs });
const step = (state: RetryWatchState, given: RetryWatchEvent<Pod>) => retryWatchStep<Pod>(state, given, context);
const gone = newResourceExpired('too old resource version');

test.each(['', '0'])('a watch cannot go on from the version %j', (version) => {
  expect(() => beginRetryWatch(version, context)).toThrow(`initial resourceVersion ${JSON.stringify(version)} is not supported`);
});

test('it begins at the version it is given', () => {
  expect(beginRetryWatch('5', context)).toEqual({ type: 'watching', resourceVersion: '5', startedAt: 10_000 });
});

describe('what happens to objects is handed on, and moves the version', () => {
  test.each(['ADDED', 'MODIFIED', 'DELETED'] as const)('%s', (type) => {
    const given = { type, object: pod('7') };
    expect(step(watching, event(given))).toEqual({ state: at('7'), emit: given });
  });

  test('a bookmark moves the version alone', () => {
    expect(step(watching, event(bookmark('9')))).toEqual({ state: at('9') });
  });

  test.each([[event({ type: 'ADDED', object: pod() })], [event({ type: 'ADDED', object: pod('') })], [event(bookmark(''))]])(
    'what has no version ends it: the next watch might skip something: %#',
    (given) => {
      expect(step(watching, given)).toMatchObject({
        state: { type: 'done' },
        emit: {
          type: 'ERROR',
          status: { reason: 'InternalError', message: expect.stringContaining('without a resourceVersion') },
        },
      });
    },
  );
});

describe('what may pass is waited out, a second at least from one watch to the next', () => {
  test.each<[string, RetryWatchEvent<Pod>, number]>([
    ['the end of the server', { type: 'ended' }, 400],
    ['a fault of the network', { type: 'failed', error: new Error('read ECONNRESET') }, 400],
    ['a refusal to open', { type: 'failed', error: newInternalError('x') }, 400],
    ['a refusal to open that names a time', { type: 'failed', error: newTooManyRequests('x', 3) }, 3_000],
    ['an ERROR event', event({ type: 'ERROR', status: newInternalError('x').status }), 400],
    [
      'an ERROR event that names a time',
      event({ type: 'ERROR', status: newServerTimeout({ group: '', resource: 'pods' }, 'watch', 7).status }),
      7_000,
    ],
    ['an ERROR event of an unknown code', event({ type: 'ERROR', status: { kind: 'Status', apiVersion: 'v1', code: 418 } }), 400],
  ])('%s', (_name, given, delayMs) => {
    expect(step(watching, given)).toEqual({ state: waiting(delayMs) });
  });

  test('after a watch that lasted, at once', () => {
    expect(step({ ...watching, startedAt: 1_000 }, { type: 'ended' })).toEqual({ state: waiting(0) });
  });

  test('then the next watch begins at the last version', () => {
    expect(step(waiting(400), { type: 'woken' })).toEqual({
      state: { type: 'watching', resourceVersion: '5', startedAt: 10_000 },
    });
  });
});

describe('what will not pass is handed on, and is the end', () => {
  const forbidden = newForbidden({ group: '', resource: 'pods' }, '', 'unknown');
  test.each<[string, RetryWatchEvent<Pod>, StatusError]>([
    ['a version that is gone', event({ type: 'ERROR', status: gone.status }), gone],
    ['a version that is gone when the watch is opened', { type: 'failed', error: gone }, gone],
    ['Forbidden', { type: 'failed', error: forbidden }, forbidden],
    ['Unauthorized', { type: 'failed', error: newUnauthorized('x') }, newUnauthorized('x')],
    ['a refusal with a cause around it', { type: 'failed', error: new Error('outer', { cause: forbidden }) }, forbidden],
  ])('%s', (_name, given, { status }) => {
    expect(step(watching, given)).toEqual({ state: { type: 'done' }, emit: { type: 'ERROR', status } });
  });

  test('nothing follows the end', () => {
    expect(step({ type: 'done' }, event({ type: 'ADDED', object: pod('7') }))).toEqual({ state: { type: 'done' } });
  });
});
