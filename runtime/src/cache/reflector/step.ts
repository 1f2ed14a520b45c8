import { isExpiredError, isRefusalOfParameters, isTooLargeResourceVersionError, ServerChangedError } from './errors.js';
import {
  memoryOf,
  type IdentifyingState,
  type ListingState,
  type ListRequest,
  type ReflectorEvent,
  type ReflectorState,
  type Step,
  type StepContext,
} from './state.js';
import { stepStreaming, streamingDeadline } from './streaming.js';
import { forget, goOn, list, overdueAt, sync, synced, unexpected, wait, watch } from './transitions.js';
import { stepWatching } from './watching.js';

/**
 * Returns what a reflector does next, given its work and the outcome of that. It lists or streams the state, then watches from there, and
 * has no end.
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
      return goOn(memoryOf(state), state.then, context);
    case 'identifying':
      return stepIdentifying(state, event, context);
  }
}

/** Returns when the driver reports a `timeout`, in the time of `StepContext.now`; undefined if there is no such time. */
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
  const memory = memoryOf(state);
  if (event.type === 'page') {
    const items = state.items + event.items;
    if (event.continue) {
      // The token carries the version.
      const request: ListRequest = {
        continue: event.continue,
        ...('limit' in state.request ? { limit: state.request.limit } : {}),
      };
      return { state: { ...state, request, pages: state.pages + 1, items }, effects: [] };
    }
    const paginatedResult = memory.paginatedResult || (state.resourceVersion === '0' && state.pages > 0);
    // A server that ignores the parameter brings all objects before it falls silent. Where objects are missing, or none came, something
    // holds them back.
    const { streamed } = state;
    const buffered = memory.buffered || (streamed !== undefined && (streamed === 0 || streamed < items));
    const done = synced({ ...memory, paginatedResult, buffered }, event.resourceVersion);
    return { state: watch(done.memory, context), effects: done.effects };
  }
  if (event.type !== 'failed') return unexpected(state, event);
  const { error } = event;
  if (isExpiredError(error) && state.request.continue !== undefined) {
    // The list changed for longer than the server remembers while its pages were read: all at once then.
    const request = { resourceVersion: state.resourceVersion };
    return { state: { ...state, request, pages: 0, items: 0 }, effects: [forget] };
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

/** An identity that may not be known changes nothing. */
function stepIdentifying(state: IdentifyingState, event: ReflectorEvent, context: StepContext): Step {
  const { then, serverIdentity } = state;
  if (event.type === 'failed') return wait(memoryOf(state), then, event.error, context);
  if (event.type !== 'identified') return unexpected(state, event);
  const { identity = serverIdentity } = event;
  const memory = { ...memoryOf(state), serverIdentity: identity, lostConnection: false };
  if (serverIdentity === undefined || identity === serverIdentity) return goOn(memory, then, context);
  const next = sync({ ...memory, isLastSyncResourceVersionUnavailable: true }, context);
  return { state: next.state, effects: [{ type: 'report', error: new ServerChangedError() }, ...next.effects] };
}
