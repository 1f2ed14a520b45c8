import {
  isForbidden,
  isGone,
  isResourceExpired,
  isUnauthorized,
  newInternalError,
  StatusError,
  statusOf,
} from '../errors/index.js';
import { suggestedDelayMs } from '../errors/reasons.js';
import type { ObjectWatchEvent, Status, WatchEvent } from '../meta/index.js';

/**
 * The state of a watch that continues after failures. It is the state of a step function.
 *
 * Source: https://github.com/kubernetes/client-go/blob/master/tools/watch/retrywatcher.go
 */
export type RetryWatchState =
  | { readonly type: 'watching'; readonly resourceVersion: string; readonly startedAt: number }
  | { readonly type: 'waiting'; readonly resourceVersion: string; readonly delayMs: number }
  | { readonly type: 'done' };

/** The outcome of a part of a watch, or of the wait for the next watch. */
export type RetryWatchEvent<T> =
  | { readonly type: 'event'; readonly event: WatchEvent<T> }
  /** The server ended the watch. */
  | { readonly type: 'ended' }
  /** The watch could not be opened, or broke. */
  | { readonly type: 'failed'; readonly error: unknown }
  /** The delay has passed. */
  | { readonly type: 'woken' };

/** An event that the watcher yields: a change of an object, or the reason why the watch ends. */
export type RetriedEvent<T> = ObjectWatchEvent<T> | { readonly type: 'ERROR'; readonly status: Status };

/** The outcome of one step. */
export interface RetryWatchStep<T> {
  /** The next state. */
  readonly state: RetryWatchState;
  /** The event to yield. */
  readonly emit?: RetriedEvent<T>;
}

/** The inputs of a step from outside. */
export interface RetryWatchContext {
  /**
   * The time of a clock that only goes forward.
   *
   * Unit: milliseconds
   */
  readonly now: number;
  /**
   * The shortest time between the starts of two watches.
   *
   * Unit: milliseconds
   */
  readonly minRestartDelayMs: number;
  /**
   * The longest wait that the server can request.
   *
   * Default: 300_000
   * Unit: milliseconds
   */
  readonly maxRetryAfterMs?: number | undefined;
}

/**
 * Returns the first state.
 *
 * Throws a TypeError for the versions `''` and `'0'`, because they would bring a state of any age, as additions.
 */
export function beginRetryWatch(resourceVersion: string, { now }: RetryWatchContext): RetryWatchState {
  if (resourceVersion === '' || resourceVersion === '0') {
    const given = JSON.stringify(resourceVersion);
    throw new TypeError(`initial resourceVersion ${given} is not supported: take that of a list, or of the object`);
  }
  return { type: 'watching', resourceVersion, startedAt: now };
}

/** Returns the next step. An event that does not belong to a state changes nothing. */
export function retryWatchStep<T extends { readonly metadata?: { readonly resourceVersion?: string | undefined } | undefined }>(
  state: RetryWatchState,
  event: RetryWatchEvent<T>,
  context: RetryWatchContext,
): RetryWatchStep<T> {
  switch (state.type) {
    case 'done':
      return { state };
    case 'waiting':
      if (event.type !== 'woken') return { state };
      return { state: { type: 'watching', resourceVersion: state.resourceVersion, startedAt: context.now } };
    case 'watching':
      if (event.type === 'woken') return { state };
      if (event.type === 'ended') return restart(state, 0, context);
      if (event.type === 'failed') return afterError(state, event.error, context);
      if (event.event.type === 'ERROR') return afterError(state, new StatusError(event.event.status), context);
      return afterObject(state, event.event);
  }
}

type Watching = Extract<RetryWatchState, { type: 'watching' }>;

function afterObject<T extends { readonly metadata?: { readonly resourceVersion?: string | undefined } | undefined }>(
  state: Watching,
  event: Exclude<WatchEvent<T>, { type: 'ERROR' }>,
): RetryWatchStep<T> {
  const resourceVersion = event.object.metadata?.resourceVersion ?? '';
  // A watch without a version might miss the next event.
  if (resourceVersion === '') return end(newInternalError('the watch brought an object without a resourceVersion').status);
  const next = { ...state, resourceVersion };
  return event.type === 'BOOKMARK' ? { state: next } : { state: next, emit: event };
}

/**
 * Returns the step after an error. The watch ends only after errors that another watch cannot fix: events that are gone, and
 * missing rights.
 */
function afterError<T>(state: Watching, error: unknown, context: RetryWatchContext): RetryWatchStep<T> {
  if (isGone(error) || isResourceExpired(error) || isForbidden(error) || isUnauthorized(error)) {
    return end(statusOf(error) ?? newInternalError('the watch failed').status);
  }
  return restart(state, suggestedDelayMs(error, context.maxRetryAfterMs), context);
}

function restart<T>(state: Watching, askedMs: number, { now, minRestartDelayMs }: RetryWatchContext): RetryWatchStep<T> {
  const delayMs = Math.max(askedMs, state.startedAt + minRestartDelayMs - now, 0);
  return { state: { type: 'waiting', resourceVersion: state.resourceVersion, delayMs } };
}

function end<T>(status: Status): RetryWatchStep<T> {
  return { state: { type: 'done' }, emit: { type: 'ERROR', status } };
}
