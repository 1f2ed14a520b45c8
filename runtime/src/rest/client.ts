import type { CallOptions } from '../meta/index.js';
import type { RESTConfig } from './config.js';
import type { KubeRequest, KubeResponse, WebSocketConnection } from './transport.js';

/** Options of a call whose response is read in parts. */
export interface StreamOptions extends CallOptions {
  /**
   * The longest time without a byte before the connection counts as dead. 0 means no limit. A function is called before each
   * read.
   *
   * Default: the config's `idleTimeoutMs`, or no limit if the request is `streaming`
   * Unit: milliseconds
   */
  idleTimeoutMs?: number | (() => number) | undefined;
  /**
   * The longest time from the head of the response to its end, even if bytes arrive. After it, the body throws a
   * `ConnectionError` with the code `ERR_OVERDUE_ANSWER`. 0 means no limit.
   *
   * Default: 0
   * Unit: milliseconds
   */
  endTimeoutMs?: number | undefined;
}

/** A complete response with any status. */
export interface RawResponse {
  /** The HTTP status code. */
  readonly status: number;
  /** The headers, with names in lower case. */
  readonly headers: KubeResponse['headers'];
  /** The decompressed body. */
  readonly body: Uint8Array;
}

/**
 * A client that sends requests to one server.
 *
 * - Adds credentials to each request, and waits for `qps`.
 * - Repeats a request up to 10 times if the server asks for it with `Retry-After`.
 * - Passes warnings of the server to the warning handler.
 * - Throws a `StatusError` if the server refused the request, and a `ConnectionError` with its cause if there was no response. If
 *   the
 * signal fires, throws the signal's reason.
 */
export interface RESTClient {
  /** A copy of the client's config. `console.log` and `JSON.stringify` do not print its credentials. */
  readonly config: RESTConfig;
  /**
   * Sends a request and returns the parsed JSON of the response. The response is not checked against `T`.
   *
   * Rejects with a `StatusError` for any status but 2xx.
   * Rejects with a `ConnectionError` if the body is not JSON.
   */
  request<T>(request: KubeRequest, options?: CallOptions): Promise<T>;
  /** Sends a request and returns the response as text. Rejects as `request` does. */
  text(request: KubeRequest, options?: CallOptions): Promise<string>;
  /**
   * Sends a request and returns the response with an unread body. `timeoutMs` includes reading the body. The config's `timeoutMs`
   * does not apply to `streaming` requests.
   *
   * Iterate over the body, or leave the iteration. Otherwise, the connection remains open until the signal fires.
   *
   * Rejects as `request` does.
   */
  stream(request: KubeRequest, options?: StreamOptions): Promise<KubeResponse>;
  /**
   * Sends a request and returns the response with any status. For responses of other servers, such as proxied services, and for
   * health checks.
   */
  raw(request: KubeRequest, options?: CallOptions): Promise<RawResponse>;
  /**
   * Opens a WebSocket with one of the subprotocols. `timeoutMs` applies until it is open. The signal closes it at any time.
   *
   * Rejects as `request` does, for any status but 101.
   */
  webSocket(request: KubeRequest, protocols: readonly string[], options?: CallOptions): Promise<WebSocketConnection>;
  /**
   * Closes idle connections. Connections in use close after their responses. The client remains usable, and opens new
   * connections.
   */
  close(): void;
}
