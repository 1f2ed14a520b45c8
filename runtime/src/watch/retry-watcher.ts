import { longestQuietDelayMs } from '../errors/reasons.js';
import type { KubeObject, SelectionOptions, WatchEvent, WatchOptions } from '../meta/index.js';
import { onAbort, safeLogger, sleep, systemClock, type Clock, type Logger, type Random } from '../util/index.js';
import { messageOf } from '../util/message-of.js';
import {
  beginRetryWatch,
  retryWatchStep,
  type RetriedEvent,
  type RetryWatchEvent,
  type RetryWatchState,
} from './retry-watch-step.js';

/** What can be watched again and again: any client of a resource, such as `clientset.coreV1().pods('default')`. */
export interface Watcher<T> {
  watch(options: WatchOptions): AsyncIterable<WatchEvent<T>>;
}

/** Watches last up to twice as long. A connection that is dead and shows no sign of it is left at the end. */
const shortestWatchSeconds = 300;

/** The objects to watch, and how to go on. */
export interface RetryWatcherOptions extends SelectionOptions {
  /** Ends the watch at once: the loop throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds from the beginning of one watch to that of the next, at least. Default: 1000. */
  minRestartDelayMs?: number | undefined;
  /**
   * The longest wait that the server can ask for (`Retry-After`), such as `config.maxRetryAfterMs`. A longer one is cut to this; a wait of
   * more than 5 s is logged as a warning. Unit: milliseconds.
   * Default: 300_000
   */
  maxRetryAfterMs?: number | undefined;
  clock?: Clock | undefined;
  /** Spreads the ends of watches over 5 to 10 minutes. Default: `Math.random`. */
  random?: Random | undefined;
  /** Default: `defaultLogger`, which writes errors and warnings to standard error. */
  logger?: Logger | undefined;
}

/**
 * Every event after a version, in order and without a gap, over as many watches as it takes: ends of the server, faults of the network
 * and refusals that may pass are not seen. There are no bookmarks.
 *
 * Ends with an `ERROR` event where no later watch can go on: the version is gone (410; start anew from a list, or use an informer), the
 * caller may not watch (401, 403), or an object has no version. Leaving the loop closes the connection.
 * Throws a `TypeError` at once for the versions `''` and `'0'`.
 */
export function newRetryWatcher<T extends KubeObject>(
  initialResourceVersion: string,
  watcher: Watcher<T>,
  options: RetryWatcherOptions = {},
): AsyncGenerator<RetriedEvent<T>, void, undefined> {
  const { minRestartDelayMs = 1_000, clock = systemClock } = options;
  const state = beginRetryWatch(initialResourceVersion, { now: clock.monotonic(), minRestartDelayMs });
  return run(state, watcher, { ...options, minRestartDelayMs, clock });
}

async function* run<T extends KubeObject>(
  first: RetryWatchState,
  watcher: Watcher<T>,
  options: RetryWatcherOptions & { readonly minRestartDelayMs: number; readonly clock: Clock },
): AsyncGenerator<RetriedEvent<T>, void, undefined> {
  const { signal, minRestartDelayMs, maxRetryAfterMs, clock, random = Math.random, labelSelector, fieldSelector } = options;
  const logger = safeLogger(options.logger);
  let state = first;
  const advance = (event: RetryWatchEvent<T>): RetriedEvent<T> | undefined => {
    const next = retryWatchStep<T>(state, event, { now: clock.monotonic(), minRestartDelayMs, maxRetryAfterMs });
    state = next.state;
    return next.emit;
  };
  for (;;) {
    signal?.throwIfAborted();
    switch (state.type) {
      case 'done':
        return;
      case 'waiting':
        if (state.delayMs > longestQuietDelayMs)
          logger.warn('Waiting before the server is asked again', { delayMs: state.delayMs });
        await sleep(clock, state.delayMs, signal);
        advance({ type: 'woken' });
        break;
      case 'watching': {
        const { resourceVersion } = state;
        const timeoutSeconds = Math.floor(shortestWatchSeconds * (1 + random()));
        const asked = { labelSelector, fieldSelector, resourceVersion, timeoutSeconds };
        for await (const event of reported(watcher, asked, signal)) {
          if (event.type === 'failed') logger.debug('A watch failed; watching again', { error: messageOf(event.error) });
          const emit = advance(event);
          if (emit !== undefined) yield emit;
          // The state has changed in `advance`, which the compiler cannot see.
          if ((state as RetryWatchState).type !== 'watching') break;
        }
      }
    }
  }
}

/** What comes of one watch, to its end, which is the last. Throws the signal's reason alone. */
async function* reported<T>(
  watcher: Watcher<T>,
  options: WatchOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<RetryWatchEvent<T>, void, undefined> {
  // A watcher that does not heed the signal holds nobody up.
  let unlisten = (): void => {};
  const aborted = new Promise<undefined>((resolve) => (unlisten = onAbort(signal, () => resolve(undefined))));
  let iterator: AsyncIterator<WatchEvent<T>> | undefined;
  try {
    iterator = watcher.watch({ ...options, allowWatchBookmarks: true, signal })[Symbol.asyncIterator]();
    for (;;) {
      const result = await Promise.race([iterator.next(), aborted]);
      signal?.throwIfAborted();
      if (result === undefined || result.done === true) break;
      yield { type: 'event', event: result.value };
    }
    yield { type: 'ended' };
  } catch (error) {
    signal?.throwIfAborted();
    yield { type: 'failed', error };
  } finally {
    unlisten();
    // How it ends once it was left concerns nobody.
    void Promise.resolve(iterator?.return?.()).catch(() => {});
  }
}
