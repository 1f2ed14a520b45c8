import { isStoreReadError } from '../../errors/index.js';
import {
  isBreak,
  isCut,
  isExpiredError,
  isLastingRefusal,
  isTooLargeResourceVersionError,
  VersionWentBackError,
  VeryShortWatchError,
} from './errors.js';
import { isOlderVersion } from './resource-version.js';
import {
  memoryOf,
  type ObjectEvent,
  type ReflectorEffect,
  type ReflectorEvent,
  type ReflectorMemory,
  type Step,
  type StepContext,
  type WatchingState,
} from './state.js';
import { goOn, lastedMs, progressed, unexpected, veryShortMs, wait } from './transitions.js';

/** A watch that was open for longer than this did not fail when it was cut. Unit: milliseconds. */
const soundMs = 2000;
/** After so many watches from a version that broke before they had brought anything, over some 25 s or more, the version is given up. */
const brokenWatchesBeforeList = 5;
/** A server whose versions go back more often than this within `wentBackMs` has no order of versions. */
const relistsForVersions = 2;
const wentBackMs = 600_000;
/** A bookmark that comes so long before the end of its watch was not held back. Unit: milliseconds. */
const unbufferedMs = 1000;
const apply: readonly ReflectorEffect[] = [{ type: 'apply' }];
const dropped: readonly ReflectorEffect[] = [{ type: 'dropped' }];
const nothing: readonly ReflectorEffect[] = [];

/** Returns the state after an event of a watch. */
export function stepWatching(state: WatchingState, event: ReflectorEvent, context: StepContext): Step {
  switch (event.type) {
    case 'object':
      return stepObject(state, event, context);
    case 'bookmark':
      if (wentBack(state, event.resourceVersion, context)) return relistForVersion(state, event.resourceVersion, context);
      return { state: seen(state, event.resourceVersion, true, context.now, context.now), effects: nothing };
    case 'sent':
    case 'answered':
    case 'opened':
      return { state: progressed(state, event, context.now), effects: nothing };
    case 'timeout':
    case 'ended':
      return afterEnd(state, context);
    case 'failed':
      return afterError(state, event.error, context);
    default:
      return unexpected(state, event);
  }
}

function stepObject(state: WatchingState, event: ObjectEvent, context: StepContext): Step {
  const { resourceVersion, heldVersion } = event;
  if (wentBack(state, resourceVersion, context)) return relistForVersion(state, resourceVersion, context);
  if (isOlderVersion(resourceVersion, heldVersion)) {
    // One line a watch: a server that is out of order is so all the time.
    return { state: { ...state, received: state.received + 1, dropped: true }, effects: state.dropped ? nothing : dropped };
  }
  return { state: seen(state, resourceVersion, event.change !== 'ADDED', context.now), effects: apply };
}

/** The state after an event, up to the version of which the server has been seen. */
function seen(
  state: WatchingState,
  resourceVersion: string,
  besidesAdded: boolean,
  now: number,
  bookmarkAt?: number,
): WatchingState {
  const ordered = state.ordered || besidesAdded;
  const last = state.lastSyncResourceVersion;
  const advances =
    ordered && resourceVersion !== '' && (!isOlderVersion(resourceVersion, last) || isOlderVersion(resourceVersion, state.from));
  // Field by field: this runs for each event, and a spread takes ten times as long.
  return {
    phase: state.phase,
    request: state.request,
    startedAt: state.startedAt,
    sentAt: state.sentAt,
    from: state.from,
    dropped: state.dropped,
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
    lastSyncResourceVersion: advances ? resourceVersion : last,
    brokenWatches: 0,
    openedAt: state.openedAt ?? now,
    received: state.received + 1,
    ordered,
    bookmarkAt,
  };
}

/** Whether an event shows that this is not the server of before, or not its data. */
function wentBack(state: WatchingState, resourceVersion: string, { now }: StepContext): boolean {
  if (!state.ordered || !isOlderVersion(resourceVersion, state.from)) return false;
  const { count, at } = state.wentBack;
  return count < relistsForVersions || now - at > wentBackMs;
}

function relistForVersion(state: WatchingState, resourceVersion: string, context: StepContext): Step {
  const { count, at } = state.wentBack;
  const again = context.now - at <= wentBackMs;
  const memory = {
    ...memoryOf(state),
    isLastSyncResourceVersionUnavailable: true,
    wentBack: { count: again ? count + 1 : 1, at: context.now },
  };
  return wait(memory, 'sync', new VersionWentBackError(resourceVersion, state.from), context);
}

function afterEnd(state: WatchingState, context: StepContext): Step {
  if (state.received === 0 && lastedMs(state, context.now) < veryShortMs) {
    return wait(memoryAfter(state, context), 'sync', new VeryShortWatchError(), context);
  }
  return watchOn(state, context);
}

function afterError(state: WatchingState, error: unknown, context: StepContext): Step {
  if (isCut(error) && state.openedAt !== undefined && context.now - state.openedAt > soundMs) return watchOn(state, context);
  const memory = memoryAfter(state, context);
  if (isTooLargeResourceVersionError(error)) {
    return wait({ ...memory, isLastSyncResourceVersionUnavailable: true }, 'sync', error, context);
  }
  // An expired version is still good for a list, which may bring anything newer. The deletion of an object that the server
  // cannot read has no event that a watch could go on after.
  const brokenWatches = isBreak(error) ? memory.brokenWatches + 1 : 0;
  const again =
    isExpiredError(error) ||
    isLastingRefusal(error) ||
    isStoreReadError(error) ||
    brokenWatches >= brokenWatchesBeforeList ||
    !state.ordered;
  return wait({ ...memory, brokenWatches: again ? 0 : brokenWatches }, again ? 'sync' : 'watch', error, context);
}

/** Goes on at once after a watch that did not fail. */
function watchOn(state: WatchingState, context: StepContext): Step {
  return goOn({ ...memoryAfter(state, context), brokenWatches: 0 }, state.ordered ? 'watch' : 'sync', context);
}

function memoryAfter(state: WatchingState, { now }: StepContext): ReflectorMemory {
  const memory = memoryOf(state);
  // A server that is shut down ends its watches early.
  const early = state.sentAt === undefined || now - state.sentAt < (state.request.timeoutSeconds - 1) * 1000;
  const live = state.bookmarkAt !== undefined && now - state.bookmarkAt >= unbufferedMs;
  return {
    ...memory,
    lostConnection: memory.lostConnection || early,
    buffered: memory.buffered && !live,
    // Without a version there is nothing to go on from: what was deleted meanwhile would stay, and a list of any version could be
    // older than what was seen.
    isLastSyncResourceVersionUnavailable: memory.isLastSyncResourceVersionUnavailable || !state.ordered,
  };
}
