import { StatusError } from '../errors/index.js';
import type { KubeObject, ObjectWatchEvent, WatchEvent } from '../meta/index.js';
import { untilConditions } from '../util/index.js';
import type { RetriedEvent } from './retry-watch-step.js';
import { newRetryWatcher, type RetryWatcherOptions, type Watcher } from './retry-watcher.js';

/** Says of an event whether what is waited for has come about. What it throws ends the waiting. */
export type WatchConditionFunc<T> = (event: ObjectWatchEvent<T>) => boolean | Promise<boolean>;

/** The events of a watch ended before what was waited for had come about. */
export class WatchClosedError extends Error {
  override readonly name: string = 'WatchClosedError';

  constructor(message: string = 'the watch closed before the condition held') {
    super(message);
  }
}

/**
 * Waits for conditions, one after the other, in what happens after a version; the event with which one held is shown to the next first.
 * Every event is seen, in order, whatever the server and the network do. Resolves with the event with which the last condition held, or
 * with undefined where there is no condition.
 *
 * Rejects with what a condition throws; with the signal's reason when it fires (`AbortSignal.timeout(ms)` is a time limit); with a
 * `StatusError` where no watch can go on, such as 410 where the version is gone: `untilWithSync` of `cache` begins anew instead.
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
 * As `until`, in the events of one watch alone: rejects with a `WatchClosedError` where they end, which any server does after a while.
 * Bookmarks are passed over.
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
