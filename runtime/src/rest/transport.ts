/** A request as a plain value. */
export interface KubeRequest {
  /** The HTTP method. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** The encoded path. Begins with `/`, and has neither host nor query. */
  readonly path: string;
  /** The query parameters before encoding, in their order. A name may occur several times. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** The headers. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The headers that may occur several times, such as impersonated groups. Names are in lower case. */
  readonly repeatedHeaders?: readonly (readonly [name: string, value: string])[];
  /** The body. Absent for requests without a body. */
  readonly body?: string | Uint8Array;
  /**
   * Whether the response is a stream without an end, such as a watch or a followed log. Streams do not use the connections for
   * short requests. Only the timeout of the call applies to them.
   */
  readonly streaming?: boolean;
  /**
   * Requests a WebSocket with these subprotocols, in order of preference. The request is a `GET` without a body.
   *
   * Middleware must keep this field.
   */
  readonly webSocketProtocols?: readonly string[];
  /**
   * Called before the bytes of an attempt are written, when a connection is ready. If it throws, the attempt rejects with the
   * error, and nothing is written.
   *
   * Middleware must keep this field. A copy such as `{ ...request }` does.
   */
  readonly onSend?: () => void;
  /**
   * Called when the head of a response has arrived. Must not throw.
   *
   * Middleware must keep this field.
   */
  readonly onResponse?: () => void;
}

/** A response whose head has arrived. */
export interface KubeResponse {
  /** The HTTP status code. */
  readonly status: number;
  /** The headers. Names are in lower case. Repeated headers are arrays. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The decompressed bytes, in chunks as they arrive. Can be read once. Leaving the iteration closes the connection.
   *
   * Throws if the connection breaks.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** The open WebSocket, if the request asked for one and the server agreed (101). The body is then empty. */
  readonly webSocket?: WebSocketConnection;
}

/**
 * Sends requests over HTTP, or to a server in the same process.
 *
 * ```ts
 * import { createRESTClient, type Transport } from 'kube-client-runtime';
 *
 * const transport: Transport = {
 *   async send(request) {
 *     async function* body() {
 *       yield Buffer.from(JSON.stringify({ path: request.path }));
 *     }
 *     return { status: 200, headers: { 'content-type': 'application/json' }, body: body() };
 *   },
 * };
 * const client = createRESTClient({ transport });
 * const version = await client.request({ method: 'GET', path: '/version', query: [], headers: {} });
 * version; // => { path: '/version' }
 * ```
 */
export interface Transport {
  /**
   * Sends a request. Resolves with the response when its head has arrived, with any status. Later, the signal ends the body with
   * its reason.
   *
   * A custom transport counts as sending immediately: the client calls `onSend` before `send`. If it waits before sending, it may
   * call `onSend` again. This restarts the time limit for the head of the response.
   *
   * Rejects if the request could not be sent or got no response, and with the signal's reason.
   */
  send(request: KubeRequest, signal?: AbortSignal): Promise<KubeResponse>;
}

/** A function that wraps a transport. */
export type Middleware = (next: Transport) => Transport;

/** An open WebSocket (RFC 6455) with binary messages. Pings check the connection. */
export interface WebSocketConnection {
  /** The subprotocol that the server selected, or an empty string. */
  readonly protocol: string;
  /**
   * The messages from the server, in order. Can be iterated once. While nobody iterates, the client reads no more bytes, so a
   * slow reader slows the server down.
   *
   * Ends when the server closes the connection. Throws if the connection breaks, and the signal's reason if the signal fires.
   */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Resolves when either side has closed the connection. Never rejects. */
  readonly closed: Promise<void>;
  /**
   * Sends one message. Resolves when its bytes are handed to the operating system.
   *
   * Rejects if the connection is closed or breaks.
   */
  send(message: Uint8Array): Promise<void>;
  /** Starts the closing handshake. If the server does not answer within one second, closes the connection without it. */
  close(): void;
}
