import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http';
import { createWebSocketStream, WebSocket } from 'ws';
import { onAbort, type Clock } from '../../util/index.js';
import type { WebSocketConnection } from '../transport.js';

/** The maximum size of a message. API servers send at most 32 KiB. Unit: bytes */
const maxMessageBytes = 16 * 1024 * 1024;
/** The time between two pings, as in client-go. Unit: milliseconds */
const pingPeriodMs = 5_000;
/** The time without a message or a pong after which the connection counts as dead, as in client-go. Unit: milliseconds */
const silenceLimitMs = 61_000;
/** The time for the server to answer a close frame. Unit: milliseconds */
const closeTimeoutMs = 1_000;

/** The parts of a WebSocket handshake that the transport determines. */
export interface WebSocketRequest {
  /** The complete URL, with the scheme `ws` or `wss`. */
  readonly url: string;
  /** The subprotocols, in order of preference. */
  readonly protocols: readonly string[];
  /** The headers of the handshake. */
  readonly headers: Record<string, string | string[] | number>;
  /** The agent that opens the connection. */
  readonly agent: HttpAgent;
  /** Aborts connecting through a proxy. */
  readonly connectSignal: AbortSignal | undefined;
  /** Called with the request of the handshake. Must end the request when it may be sent. */
  readonly start: (message: ClientRequest) => void;
}

/** The server's answer to a handshake: a connection, or an HTTP response that refuses it. */
export type WebSocketAnswer =
  | { readonly type: 'open'; readonly connection: WebSocketConnection; readonly head: IncomingMessage }
  | { readonly type: 'refused'; readonly response: IncomingMessage };

/**
 * Opens a WebSocket. Resolves when the server has answered the handshake. The signal ends the handshake and, later, the connection.
 *
 * Rejects if the server could not be reached or did not answer with HTTP.
 */
export function openWebSocket(
  request: WebSocketRequest,
  signal: AbortSignal | undefined,
  clock: Clock,
): Promise<WebSocketAnswer> {
  const { url, protocols, headers, agent, connectSignal, start } = request;
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      connectSignal,
      // Not passed to ws, which refuses the slash in `SPDY/3.1+portforward.k8s.io`.
      headers: { ...headers, 'sec-websocket-protocol': protocols.join(', ') },
      setHost: false,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
      skipUTF8Validation: true,
      finishRequest: start,
    };
    const socket = new WebSocket(url, [], options);
    let head: IncomingMessage | undefined;
    let protocol = '';
    const unlisten = onAbort(signal, () => {
      reject(asError(signal?.reason));
      socket.terminate();
    });
    socket.on('error', (error) => {
      unlisten();
      reject(error);
    });
    socket.once('upgrade', (response) => {
      head = response;
      protocol = response.headers['sec-websocket-protocol'] ?? '';
      delete response.headers['sec-websocket-protocol'];
    });
    socket.once('unexpected-response', (_message: ClientRequest, response: IncomingMessage) => {
      response.once('close', unlisten);
      resolve({ type: 'refused', response });
    });
    socket.once('open', () => {
      if (head === undefined) throw new Error('a WebSocket opened without a response');
      if (!protocols.includes(protocol)) {
        unlisten();
        socket.terminate();
        reject(new Error(`the server chose the subprotocol ${JSON.stringify(protocol)}, not one of ${protocols.join(', ')}`));
        return;
      }
      const connection = connectionOver(socket, protocol, signal, clock);
      void connection.closed.then(unlisten);
      resolve({ type: 'open', connection, head });
    });
  });
}

function connectionOver(socket: WebSocket, protocol: string, signal: AbortSignal | undefined, clock: Clock): WebSocketConnection {
  const stream = createWebSocketStream(socket, { readableObjectMode: true, readableHighWaterMark: 8 });
  // Reported to the reader and to the writer. Neither may be there.
  stream.on('error', () => {});
  let cancelClose = (): void => {};
  const stopPings = keepAlive(socket, clock, (error) => {
    stream.destroy(error);
    socket.terminate();
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      stopPings();
      cancelClose();
      resolve();
    });
  });
  return {
    protocol,
    closed,
    messages: {
      async *[Symbol.asyncIterator]() {
        try {
          for await (const message of stream) yield asBytes(message);
        } catch (error) {
          signal?.throwIfAborted();
          throw error;
        }
        signal?.throwIfAborted();
      },
    },
    send(message) {
      return new Promise((resolve, reject) => {
        stream.write(message, (error) => {
          if (error) reject(asError(signal?.aborted === true ? signal.reason : error));
          else resolve();
        });
      });
    },
    close() {
      if (socket.readyState === WebSocket.CLOSING || socket.readyState === WebSocket.CLOSED) return;
      socket.close(1000);
      // The server's close frame follows its messages, which nobody reads any more.
      socket.resume();
      cancelClose = clock.schedule(closeTimeoutMs, () => socket.terminate());
    },
  };
}

/** Sends pings, and calls `fail` when nothing has arrived for too long. Returns a function that stops both. */
function keepAlive(socket: WebSocket, clock: Clock, fail: (error: Error) => void): () => void {
  let lastHeard = clock.monotonic();
  const heard = (): void => {
    lastHeard = clock.monotonic();
  };
  socket.on('message', heard);
  socket.on('pong', heard);
  let cancel = (): void => {};
  const ping = (): void => {
    cancel = clock.schedule(pingPeriodMs, ping);
    // While the reader is slow, pongs wait in the connection as well.
    if (socket.isPaused) heard();
    if (clock.monotonic() - lastHeard >= silenceLimitMs) {
      const error = new Error(`no message and no pong arrived within ${silenceLimitMs / 1_000} s`);
      fail(Object.assign(error, { code: 'ETIMEDOUT' }));
    } else socket.ping();
  };
  cancel = clock.schedule(pingPeriodMs, ping);
  return () => cancel();
}

function asBytes(message: unknown): Uint8Array {
  if (message instanceof Uint8Array) return message;
  if (typeof message === 'string') return Buffer.from(message);
  throw new TypeError('a WebSocket message is neither bytes nor text');
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the connection was aborted', { cause: reason });
}
