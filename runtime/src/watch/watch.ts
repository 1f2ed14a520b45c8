import type { WatchEvent } from '../meta/index.js';
import type { KubeRequest, RESTClient } from '../rest/index.js';
import { decodeWatchEvents } from './decode.js';

/** Bookmarks come about once a minute. */
const defaultIdleTimeoutMs = 75_000;

export interface WatchCallOptions {
  /** Ends the watch at once: the loop throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds after which the watch fails, however much it has brought. Default: none. */
  timeoutMs?: number | undefined;
  /** Milliseconds without a byte after which the connection counts as dead. Default: 75,000; 0 turns it off. */
  idleTimeoutMs?: number | undefined;
  /** Called right before the request is written, as `onSend` of every call. An error that it throws ends the watch. */
  onSend?: (() => void) | undefined;
  /** Leaves `metadata.managedFields` out of the objects, before they are parsed where that can be. Default: false. */
  stripManagedFields?: boolean | undefined;
}

/**
 * The events of one watch, in the batches in which they arrived, none of them empty. It is opened when the loop begins, and
 * closed at once when the loop is left.
 *
 * Throws a `StatusError` where the server refuses the watch, a `ConnectionError` where the connection fails, falls silent, or
 * sends what is not an event. An `ERROR` event is not thrown: it is the last event. Ends when the server ends the watch.
 */
export async function* watchBatches<T>(
  client: Pick<RESTClient, 'stream'>,
  request: KubeRequest,
  options: WatchCallOptions = {},
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  const { signal, timeoutMs, idleTimeoutMs = defaultIdleTimeoutMs, onSend, stripManagedFields } = options;
  const response = await client.stream({ ...request, streaming: true }, { signal, timeoutMs, idleTimeoutMs, onSend });
  yield* decodeWatchEvents<T>(response.body, { stripManagedFields });
}

/** As `watchBatches`, one event at a time. */
export async function* watch<T>(
  client: Pick<RESTClient, 'stream'>,
  request: KubeRequest,
  options: WatchCallOptions = {},
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  for await (const batch of watchBatches<T>(client, request, options)) yield* batch;
}
