import { StatusError } from '../errors/index.js';
import type { KubeObject, ObjectWatchEvent, WatchEvent } from '../meta/index.js';
import { untilConditions } from '../util/index.js';
import type { RetriedEvent } from './retry-watch-step.js';
import { newRetryWatcher, type RetryWatcherOptions, type Watcher } from './retry-watcher.js';

/** Returns whether an event fulfills the condition. An error that it throws ends the wait. */
export type WatchConditionFunc<T> = (event: ObjectWatchEvent<T>) => boolean | Promise<boolean>;

/** The error of a watch that ended before the condition held. */
export class WatchClosedError extends Error {
  override readonly name: string = 'WatchClosedError';

  constructor(message: string = 'the watch closed before the condition held') {
    super(message);
  }
}

/**
 * Waits for conditions, one after the other, in the events after a version. The event that fulfills one condition is passed to
 * the next one first. No event is missed, even if the server or the network fails.
 *
 * Resolves with the event that fulfilled the last condition, or with undefined if there are no conditions.
 *
 * Rejects with the error of a condition.
 * Rejects with the reason of the signal when it fires. `AbortSignal.timeout(ms)` sets a time limit.
 * Rejects with a `StatusError` if no other watch can continue, such as 410 for a version that is gone. `untilWithSync` of `cache`
 * lists again instead.
 */
export function until<T extends KubeObject>(
  initialResourceVersion: string,
  watcher: Watcher<T>,
  conditions: WatchConditionFunc<T> | readonly WatchConditionFunc<T>[],
  options: RetryWatcherOptions = {},
): Promise<ObjectWatchEvent<T> | undefined> {
  return waitFor(() => newRetryWatcher(initialResourceVersion, watcher, options), conditions);
}

/**
 * Waits as `until` does, in the events of a single watch. Ignores bookmarks.
 *
 * Rejects with a `WatchClosedError` when the watch ends, which every server causes after some time.
 */
export function untilWithoutRetry<T>(
  events: AsyncIterable<WatchEvent<T>>,
  conditions: WatchConditionFunc<T> | readonly WatchConditionFunc<T>[],
): Promise<ObjectWatchEvent<T> | undefined> {
  return waitFor(() => events, conditions);
}

async function waitFor<T>(
  events: () => AsyncIterable<WatchEvent<T> | RetriedEvent<T>>,
  conditions: WatchConditionFunc<T> | readonly WatchConditionFunc<T>[],
): Promise<ObjectWatchEvent<T> | undefined> {
  const all = typeof conditions === 'function' ? [conditions] : conditions;
  return untilConditions(objectEvents(events()), all, () => new WatchClosedError());
}

async function* objectEvents<T>(
  events: AsyncIterable<WatchEvent<T> | RetriedEvent<T>>,
): AsyncGenerator<ObjectWatchEvent<T>, void, undefined> {
  for await (const event of events) {
    if (event.type === 'ERROR') throw new StatusError(event.status);
    if (event.type !== 'BOOKMARK') yield event;
  }
}
