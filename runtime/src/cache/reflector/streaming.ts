import {
  isBreak,
  isExpiredError,
  isLastingRefusal,
  isRefusalOfParameters,
  isTooLargeResourceVersionError,
  UnfinishedStreamError,
} from './errors.js';
import { addInitialEvent, beginInitialEvents } from './initial-events.js';
import { isGreaterVersion, isOlderVersion } from './resource-version.js';
import type { ObjectEvent, ReflectorEffect, ReflectorEvent, Step, StepContext, StreamingState } from './state.js';
import { lastedMs, list, overdueAt, progressed, sync, synced, unexpected, veryShortMs, wait } from './transitions.js';

/**
 * The time without an event after which the reflector concludes that the server ignores `sendInitialEvents`.
 *
 * Unit: milliseconds
 */
export const initialEventsSilenceMs = 10_000;
/**
 * The same for a server that sends events, but no initial object. `InitialEvents` defines initial objects.
 *
 * Unit: milliseconds
 */
export const initialEventsBusyMs = 30_000;

/**
 * The longest stream that is requested.
 *
 * Unit: seconds
 */
const longestStreamSeconds = 4800;
const collect: readonly ReflectorEffect[] = [{ type: 'collect' }];
const dropped: readonly ReflectorEffect[] = [{ type: 'dropped' }];
const nothing: readonly ReflectorEffect[] = [];

/** Returns the next step after an event of a stream of initial events. */
export function stepStreaming(state: StreamingState, event: ReflectorEvent, context: StepContext): Step {
  const { now } = context;
  switch (event.type) {
    case 'object':
      return stepInitialEvent(state, event, now);
    case 'bookmark':
      if (!event.initialEventsEnd) return { state: { ...state, received: state.received + 1, heardAt: now }, effects: nothing };
      return watchOn(state, event.resourceVersion);
    case 'sent':
    case 'answered':
      return { state: { ...state, times: progressed(state.times, event, now), heardAt: now }, effects: nothing };
    case 'opened': {
      const initial = event.serverTime === undefined ? state.initial : beginInitialEvents(state.initial, event.serverTime);
      return { state: { ...state, times: progressed(state.times, event, now), heardAt: now, initial }, effects: nothing };
    }
    case 'timeout':
      return afterTimeout(state, context);
    case 'ended':
      return afterEnd(state, context);
    case 'failed':
      return afterError(state, event.error, context);
    default:
      return unexpected(state, event);
  }
}

/** Returns the time at which a stream without further events is given up; undefined while its request waits to be sent. */
export function streamingDeadline(state: StreamingState): number | undefined {
  const overdue = overdueAt(state);
  return overdue === undefined ? undefined : Math.min(silentAt(state), busyAt(state), overdue);
}

function silentAt({ heardAt }: StreamingState): number {
  return heardAt + initialEventsSilenceMs;
}

function busyAt({ initial, times: { openedAt, sentAt, startedAt } }: StreamingState): number {
  return (initial.lastAt ?? openedAt ?? sentAt ?? startedAt) + initialEventsBusyMs;
}

function stepInitialEvent(state: StreamingState, event: ObjectEvent, now: number): Step {
  const { resourceVersion } = event;
  const received = state.received + 1;
  const times = state.times.openedAt === undefined ? { ...state.times, openedAt: now } : state.times;
  if (isOlderVersion(resourceVersion, event.heldVersion)) {
    return { state: { ...state, received, heardAt: now, times }, effects: dropped };
  }
  // Field by field, because this runs for each object and a spread takes several times as long.
  const next: StreamingState = {
    phase: 'streaming',
    memory: state.memory,
    request: state.request,
    times,
    received,
    newestVersion: isGreaterVersion(resourceVersion, state.newestVersion) ? resourceVersion : state.newestVersion,
    heardAt: now,
    initial: addInitialEvent(state.initial, event, now),
  };
  return { state: next, effects: collect };
}

/** Returns the step after the end of the initial events. The same watch goes on. */
function watchOn(state: StreamingState, resourceVersion: string): Step {
  const { request, times, newestVersion } = state;
  const { memory, effects } = synced(state.memory, resourceVersion, newestVersion);
  const order = { from: resourceVersion, ordered: true, dropped: false };
  const received = state.received + 1;
  const next = { phase: 'watching', memory, request, times, order, received, newestVersion } as const;
  return { state: { ...next, version: resourceVersion, bookmarkAt: undefined }, effects };
}

/**
 * Returns the step after a timeout. The server ignores the parameter, or a proxy holds its response back. Streams are not
 * requested again, because each relist would be delayed.
 */
function afterTimeout(state: StreamingState, context: StepContext): Step {
  const silent = silentAt(state);
  if ((overdueAt(state) ?? Infinity) < Math.min(silent, busyAt(state))) return afterEnd(state, context);
  const streamed = silent <= busyAt(state) ? state.initial.count : undefined;
  return list({ ...state.memory, useWatchList: false }, context, { streamed });
}

function afterEnd(state: StreamingState, context: StepContext): Step {
  const { memory } = state;
  const { now } = context;
  const lasted = lastedMs(state.times, now);
  if (state.received === 0 && lasted < veryShortMs) return list(memory, context);
  const { lastAt = -Infinity } = state.initial;
  const inFlow = now - lastAt < initialEventsSilenceMs;
  const hadItsTime = lasted >= (state.request.timeoutSeconds - 1) * 1000;
  if (inFlow && hadItsTime && memory.streamSeconds < longestStreamSeconds) {
    // A stream over a slow connection, which was not cut: it needs more time.
    return wait({ ...memory, streamSeconds: memory.streamSeconds * 4 }, 'sync', new UnfinishedStreamError(), context);
  }
  return wait({ ...memory, cutStreams: memory.cutStreams + 1 }, 'sync', new UnfinishedStreamError(), context);
}

function afterError(state: StreamingState, error: unknown, context: StepContext): Step {
  const { memory } = state;
  if (isExpiredError(error) || isTooLargeResourceVersionError(error)) {
    const unavailable = { ...memory, isLastSyncResourceVersionUnavailable: true };
    return state.request.resourceVersion === '' ? list(unavailable, context) : sync(unavailable, context);
  }
  if (isLastingRefusal(error)) return list({ ...memory, useWatchList: !isRefusalOfParameters(error) }, context);
  const cut = state.received > 0 || isBreak(error);
  return wait({ ...memory, cutStreams: memory.cutStreams + (cut ? 1 : 0) }, 'sync', error, context);
}
