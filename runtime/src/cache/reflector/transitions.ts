import { suggestedDelayMs } from '../../errors/reasons.js';
import { nextBackoff } from './backoff.js';
import { newInitialEvents } from './initial-events.js';
import {
  memoryOf,
  type ListRequest,
  type ReflectorEffect,
  type ReflectorMemory,
  type ReflectorState,
  type Step,
  type StepContext,
  type WatchingState,
  type WatchTimes,
} from './state.js';

/** After this number of cut streams, the initial state is listed. A short-lived connection can carry it in pages. */
const cutStreamsBeforeList = 2;
const defaultPageSize = 500;
/**
 * A watch that ends within this time without having brought anything may not be a watch at all.
 *
 * Unit: milliseconds
 */
export const veryShortMs = 1000;
/**
 * The longest watch through a proxy that buffers. A change is seen when the watch ends.
 *
 * Unit: seconds
 */
const bufferedWatchSeconds = 60;
/**
 * The additional time of a server that does not end a watch at the requested time.
 *
 * Unit: milliseconds
 */
const overdueMarginMs = 30_000;

/** The effect that drops the collected objects. */
export const forget: ReflectorEffect = { type: 'forget' };

/** Returns the first step of a reflector. It gets the complete state, after the server was identified. */
export function begin(memory: ReflectorMemory, context: StepContext): Step {
  return goOn(memory, 'sync', context);
}

/** Returns the step that gets the complete state or watches from the last version. It first identifies the server if the connection was lost. */
export function goOn(memory: ReflectorMemory, then: 'sync' | 'watch', context: StepContext): Step {
  if (memory.lostConnection && context.checksIdentity) return { state: { phase: 'identifying', memory, then }, effects: [] };
  return then === 'sync' ? sync(memory, context) : { state: watch(memory, context), effects: [] };
}

/** Returns the step that gets the complete state: by a stream if the server may support it, otherwise by a list. */
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
  const facts = { times: newWatch(now), received: 0, newestVersion: '', heardAt: now, initial: newInitialEvents() };
  return { state: { phase: 'streaming', memory, request, ...facts }, effects: [forget] };
}

/** Returns the step that lists the complete state. `streamed` is the number of objects of a stream that fell silent, if that is the reason. */
export function list(
  memory: ReflectorMemory,
  context: StepContext,
  { secondTry = false, streamed }: { readonly secondTry?: boolean; readonly streamed?: number | undefined } = {},
): Step {
  const resourceVersion = relistResourceVersion(memory);
  const request: ListRequest = { resourceVersion, ...pageLimit(memory, resourceVersion, context) };
  const facts = { pages: 0, items: 0, newestVersion: '', metadata: undefined, secondTry, streamed };
  return { state: { phase: 'listing', memory, request, resourceVersion, ...facts }, effects: [forget] };
}

/** Returns the state of a new watch from the last version. */
export function watch(memory: ReflectorMemory, context: StepContext): WatchingState {
  const version = memory.lastSyncResourceVersion;
  const timeoutSeconds = memory.buffered ? Math.floor(bufferedWatchSeconds * (1 - context.random() / 4)) : spread(300, context);
  return {
    phase: 'watching',
    memory,
    request: { resourceVersion: version, allowWatchBookmarks: true, timeoutSeconds },
    times: newWatch(context.now),
    order: { from: version, ordered: version !== '' && version !== '0', dropped: false },
    received: 0,
    version,
    newestVersion: memory.newestVersion,
    bookmarkAt: undefined,
  };
}

/** Returns the step that reports the error and waits. */
export function wait(memory: ReflectorMemory, then: 'sync' | 'watch', error: unknown, context: StepContext): Step {
  const { delayMs, backoff } = nextBackoff(memory.backoff, context, suggestedDelayMs(error, context.maxRetryAfterMs));
  return { state: { phase: 'waiting', memory: { ...memory, backoff }, delayMs, then }, effects: [{ type: 'report', error }] };
}

/**
 * Returns the step after objects that could not be stored. All of them are requested again, later. `before` is the state in which they
 * were collected.
 */
export function storeFailed(before: ReflectorState, error: unknown, context: StepContext): Step {
  return wait(memoryOf(before), 'sync', error, context);
}

/**
 * Returns the memory and the effects after the complete state was collected. `resourceVersion` is its version, and `newestVersion` the
 * highest version of its objects.
 */
export function synced(
  memory: ReflectorMemory,
  resourceVersion: string,
  newestVersion: string,
): { memory: ReflectorMemory; effects: readonly ReflectorEffect[] } {
  return {
    memory: {
      ...memory,
      lastSyncResourceVersion: resourceVersion,
      newestVersion,
      isLastSyncResourceVersionUnavailable: false,
      cutStreams: 0,
      brokenWatches: 0,
    },
    effects: [{ type: 'replace', resourceVersion }],
  };
}

/** Returns the times of a watch as its request makes progress. */
export function progressed(
  times: WatchTimes,
  { type }: { readonly type: 'sent' | 'answered' | 'opened' },
  now: number,
): WatchTimes {
  switch (type) {
    case 'sent':
      return { ...times, sentAt: now };
    case 'answered':
      // Either the watch opens now, or the request waits to be sent again.
      return { ...times, sentAt: undefined };
    case 'opened':
      return { ...times, sentAt: now, openedAt: now };
  }
}

/** Returns the time at which a watch is over even if the server does not end it; undefined before it was sent. */
export function overdueAt({ times, request }: Pick<WatchingState, 'times' | 'request'>): number | undefined {
  return times.sentAt === undefined ? undefined : times.sentAt + request.timeoutSeconds * 1000 + overdueMarginMs;
}

/**
 * Returns how long a watch has lasted, counted from the beginning of its response, or else from its request.
 *
 * Unit: milliseconds
 */
export function lastedMs({ openedAt, sentAt, startedAt }: WatchTimes, now: number): number {
  return now - (openedAt ?? sentAt ?? startedAt);
}

/** Throws for an event that a state cannot have, which is a fault of the driver. */
export function unexpected(state: ReflectorState, event: { readonly type: string }): never {
  throw new Error(`a reflector that is ${state.phase} cannot take the event ${event.type}`);
}

function newWatch(now: number): WatchTimes {
  return { startedAt: now, sentAt: undefined, openedAt: undefined };
}

/** Returns a random time, at most twice as long. Watches that began together then end apart. */
function spread(seconds: number, context: StepContext): number {
  return Math.floor(seconds * (1 + context.random()));
}

/**
 * Returns the version that a list requests:
 * - `0` for the first list: the content of the server's watch cache, which is cheapest for the server
 * - then the last version, so that time never goes back
 * - the newest one (`''`) if the server no longer has the last version, or does not have it yet
 */
function relistResourceVersion(memory: ReflectorMemory): string {
  if (memory.isLastSyncResourceVersionUnavailable) return '';
  return memory.lastSyncResourceVersion || '0';
}

/** Returns the limit of a page. A list of a given version with a limit would bypass the watch cache, which ignores the limit only for `0`. */
function pageLimit(memory: ReflectorMemory, resourceVersion: string, context: StepContext): { limit?: number } {
  if (context.pageSize !== undefined) return context.pageSize > 0 ? { limit: context.pageSize } : {};
  if (!memory.paginatedResult && resourceVersion !== '' && resourceVersion !== '0') return {};
  return { limit: defaultPageSize };
}
