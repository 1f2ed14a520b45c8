import { suggestedDelayMs } from '../../errors/suggested-delay.js';
import { newInitialEvents } from './initial-events.js';
import {
  memoryOf,
  nextBackoff,
  type ListRequest,
  type ReflectorEffect,
  type ReflectorMemory,
  type ReflectorState,
  type Step,
  type StepContext,
  type WatchingState,
  type WatchTimes,
} from './state.js';

/** After so many cut streams the initial state is listed, in pages if need be, which a short-lived connection can carry. */
const cutStreamsBeforeList = 2;
const defaultPageSize = 500;
/** A watch that ends within this time, and brings nothing, may not be one at all. Unit: milliseconds. */
export const veryShortMs = 1000;
/** The longest watch through a proxy that buffers, in seconds: a change is seen when the watch ends. */
const bufferedWatchSeconds = 60;
/** A server that does not end a watch at the requested time has so much longer. Unit: milliseconds. */
const overdueMarginMs = 30_000;

export const forget: ReflectorEffect = { type: 'forget' };

/** Begins: the state is listed or streamed, after the server was identified. */
export function begin(memory: ReflectorMemory, context: StepContext): Step {
  return goOn(memory, 'sync', context);
}

/** Gets the state again, or watches on from the last version. If the connection was lost, the server may first be identified. */
export function goOn(memory: ReflectorMemory, then: 'sync' | 'watch', context: StepContext): Step {
  if (memory.lostConnection && context.checksIdentity) return { state: { ...memory, phase: 'identifying', then }, effects: [] };
  return then === 'sync' ? sync(memory, context) : { state: watch(memory, context), effects: [] };
}

/** Gets the complete state again: streamed if the server may know how, else listed. */
export function sync(memory: ReflectorMemory, context: StepContext): Step {
  if (!memory.useWatchList) return list(memory, context);
  if (memory.cutStreams >= cutStreamsBeforeList) return list({ ...memory, cutStreams: 0 }, context);
  const request = {
    resourceVersion: memory.isLastSyncResourceVersionUnavailable ? '' : memory.lastSyncResourceVersion,
    resourceVersionMatch: 'NotOlderThan' as const,
    sendInitialEvents: true,
    allowWatchBookmarks: true,
    timeoutSeconds: spread(memory.streamSeconds, context),
  };
  const { now } = context;
  const state = { ...memory, phase: 'streaming', request, ...newWatch(now), heardAt: now, initial: newInitialEvents() } as const;
  return { state, effects: [forget] };
}

/** Lists the complete state. `streamed` is the number of objects of a stream that fell silent, if that is the reason. */
export function list(
  memory: ReflectorMemory,
  context: StepContext,
  { secondTry = false, streamed }: { readonly secondTry?: boolean; readonly streamed?: number | undefined } = {},
): Step {
  const resourceVersion = relistResourceVersion(memory);
  const request: ListRequest = { resourceVersion, ...pageLimit(memory, resourceVersion, context) };
  const state = { ...memory, phase: 'listing', request, resourceVersion, pages: 0, items: 0, secondTry, streamed } as const;
  return { state, effects: [forget] };
}

/** Watches from the last version. */
export function watch(memory: ReflectorMemory, context: StepContext): ReflectorState {
  const from = memory.lastSyncResourceVersion;
  const timeoutSeconds = memory.buffered ? Math.floor(bufferedWatchSeconds * (1 - context.random() / 4)) : spread(300, context);
  return {
    ...memory,
    phase: 'watching',
    request: { resourceVersion: from, allowWatchBookmarks: true, timeoutSeconds },
    ...newWatch(context.now),
    from,
    ordered: from !== '' && from !== '0',
    bookmarkAt: undefined,
    dropped: false,
  };
}

/** Reports the error and waits. */
export function wait(memory: ReflectorMemory, then: 'sync' | 'watch', error: unknown, context: StepContext): Step {
  const { delayMs, backoff } = nextBackoff(memory.backoff, context, suggestedDelayMs(error, context.maxRetryAfterMs));
  return { state: { ...memory, backoff, phase: 'waiting', delayMs, then }, effects: [{ type: 'report', error }] };
}

/**
 * Returns the step after objects that could not be stored: all of them are asked for again, later. `before` is the state in which they
 * were collected.
 */
export function storeFailed(before: ReflectorState, error: unknown, context: StepContext): Step {
  return wait(memoryOf(before), 'sync', error, context);
}

/** Returns the memory and the effects after the complete state was collected. `resourceVersion` is its version. */
export function synced(
  memory: ReflectorMemory,
  resourceVersion: string,
): { memory: ReflectorMemory; effects: readonly ReflectorEffect[] } {
  return {
    memory: {
      ...memory,
      lastSyncResourceVersion: resourceVersion,
      isLastSyncResourceVersionUnavailable: false,
      cutStreams: 0,
      brokenWatches: 0,
    },
    effects: [{ type: 'replace', resourceVersion }],
  };
}

/** Returns the times of a watch as its request makes progress. */
export function progressed<S extends WatchTimes>(
  state: S,
  event: { readonly type: 'sent' | 'answered' | 'opened' },
  now: number,
): S {
  switch (event.type) {
    case 'sent':
      return { ...state, sentAt: now };
    case 'answered':
      // Either it opens now, or it waits to be sent again.
      return { ...state, sentAt: undefined };
    case 'opened':
      return { ...state, sentAt: now, openedAt: now };
  }
}

/** Returns when a watch is over, whatever the server does; undefined before it was sent. */
export function overdueAt({ sentAt, request }: Pick<WatchingState, 'sentAt' | 'request'>): number | undefined {
  return sentAt === undefined ? undefined : sentAt + request.timeoutSeconds * 1000 + overdueMarginMs;
}

/** Returns how long a watch has lasted: since its answer began, or else since it was sent or asked for. Unit: milliseconds. */
export function lastedMs({ openedAt, sentAt, startedAt }: WatchTimes, now: number): number {
  return now - (openedAt ?? sentAt ?? startedAt);
}

export function unexpected(state: ReflectorState, event: { readonly type: string }): never {
  throw new Error(`a reflector that is ${state.phase} cannot take the event ${event.type}`);
}

function newWatch(now: number): WatchTimes {
  return { startedAt: now, sentAt: undefined, openedAt: undefined, received: 0 };
}

/** Spreads the ends of watches over the time up to twice as long, so that they do not all come back at once. */
function spread(seconds: number, context: StepContext): number {
  return Math.floor(seconds * (1 + context.random()));
}

/**
 * `0` first: whatever the server's watch cache has, which is cheapest for it. Then at least the version that was seen before, so that time
 * never goes back. The newest if the server no longer, or not yet, has that.
 */
function relistResourceVersion(memory: ReflectorMemory): string {
  if (memory.isLastSyncResourceVersionUnavailable) return '';
  return memory.lastSyncResourceVersion || '0';
}

/** With a limit, a list of a given version would bypass the server's watch cache; for `0` the cache ignores the limit. */
function pageLimit(memory: ReflectorMemory, resourceVersion: string, context: StepContext): { limit?: number } {
  if (context.pageSize !== undefined) return context.pageSize > 0 ? { limit: context.pageSize } : {};
  if (!memory.paginatedResult && resourceVersion !== '' && resourceVersion !== '0') return {};
  return { limit: defaultPageSize };
}
