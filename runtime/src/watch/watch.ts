import { ConnectionError } from '../errors/index.js';
import type { ResourceInfo, WatchEvent } from '../meta/index.js';
import { overdueAnswer } from '../rest/call-scope.js';
import type { KubeRequest, KubeResponse, RESTClient } from '../rest/index.js';
import type { LogFields } from '../util/index.js';
import { decodeWatchEvents, isInitialEventsEnd, type AcceptedEvent } from './decode.js';
import { newKindCheck } from './event-kinds.js';

/**
 * The default of `idleTimeoutMs` after a bookmark. Bookmarks come about once a minute.
 *
 * Unit: milliseconds
 */
const defaultIdleTimeoutMs = 75_000;
/**
 * The additional time of a server that does not end a watch at the requested time.
 *
 * Unit: milliseconds
 */
const overdueMarginMs = 30_000;

/** The options of one watch. */
export interface WatchCallOptions {
  /** Ends the watch at once. The loop throws the reason of the signal. */
  signal?: AbortSignal | undefined;
  /**
   * The time after which the watch fails, even if events keep coming.
   *
   * Default: no limit
   * Unit: milliseconds
   */
  timeoutMs?: number | undefined;
  /**
   * The time without a byte, after the response has begun, after which the connection counts as dead. 0 disables it.
   *
   * Default: 75_000 after the first bookmark that does not end the initial events. Servers that send such bookmarks send them
   * about once a minute; other servers may be silent for long.
   * Unit: milliseconds
   */
  idleTimeoutMs?: number | undefined;
  /** Called immediately before the request is written, as `onSend` of every call. An error that it throws ends the watch. */
  onSend?: (() => void) | undefined;
  /** Called when the head of a response has come. The request may be sent again after that response. Must not throw. */
  onAnswer?: (() => void) | undefined;
  /** Called when the watch has begun, before its first event. Must not throw. */
  onOpen?: ((response: KubeResponse) => void) | undefined;
  /**
   * Whether to leave `metadata.managedFields` out of the objects, before they are parsed if possible.
   *
   * Default: false
   */
  stripManagedFields?: boolean | undefined;
  /**
   * The watched resource. An event of another kind is skipped with a warning; among initial events it fails the watch.
   *
   * Default: kinds are not checked
   */
  resource?: ResourceInfo | undefined;
  /**
   * Receives warnings. Must not throw.
   *
   * Default: warnings are dropped
   */
  warn?: ((message: string, fields: LogFields) => void) | undefined;
}

/** The part of a client that watches. `maxObjectBytes` of its config limits each event. */
type WatchClient = Pick<RESTClient, 'stream'> & Partial<Pick<RESTClient, 'config'>>;

/**
 * Yields the events of one watch, in the batches in which they arrived. No batch is empty. The watch is opened when the loop
 * begins, and closed at once when the loop is left.
 *
 * Ends when the server ends the watch. Ends 30 s after the `timeoutSeconds` of the request if the server does not end it. An
 * `ERROR` event is not thrown: it is the last event.
 *
 * Throws a `StatusError` if the server refuses the watch.
 * Throws a `ConnectionError` if the connection fails, is silent for too long, or brings something that is not an event.
 */
export async function* watchBatches<T>(
  client: WatchClient,
  request: KubeRequest,
  options: WatchCallOptions = {},
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  const { signal, timeoutMs, onSend, onAnswer, onOpen, stripManagedFields } = options;
  const check = kindCheck(request, options);
  let bookmarked = false;
  const accept = (event: AcceptedEvent): boolean => {
    if (!bookmarked && event.type === 'BOOKMARK' && !isInitialEventsEnd(event)) bookmarked = true;
    return check === undefined || check(event);
  };
  const { idleTimeoutMs = () => (bookmarked ? defaultIdleTimeoutMs : 0) } = options;
  const limits = { timeoutMs, idleTimeoutMs, endTimeoutMs: endTimeoutMs(request) };
  const sent = onAnswer === undefined ? request : { ...request, onResponse: onAnswer };
  const response = await client.stream({ ...sent, streaming: true }, { signal, ...limits, onSend });
  onOpen?.(response);
  try {
    yield* decodeWatchEvents<T>(response.body, { stripManagedFields, accept, maxObjectBytes: client.config?.maxObjectBytes });
  } catch (error) {
    if (error instanceof ConnectionError && error.code === overdueAnswer) return;
    throw error;
  }
}

/** Yields the events of `watchBatches`, one at a time. */
export async function* watch<T>(
  client: WatchClient,
  request: KubeRequest,
  options: WatchCallOptions = {},
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  for await (const batch of watchBatches<T>(client, request, options)) yield* batch;
}

function kindCheck(request: KubeRequest, { resource, warn = () => {} }: WatchCallOptions) {
  if (resource === undefined) return undefined;
  return newKindCheck(resource, { initialEvents: queryOf(request, 'sendInitialEvents') === 'true', warn });
}

/**
 * Returns the time within which a response must end; 0 if the server decides.
 *
 * Unit: milliseconds
 */
function endTimeoutMs(request: KubeRequest): number {
  const seconds = Number(queryOf(request, 'timeoutSeconds') ?? 0);
  return seconds > 0 ? seconds * 1000 + overdueMarginMs : 0;
}

function queryOf({ query }: KubeRequest, name: string): string | undefined {
  return query.find(([key]) => key === name)?.[1];
}
