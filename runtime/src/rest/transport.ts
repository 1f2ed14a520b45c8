import type { WebSocketConnection } from './web-socket.js';

/**
 * A request as a plain value: everything that goes over the wire, built without I/O.
 */
export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** Encoded, beginning with `/`, without the host and without the query. */
  readonly path: string;
  /** In the order in which they are sent, not yet encoded. A name may stand more than once. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers that may stand more than once, each as a line of its own: impersonated groups. Names in lower case. */
  readonly repeatedHeaders?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
  /**
   * True where the answer is open-ended (a watch, a followed log): it takes no connection from the pool for short requests,
   * and no total timeout counts for it but the one of its own call.
   */
  readonly streaming?: boolean;
  /**
   * Asks for a WebSocket in place of an answer, with these subprotocols in order of preference. The request is a `GET` without a body.
   * Middleware must keep it, as `onSend`.
   */
  readonly webSocketProtocols?: readonly string[];
  /**
   * Called right before the bytes of an attempt are written, once a connection is ready. An error that it throws rejects the
   * attempt, and nothing is written. Middleware that makes a request out of another must keep it, as a spread does.
   */
  readonly onSend?: () => void;
  /** Called when the head of an answer has arrived. Middleware must keep it, as `onSend`. Must not throw. */
  readonly onResponse?: () => void;
}

/** An answer whose head has arrived. */
export interface KubeResponse {
  readonly status: number;
  /** Names in lower case; values that were sent more than once are an array. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The bytes, already decompressed, in the chunks in which they came. To be read once; leaving the loop gives the connection up.
   * A connection that ends early throws.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** The open connection, if the request asked for a WebSocket and the server agreed (101). The body is empty then. */
  readonly webSocket?: WebSocketConnection;
}

/** Sends requests: over HTTP, or into a server in the same process. */
export interface Transport {
  /**
   * Resolves when the head of the answer is there, whatever its status. Rejects when the request could not be sent or answered,
   * and with the signal's reason when it fires; a signal that fires later ends the body with that reason.
   *
   * A transport that takes the place of HTTP counts as sending at once: the client calls `onSend` before `send`. A transport that
   * first waits for something of its own may call `onSend` again, which starts the time limit for the head of the answer again.
   */
  send(request: KubeRequest, signal?: AbortSignal): Promise<KubeResponse>;
}

/** Wraps a transport in another. */
export type Middleware = (next: Transport) => Transport;
