import type { CallOptions } from '../meta/index.js';
import type { RESTConfig } from './config.js';
import type { KubeRequest, KubeResponse } from './transport.js';
import type { WebSocketConnection } from './web-socket.js';

/** What a call that yields its answer piece by piece takes. */
export interface StreamOptions extends CallOptions {
  /**
   * Milliseconds without a byte after which the connection counts as dead. 0 turns it off. A function is called before each read.
   * Default: the config's `idleTimeoutMs`, and off if the request is `streaming`.
   */
  idleTimeoutMs?: number | (() => number) | undefined;
  /**
   * Milliseconds from the head of the answer on after which its body throws a `ConnectionError` with the code `ERR_OVERDUE_ANSWER`, also if
   * bytes keep coming. Default: 0, never.
   */
  endTimeoutMs?: number | undefined;
}

/** An answer as it came, whatever its status. */
export interface RawResponse {
  readonly status: number;
  readonly headers: KubeResponse['headers'];
  readonly body: Uint8Array;
}

/**
 * Sends requests to one server. Adds credentials, waits for `qps`, sends again what the server asks to be sent again
 * (`Retry-After`, up to 10 times), reports warnings, and turns failures into errors: `StatusError` for what the server refused,
 * `ConnectionError` with its cause for what never was answered, the signal's reason where the signal fired.
 */
export interface RESTClient {
  /** A copy of the config that the client was made from. Neither it nor the client prints a credential. */
  readonly config: RESTConfig;
  /**
   * The answer's JSON, parsed. `T` is what the caller knows of the server; nothing is checked against it.
   * Rejects with a `StatusError` for any status but 2xx, and with a `ConnectionError` where the body is not JSON.
   */
  request<T>(request: KubeRequest, options?: CallOptions): Promise<T>;
  /** The answer as text. Rejects as `request` does. */
  text(request: KubeRequest, options?: CallOptions): Promise<string>;
  /**
   * The answer with its body still to be read; `timeoutMs` counts until it is read. The config's `timeoutMs` does not count for a
   * request that is `streaming`. Rejects as `request` does. The body must be read or left, or else the connection stays open until
   * the signal fires.
   */
  stream(request: KubeRequest, options?: StreamOptions): Promise<KubeResponse>;
  /** The answer whatever its status, for what is not the API server's own: proxied services, health checks. */
  raw(request: KubeRequest, options?: CallOptions): Promise<RawResponse>;
  /**
   * Opens a WebSocket with one of the subprotocols. `timeoutMs` counts until it is open; the signal closes it at any time.
   *
   * Rejects as `request` does, for any answer but 101.
   */
  webSocket(request: KubeRequest, protocols: readonly string[], options?: CallOptions): Promise<WebSocketConnection>;
  /**
   * Closes idle connections; those in use close when their answers end. The client can still be used, and opens new ones then.
   */
  close(): void;
}
