import { isStoreReadError, suggestsClientDelay } from '../errors/index.js';
import {
  isBreak,
  isExpiredError,
  isLastingRefusal,
  isRefusalOfParameters,
  isTooLargeResourceVersionError,
  UnfinishedStreamError,
  VeryShortWatchError,
} from './reflector-errors.js';
import {
  memoryOf,
  nextBackoff,
  type ListRequest,
  type ReflectorEffect,
  type ReflectorEvent,
  type ReflectorMemory,
  type ReflectorState,
  type Step,
  type StepContext,
} from './reflector-state.js';

/**
 * A reflector as a step function: what it does next, given what it was doing and what came of it. It lists or streams the state,
 * then watches from there, and has no end.
 *
 * Source: https://github.com/kubernetes/client-go/blob/master/tools/cache/reflector.go, and
 * https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/3157-watch-list
 */
export function step(state: ReflectorState, event: ReflectorEvent, context: StepContext): Step {
  switch (state.phase) {
    case 'listing':
      return stepListing(state, event, context);
    case 'streaming':
      return stepStreaming(state, event, context);
    case 'watching':
      return stepWatching(state, event, context);
    case 'waiting':
      if (event.type !== 'woken') return unexpected(state, event);
      return state.then === 'sync' ? sync(memoryOf(state), context) : { state: watch(memoryOf(state), context), effects: [] };
  }
}

/** Gets the whole state anew: streamed where the server may know how, else listed. */
export function sync(memory: ReflectorMemory, context: StepContext): Step {
  if (!memory.useWatchList) return list(memory, context);
  if (memory.cutStreams >= cutStreamsBeforeList) return list({ ...memory, cutStreams: 0 }, context);
  const request = {
    resourceVersion: memory.isLastSyncResourceVersionUnavailable ? '' : memory.lastSyncResourceVersion,
    resourceVersionMatch: 'NotOlderThan' as const,
    sendInitialEvents: true,
    allowWatchBookmarks: true,
    timeoutSeconds: watchTimeoutSeconds(context),
  };
  return { state: { ...memory, phase: 'streaming', request, startedAt: context.now, received: 0 }, effects: [forget] };
}

const forget: ReflectorEffect = { type: 'forget' };
const defaultPageSize = 500;
const veryShortMs = 1000;
/**
 * So many streams may be cut before the initial state is listed, in pages if need be, which a short-lived connection can carry.
 */
const cutStreamsBeforeList = 2;
/** So many watches from a version may break before they have brought anything, over some 25 s or more, before the version is given up. */
const brokenWatchesBeforeList = 5;

/** Spreads over 5 to 10 minutes when watches end, so that they do not all come back at once. */
function watchTimeoutSeconds(context: StepContext): number {
  return Math.floor(300 * (1 + context.random()));
}

function list(memory: ReflectorMemory, context: StepContext, secondTry = false): Step {
  const resourceVersion = relistResourceVersion(memory);
  const request: ListRequest = { resourceVersion, ...pageLimit(memory, resourceVersion, context) };
  return { state: { ...memory, phase: 'listing', request, resourceVersion, pages: 0, secondTry }, effects: [forget] };
}

/**
 * `0` first: whatever the server's watch cache has, which is cheapest for it. Then at least what was seen before, so that time
 * never goes back. The newest where the server no longer, or not yet, has that.
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

function watch(memory: ReflectorMemory, context: StepContext): ReflectorState {
  const { lastSyncResourceVersion } = memory;
  return {
    ...memory,
    phase: 'watching',
    request: {
      resourceVersion: lastSyncResourceVersion,
      allowWatchBookmarks: true,
      timeoutSeconds: watchTimeoutSeconds(context),
    },
    startedAt: context.now,
    received: 0,
    ordered: lastSyncResourceVersion !== '' && lastSyncResourceVersion !== '0',
  };
}

function wait(memory: ReflectorMemory, then: 'sync' | 'watch', error: unknown, context: StepContext): Step {
  const { delayMs, backoff } = nextBackoff(memory.backoff, context, (suggestsClientDelay(error) ?? 0) * 1000);
  return { state: { ...memory, backoff, phase: 'waiting', delayMs, then }, effects: [{ type: 'report', error }] };
}

/**
 * What was collected could not be stored: all of it is asked for again, later. `before` is the state in which it was collected.
 */
export function storeFailed(before: ReflectorState, error: unknown, context: StepContext): Step {
  return wait(memoryOf(before), 'sync', error, context);
}

/** The whole state was collected, and the version it has is known. */
function synced(
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

function stepListing(state: Extract<ReflectorState, { phase: 'listing' }>, event: ReflectorEvent, context: StepContext): Step {
  const memory = memoryOf(state);
  if (event.type === 'page') {
    if (event.continue) {
      // The token carries the version.
      const request: ListRequest = {
        continue: event.continue,
        ...('limit' in state.request ? { limit: state.request.limit } : {}),
      };
      return { state: { ...state, request, pages: state.pages + 1 }, effects: [] };
    }
    const paginatedResult = memory.paginatedResult || (state.resourceVersion === '0' && state.pages > 0);
    const done = synced({ ...memory, paginatedResult }, event.resourceVersion);
    return { state: watch(done.memory, context), effects: done.effects };
  }
  if (event.type !== 'failed') return unexpected(state, event);
  const { error } = event;
  if (isExpiredError(error) && state.request.continue !== undefined) {
    // The list changed for longer than the server remembers while its pages were read: all at once then.
    return { state: { ...state, request: { resourceVersion: state.resourceVersion }, pages: 0 }, effects: [forget] };
  }
  const versionRefused =
    isExpiredError(error) ||
    isTooLargeResourceVersionError(error) ||
    (isRefusalOfParameters(error) && state.resourceVersion !== '0');
  if (versionRefused && state.resourceVersion !== '' && !state.secondTry) {
    return list({ ...memory, isLastSyncResourceVersionUnavailable: true }, context, true);
  }
  return wait(memory, 'sync', error, context);
}

function stepStreaming(
  state: Extract<ReflectorState, { phase: 'streaming' }>,
  event: ReflectorEvent,
  context: StepContext,
): Step {
  const memory = memoryOf(state);
  switch (event.type) {
    case 'received': {
      if (!event.initialEventsEnd) return { state: { ...state, received: state.received + event.count }, effects: [] };
      const done = synced(memory, event.resourceVersion);
      const { request, startedAt } = state;
      const received = state.received + event.count;
      return { state: { ...done.memory, phase: 'watching', request, startedAt, received, ordered: true }, effects: done.effects };
    }
    case 'silent':
      // Not asked again: on this server every relist would be held up by the silence.
      return list({ ...memory, useWatchList: false }, context);
    case 'ended':
      if (state.received === 0 && context.now - state.startedAt < veryShortMs) return list(memory, context);
      return wait({ ...memory, cutStreams: memory.cutStreams + 1 }, 'sync', new UnfinishedStreamError(), context);
    case 'failed': {
      const { error } = event;
      if (isExpiredError(error) || isTooLargeResourceVersionError(error)) {
        const unavailable = { ...memory, isLastSyncResourceVersionUnavailable: true };
        return state.request.resourceVersion === '' ? list(unavailable, context) : sync(unavailable, context);
      }
      if (isLastingRefusal(error)) return list({ ...memory, useWatchList: !isRefusalOfParameters(error) }, context);
      const cut = state.received > 0 || isBreak(error);
      return wait({ ...memory, cutStreams: memory.cutStreams + (cut ? 1 : 0) }, 'sync', error, context);
    }
    default:
      return unexpected(state, event);
  }
}

function stepWatching(state: Extract<ReflectorState, { phase: 'watching' }>, event: ReflectorEvent, context: StepContext): Step {
  if (event.type === 'received') {
    const ordered = state.ordered || event.besidesAdded;
    const lastSyncResourceVersion = ordered && event.resourceVersion ? event.resourceVersion : state.lastSyncResourceVersion;
    const received = state.received + event.count;
    return { state: { ...state, received, brokenWatches: 0, ordered, lastSyncResourceVersion }, effects: [] };
  }
  // Without a version there is nothing to go on from: what was deleted meanwhile would stay, and a list of any version could be
  // older than what was seen.
  const memory = state.ordered ? memoryOf(state) : { ...memoryOf(state), isLastSyncResourceVersionUnavailable: true };
  switch (event.type) {
    case 'ended': {
      const veryShort = state.received === 0 && context.now - state.startedAt < veryShortMs;
      if (veryShort) return wait(memory, 'sync', new VeryShortWatchError(), context);
      const sound = { ...memory, brokenWatches: 0 };
      return state.ordered ? { state: watch(sound, context), effects: [] } : sync(sound, context);
    }
    case 'failed': {
      const { error } = event;
      if (isTooLargeResourceVersionError(error)) {
        return wait({ ...memory, isLastSyncResourceVersionUnavailable: true }, 'sync', error, context);
      }
      // An expired version is still good for a list, which may bring anything newer. The deletion of an object that the server
      // cannot read has no event that a watch could go on after.
      const brokenWatches = isBreak(error) ? memory.brokenWatches + 1 : 0;
      const anew =
        isExpiredError(error) ||
        isLastingRefusal(error) ||
        isStoreReadError(error) ||
        brokenWatches >= brokenWatchesBeforeList ||
        !state.ordered;
      return wait({ ...memory, brokenWatches: anew ? 0 : brokenWatches }, anew ? 'sync' : 'watch', error, context);
    }
    default:
      return unexpected(state, event);
  }
}

function unexpected(state: ReflectorState, event: ReflectorEvent): never {
  throw new Error(`a reflector that is ${state.phase} cannot take the event ${event.type}`);
}
