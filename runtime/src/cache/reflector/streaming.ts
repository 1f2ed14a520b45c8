import {
  isBreak,
  isExpiredError,
  isLastingRefusal,
  isRefusalOfParameters,
  isTooLargeResourceVersionError,
  UnfinishedStreamError,
} from './errors.js';
import { addInitialEvent, beginInitialEvents } from './initial-events.js';
import { isOlderVersion } from './resource-version.js';
import {
  memoryOf,
  type ObjectEvent,
  type ReflectorEffect,
  type ReflectorEvent,
  type Step,
  type StepContext,
  type StreamingState,
} from './state.js';
import { lastedMs, list, overdueAt, progressed, sync, synced, unexpected, veryShortMs, wait } from './transitions.js';

/** After so long without an event, a server counts as one that ignores `sendInitialEvents`. Unit: milliseconds. */
export const initialEventsSilenceMs = 10_000;
/** So does one that is busy, after so long without an initial object: `InitialEvents` defines them. Unit: milliseconds. */
export const initialEventsBusyMs = 30_000;

/** A stream is not asked to last longer than this. */
const longestStreamSeconds = 4800;
const collect: readonly ReflectorEffect[] = [{ type: 'collect' }];
const dropped: readonly ReflectorEffect[] = [{ type: 'dropped' }];

/** Returns the state after an event of a stream of initial events. */
export function stepStreaming(state: StreamingState, event: ReflectorEvent, context: StepContext): Step {
  const { now } = context;
  switch (event.type) {
    case 'object':
      return stepInitialEvent(state, event, now);
    case 'bookmark':
      if (!event.initialEventsEnd) return { state: { ...state, received: state.received + 1, heardAt: now }, effects: [] };
      return watchOn(state, event.resourceVersion);
    case 'sent':
    case 'answered':
      return { state: { ...progressed(state, event, now), heardAt: now }, effects: [] };
    case 'opened': {
      const initial = event.serverTime === undefined ? state.initial : beginInitialEvents(state.initial, event.serverTime);
      return { state: { ...progressed(state, event, now), heardAt: now, initial }, effects: [] };
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

/** Returns when a stream is given up, if nothing comes before; undefined while its request waits to be sent. */
export function streamingDeadline(state: StreamingState): number | undefined {
  const overdue = overdueAt(state);
  return overdue === undefined ? undefined : Math.min(silentAt(state), busyAt(state), overdue);
}

function silentAt({ heardAt }: StreamingState): number {
  return heardAt + initialEventsSilenceMs;
}

function busyAt({ initial, openedAt, sentAt, startedAt }: StreamingState): number {
  return (initial.lastAt ?? openedAt ?? sentAt ?? startedAt) + initialEventsBusyMs;
}

function stepInitialEvent(state: StreamingState, event: ObjectEvent, now: number): Step {
  const { received, openedAt = now } = state;
  if (isOlderVersion(event.resourceVersion, event.heldVersion)) {
    return { state: { ...state, received: received + 1, heardAt: now, openedAt }, effects: dropped };
  }
  // Field by field: this runs for each object, and a spread takes ten times as long.
  const next: StreamingState = {
    phase: state.phase,
    request: state.request,
    startedAt: state.startedAt,
    sentAt: state.sentAt,
    lastSyncResourceVersion: state.lastSyncResourceVersion,
    brokenWatches: state.brokenWatches,
    isLastSyncResourceVersionUnavailable: state.isLastSyncResourceVersionUnavailable,
    paginatedResult: state.paginatedResult,
    useWatchList: state.useWatchList,
    streamSeconds: state.streamSeconds,
    cutStreams: state.cutStreams,
    buffered: state.buffered,
    wentBack: state.wentBack,
    serverIdentity: state.serverIdentity,
    lostConnection: state.lostConnection,
    backoff: state.backoff,
    openedAt,
    received: received + 1,
    heardAt: now,
    initial: addInitialEvent(state.initial, event, now),
  };
  return { state: next, effects: collect };
}

/** The same watch goes on after its initial events. */
function watchOn(state: StreamingState, resourceVersion: string): Step {
  const { request, startedAt, sentAt, openedAt } = state;
  const { memory, effects } = synced(memoryOf(state), resourceVersion);
  const times = { startedAt, sentAt, openedAt, received: state.received + 1 };
  const rest = { from: resourceVersion, ordered: true, bookmarkAt: undefined, dropped: false };
  return { state: { ...memory, phase: 'watching', request, ...times, ...rest }, effects };
}

/** The server ignores the parameter, or a proxy holds its answer back. It is not asked to stream again: every relist would be held up. */
function afterTimeout(state: StreamingState, context: StepContext): Step {
  const silent = silentAt(state);
  if ((overdueAt(state) ?? Infinity) < Math.min(silent, busyAt(state))) return afterEnd(state, context);
  const streamed = silent <= busyAt(state) ? state.initial.count : undefined;
  return list({ ...memoryOf(state), useWatchList: false }, context, { streamed });
}

function afterEnd(state: StreamingState, context: StepContext): Step {
  const memory = memoryOf(state);
  const { now } = context;
  const lasted = lastedMs(state, now);
  if (state.received === 0 && lasted < veryShortMs) return list(memory, context);
  const { lastAt = -Infinity } = state.initial;
  const inFlow = now - lastAt < initialEventsSilenceMs;
  const hadItsTime = lasted >= (state.request.timeoutSeconds - 1) * 1000;
  if (inFlow && hadItsTime && memory.streamSeconds < longestStreamSeconds) {
    // An honest stream over a slow connection, which was not cut: it needs more time.
    return wait({ ...memory, streamSeconds: memory.streamSeconds * 4 }, 'sync', new UnfinishedStreamError(), context);
  }
  return wait({ ...memory, cutStreams: memory.cutStreams + 1 }, 'sync', new UnfinishedStreamError(), context);
}

function afterError(state: StreamingState, error: unknown, context: StepContext): Step {
  const memory = memoryOf(state);
  if (isExpiredError(error) || isTooLargeResourceVersionError(error)) {
    const unavailable = { ...memory, isLastSyncResourceVersionUnavailable: true };
    return state.request.resourceVersion === '' ? list(unavailable, context) : sync(unavailable, context);
  }
  if (isLastingRefusal(error)) return list({ ...memory, useWatchList: !isRefusalOfParameters(error) }, context);
  const cut = state.received > 0 || isBreak(error);
  return wait({ ...memory, cutStreams: memory.cutStreams + (cut ? 1 : 0) }, 'sync', error, context);
}
