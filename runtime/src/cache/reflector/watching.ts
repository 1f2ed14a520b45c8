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
import { isGreaterVersion, isOlderVersion } from './resource-version.js';
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

/**
 * The time after which a cut is not a failure of the watch.
 *
 * Unit: milliseconds
 */
const soundMs = 2000;
/**
 * The number of consecutive watches from a version that may break before they bring anything, over about 25 s. Then the reflector
 * lists again.
 */
const brokenWatchesBeforeList = 5;
/**
 * The number of relists within `wentBackMs` because versions went back. The versions of a server that needs more have no order.
 */
const relistsForVersions = 2;
const wentBackMs = 600_000;
/**
 * A bookmark that comes this long before the end of its watch was not held back.
 *
 * Unit: milliseconds
 */
const unbufferedMs = 1000;
const apply: readonly ReflectorEffect[] = [{ type: 'apply' }];
const dropped: readonly ReflectorEffect[] = [{ type: 'dropped' }];
const nothing: readonly ReflectorEffect[] = [];

/** Returns the next step after an event of a watch. */
export function stepWatching(state: WatchingState, event: ReflectorEvent, context: StepContext): Step {
  switch (event.type) {
    case 'object':
      return stepObject(state, event, context);
    case 'bookmark':
      if (wentBack(state, event.resourceVersion, context)) return relistForVersion(state, event.resourceVersion, context);
      return {
        state: received(state, event.resourceVersion, true, context.now, state.newestVersion, context.now),
        effects: nothing,
      };
    case 'sent':
    case 'answered':
    case 'opened':
      return { state: { ...state, times: progressed(state.times, event, context.now) }, effects: nothing };
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
    // One line a watch: the events of such a server are always out of order.
    const { order } = state;
    const next = { ...state, received: state.received + 1, order: { ...order, dropped: true } };
    return { state: next, effects: order.dropped ? nothing : dropped };
  }
  const newest = isGreaterVersion(resourceVersion, state.newestVersion) ? resourceVersion : state.newestVersion;
  return { state: received(state, resourceVersion, event.change !== 'ADDED', context.now, newest, undefined), effects: apply };
}

/** Returns the state after an event. `showsOrder` means that the initial state has ended. */
function received(
  state: WatchingState,
  resourceVersion: string,
  showsOrder: boolean,
  now: number,
  newestVersion: string,
  bookmarkAt: number | undefined,
): WatchingState {
  let { times, order } = state;
  if (times.openedAt === undefined) times = { ...times, openedAt: now };
  if (showsOrder && !order.ordered) order = { ...order, ordered: true };
  const last = state.version;
  const advances =
    order.ordered &&
    resourceVersion !== '' &&
    (!isOlderVersion(resourceVersion, last) || isOlderVersion(resourceVersion, order.from));
  // Field by field, because this runs for each event and a spread takes several times as long.
  return {
    phase: 'watching',
    memory: state.memory,
    request: state.request,
    times,
    order,
    received: state.received + 1,
    version: advances ? resourceVersion : last,
    newestVersion,
    bookmarkAt,
  };
}

/** Whether an event shows that another server answers, or that the server has other data. */
function wentBack({ order, memory }: WatchingState, resourceVersion: string, { now }: StepContext): boolean {
  if (!order.ordered || !isOlderVersion(resourceVersion, order.from)) return false;
  const { count, at } = memory.wentBack;
  return count < relistsForVersions || now - at > wentBackMs;
}

function relistForVersion(state: WatchingState, resourceVersion: string, context: StepContext): Step {
  const { count, at } = state.memory.wentBack;
  const again = context.now - at <= wentBackMs;
  const memory = {
    ...memoryOf(state),
    isLastSyncResourceVersionUnavailable: true,
    wentBack: { count: again ? count + 1 : 1, at: context.now },
  };
  return wait(memory, 'sync', new VersionWentBackError(resourceVersion, state.order.from), context);
}

function afterEnd(state: WatchingState, context: StepContext): Step {
  if (state.received === 0 && lastedMs(state.times, context.now) < veryShortMs) {
    return wait(memoryAfter(state, context), 'sync', new VeryShortWatchError(), context);
  }
  return watchOn(state, context);
}

function afterError(state: WatchingState, error: unknown, context: StepContext): Step {
  const { openedAt } = state.times;
  if (isCut(error) && openedAt !== undefined && context.now - openedAt > soundMs) return watchOn(state, context);
  const memory = memoryAfter(state, context);
  if (isTooLargeResourceVersionError(error)) {
    return wait({ ...memory, isLastSyncResourceVersionUnavailable: true }, 'sync', error, context);
  }
  // An expired version still serves for a list, which may return anything newer. An object that the server cannot read may be
  // deleted without an event, so the watch cannot continue.
  const brokenWatches = isBreak(error) ? memory.brokenWatches + 1 : 0;
  const again =
    isExpiredError(error) ||
    isLastingRefusal(error) ||
    isStoreReadError(error) ||
    brokenWatches >= brokenWatchesBeforeList ||
    !state.order.ordered;
  return wait({ ...memory, brokenWatches: again ? 0 : brokenWatches }, again ? 'sync' : 'watch', error, context);
}

/** Returns the step after a watch that did not fail. The next one begins at once. */
function watchOn(state: WatchingState, context: StepContext): Step {
  return goOn({ ...memoryAfter(state, context), brokenWatches: 0 }, state.order.ordered ? 'watch' : 'sync', context);
}

function memoryAfter(state: WatchingState, { now }: StepContext): ReflectorMemory {
  const memory = memoryOf(state);
  // A server that shuts down ends its watches early.
  const early = state.times.sentAt === undefined || now - state.times.sentAt < (state.request.timeoutSeconds - 1) * 1000;
  const live = state.bookmarkAt !== undefined && now - state.bookmarkAt >= unbufferedMs;
  return {
    ...memory,
    lostConnection: memory.lostConnection || early,
    buffered: memory.buffered && !live,
    // A watch without a version cannot continue, because deletions in between would be missed. A list of any version could be
    // older than the last events.
    isLastSyncResourceVersionUnavailable: memory.isLastSyncResourceVersionUnavailable || !state.order.ordered,
  };
}
