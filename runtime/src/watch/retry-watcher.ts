import { longestQuietDelayMs } from '../errors/reasons.js';
import type { KubeObject, SelectionOptions, WatchEvent, WatchOptions } from '../meta/index.js';
import { messageOf } from '../util/errors.js';
import { onAbort, safeLogger, sleep, systemClock, type Clock, type Logger, type Random } from '../util/index.js';
import {
  beginRetryWatch,
  retryWatchStep,
  type RetriedEvent,
  type RetryWatchEvent,
  type RetryWatchState,
} from './retry-watch-step.js';

/** A client that can watch repeatedly, such as `clientset.coreV1().pods('default')`. */
export interface Watcher<T> {
  /** Yields the events of one watch. */
  watch(options: WatchOptions): AsyncIterable<WatchEvent<T>>;
}

/**
 * The shortest watch; the longest takes twice as long. A dead connection that shows no sign of failure is left at the end.
 *
 * Unit: seconds
 */
const shortestWatchSeconds = 300;

/** The options of a retry watcher: which objects to watch, and how to continue. */
export interface RetryWatcherOptions extends SelectionOptions {
  /** Ends the watch at once. The loop throws the reason of the signal. */
  signal?: AbortSignal | undefined;
  /**
   * The shortest time between the starts of two watches.
   *
   * Default: 1000
   * Unit: milliseconds
   */
  minRestartDelayMs?: number | undefined;
  /**
   * The longest wait that the server can request by `Retry-After`, such as `config.maxRetryAfterMs`. A longer one is shortened to
   * this. The watcher logs a warning for a wait of more than 5 s.
   *
   * Default: 300_000
   * Unit: milliseconds
   */
  maxRetryAfterMs?: number | undefined;
  /**
   * The clock of waits.
   *
   * Default: `systemClock`
   */
  clock?: Clock | undefined;
  /**
   * The source of randomness that spreads the ends of watches over 5 to 10 minutes.
   *
   * Default: `Math.random`
   */
  random?: Random | undefined;
  /**
   * The receiver of warnings.
   *
   * Default: `defaultLogger`, which writes errors and warnings to standard error
   */
  logger?: Logger | undefined;
}

/**
 * Yields every event after a version, in order and without a gap. It opens further watches after an end, a failure of the
 * network, or a refusal that may pass. It yields no bookmarks. Leaving the loop closes the connection.
 *
 * Ends with an `ERROR` event if no other watch can continue:
 * - the version is gone (410); start again from a list, or use an informer
 * - the caller may not watch (401, 403)
 * - an object has no version
 *
 * Throws a TypeError at once for the versions `''` and `'0'`.
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

/**
 * Yields the outcomes of one watch; the last one is its end or its failure.
 *
 * Throws only the reason of the signal.
 */
async function* reported<T>(
  watcher: Watcher<T>,
  options: WatchOptions,
  signal: AbortSignal | undefined,
): AsyncGenerator<RetryWatchEvent<T>, void, undefined> {
  // A watcher that ignores the signal must not delay the end.
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
    // The watch was given up, so its errors no longer matter.
    void Promise.resolve(iterator?.return?.()).catch(() => {});
  }
}
