import { isExpiredError, isRefusalOfParameters, isTooLargeResourceVersionError, ServerChangedError } from './errors.js';
import { isGreaterVersion } from './resource-version.js';
import type {
  ChunkEvent,
  IdentifyingState,
  ListingState,
  ListRequest,
  ReflectorEffect,
  ReflectorEvent,
  ReflectorState,
  Step,
  StepContext,
} from './state.js';
import { stepStreaming, streamingDeadline } from './streaming.js';
import { forget, goOn, list, overdueAt, sync, synced, unexpected, wait, watch } from './transitions.js';
import { stepWatching } from './watching.js';

const collect: readonly ReflectorEffect[] = [{ type: 'collect' }];

/**
 * Returns the next step of a reflector: the next state and the effects of an event. A reflector lists or streams the complete state,
 * watches from there, and never ends.
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
      return goOn(state.memory, state.then, context);
    case 'identifying':
      return stepIdentifying(state, event, context);
  }
}

/** Returns the time at which the driver reports a `timeout`, in the time of `StepContext.now`; undefined if there is no such time. */
export function deadlineOf(state: ReflectorState): number | undefined {
  switch (state.phase) {
    case 'streaming':
      return streamingDeadline(state);
    case 'watching':
      return overdueAt(state);
    case 'listing':
    case 'waiting':
    case 'identifying':
      return undefined;
  }
}

function stepListing(state: ListingState, event: ReflectorEvent, context: StepContext): Step {
  switch (event.type) {
    case 'chunk':
      return { state: withChunk(state, event), effects: collect };
    case 'ended':
      return afterPage(state, context);
    case 'failed':
      return afterFailedList(state, event.error, context);
    default:
      return unexpected(state, event);
  }
}

function withChunk(state: ListingState, { items, newestVersion, metadata }: ChunkEvent): ListingState {
  return {
    ...state,
    items: state.items + items,
    newestVersion: isGreaterVersion(newestVersion, state.newestVersion) ? newestVersion : state.newestVersion,
    metadata: metadata ?? state.metadata,
  };
}

function afterPage(state: ListingState, context: StepContext): Step {
  const { memory, metadata, streamed } = state;
  if (metadata?.continue) {
    // The token contains the version.
    const request: ListRequest = {
      continue: metadata.continue,
      ...('limit' in state.request ? { limit: state.request.limit } : {}),
    };
    return { state: { ...state, request, pages: state.pages + 1, metadata: undefined }, effects: [] };
  }
  const paginatedResult = memory.paginatedResult || (state.resourceVersion === '0' && state.pages > 0);
  // A server that ignores `sendInitialEvents` sends all objects before it falls silent. If objects are missing, something held them back.
  const buffered = memory.buffered || (streamed !== undefined && (streamed === 0 || streamed < state.items));
  const done = synced({ ...memory, paginatedResult, buffered }, metadata?.resourceVersion ?? '', state.newestVersion);
  return { state: watch(done.memory, context), effects: done.effects };
}

function afterFailedList(state: ListingState, error: unknown, context: StepContext): Step {
  const { memory } = state;
  if (isExpiredError(error) && state.request.continue !== undefined) {
    // The server no longer has the version of the earlier pages. The complete list is requested at once.
    const request = { resourceVersion: state.resourceVersion };
    const next = { ...state, request, pages: 0, items: 0, newestVersion: '', metadata: undefined };
    return { state: next, effects: [forget] };
  }
  const versionRefused =
    isExpiredError(error) ||
    isTooLargeResourceVersionError(error) ||
    (isRefusalOfParameters(error) && state.resourceVersion !== '0');
  if (versionRefused && state.resourceVersion !== '' && !state.secondTry) {
    const unavailable = { ...memory, isLastSyncResourceVersionUnavailable: true };
    return list(unavailable, context, { secondTry: true, streamed: state.streamed });
  }
  return wait(memory, 'sync', error, context);
}

/** Returns the step after the server was identified. An identity that the caller may not read changes nothing. */
function stepIdentifying(state: IdentifyingState, event: ReflectorEvent, context: StepContext): Step {
  const { then, memory } = state;
  if (event.type === 'failed') return wait(memory, then, event.error, context);
  if (event.type !== 'identified') return unexpected(state, event);
  const { identity = memory.serverIdentity } = event;
  const next = { ...memory, serverIdentity: identity, lostConnection: false };
  if (memory.serverIdentity === undefined || identity === memory.serverIdentity) return goOn(next, then, context);
  const relist = sync({ ...next, isLastSyncResourceVersionUnavailable: true }, context);
  return { state: relist.state, effects: [{ type: 'report', error: new ServerChangedError() }, ...relist.effects] };
}
