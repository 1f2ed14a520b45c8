import { Agent as HttpAgent, type AgentOptions, type ClientRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTLS, TLSSocket } from 'node:tls';
import type { Clock } from '../../util/index.js';
import type { ServerURL } from '../request/urls.js';
import type { TLSOptions } from './tls-source.js';

/** The connections of one client with one client certificate. */
export interface ConnectionPool {
  /** The TLS options of the connections, or undefined for http. */
  readonly tls: TLSOptions | undefined;
  /** The connections of short requests. Their number is limited. */
  readonly short: HttpAgent;
  /** The connections of streams. Their number is not limited. */
  readonly streaming: HttpAgent;
  /** Closes idle connections now, and all other connections after their responses. */
  retire(): void;
}

/** The idle time after which the kernel probes a connection, as in client-go's dialer. Unit: milliseconds */
const keepAliveMsecs = 30_000;
/**
 * The idle time after which the client closes a connection. API servers close idle connections after 90 s. The client closes them
 * earlier, so that no request meets a closing connection. Unit: milliseconds
 */
const idleSocketMs = 60_000;

/** A function that opens a connection through a proxy. */
export type OpenTunnel = (host: string, port: number, signal: AbortSignal | undefined) => Promise<Duplex>;

/** The options of a request, including the signal for its agent. */
export interface PooledRequestOptions extends RequestOptions {
  /** Aborts connecting through a proxy. Node's agent would continue after the request has been aborted. */
  readonly connectSignal?: AbortSignal | undefined;
}

/** Creates the connections to a server. `tls` is undefined for http. `openTunnel` is undefined without a proxy. */
export function newConnectionPool(
  server: ServerURL,
  maxConnections: number,
  tls: TLSOptions | undefined,
  openTunnel: OpenTunnel | undefined,
): ConnectionPool {
  const make = (maxSockets: number): HttpAgent => {
    const options = {
      keepAlive: true,
      keepAliveMsecs,
      keepAliveInitialDelay: keepAliveMsecs,
      maxSockets,
      maxFreeSockets: 32,
      timeout: idleSocketMs,
      scheduling: 'lifo',
    } as const;
    const agent = tls === undefined ? new HttpAgent(options) : new HttpsAgent({ ...options, ...tls });
    if (openTunnel !== undefined) tunnelThrough(agent, server, tls, openTunnel);
    else keepAlive(agent);
    return agent;
  };
  const pool = { tls, short: make(maxConnections), streaming: make(Infinity) };
  return {
    ...pool,
    retire() {
      for (const agent of [pool.short, pool.streaming]) {
        agent.maxFreeSockets = 0;
        for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
      }
    },
  };
}

/** The method of Node's agent that opens a connection. It may call the callback instead of returning a socket. */
interface Connecting {
  createConnection: (
    options: AgentOptions,
    callback: (error: Error | null, socket?: Duplex) => void,
  ) => Duplex | null | undefined;
}

/** Sets TCP keep-alive on each new socket. Node 20 and 22 do not pass the agent's option to TLS sockets. */
function keepAlive(agent: HttpAgent): void {
  const connect = agent.createConnection.bind(agent);
  const connecting: Connecting = {
    createConnection(options, callback) {
      const socket = connect(options, callback);
      // Wait for the connection: Node would lose the delay before.
      if (socket instanceof Socket) socket.once('connect', () => socket.setKeepAlive(true, keepAliveMsecs));
      return socket;
    },
  };
  Object.assign(agent, connecting);
}

function tunnelThrough(agent: HttpAgent, server: ServerURL, tls: TLSOptions | undefined, openTunnel: OpenTunnel): void {
  const connecting: Connecting = {
    createConnection(options, callback) {
      const signal =
        'connectSignal' in options && options.connectSignal instanceof AbortSignal ? options.connectSignal : undefined;
      openTunnel(server.hostname, server.port, signal)
        .then((socket) => {
          if (socket instanceof Socket) socket.setKeepAlive(true, keepAliveMsecs);
          if (tls === undefined) return socket;
          const servername =
            tls.servername ?? (/[a-z]/i.test(server.hostname) && !server.hostname.includes(':') ? server.hostname : '');
          return connectTLS({ host: server.hostname, ALPNProtocols: ['http/1.1'], ...tls, servername, socket });
        })
        .then((socket) => callback(null, socket), callback);
      return undefined;
    },
  };
  Object.assign(agent, connecting);
}

/** The time to resolve the name and to connect, as in client-go. Unit: milliseconds */
const connectTimeoutMs = 30_000;
/** The time for the TLS handshake, as in client-go. Unit: milliseconds */
const handshakeTimeoutMs = 10_000;

/**
 * Calls `ready` when the request can be written to its socket: immediately for a reused connection, after the TLS handshake for a
 * new one.
 *
 * Destroys the request with an `ETIMEDOUT` error after a time limit. Does not call `ready` if the request has ended before.
 */
export function whenReady(message: ClientRequest, socket: Socket, clock: Clock, ready: () => void): void {
  let cancelLimit = (): void => {};
  const limit = (ms: number, what: string): void => {
    cancelLimit = clock.schedule(ms, () => {
      message.destroy(Object.assign(new Error(`${what} within ${ms / 1000} s`), { code: 'ETIMEDOUT' }));
    });
  };
  const proceed = (): void => {
    cancelLimit();
    if (message.destroyed) return;
    if (socket.connecting) {
      limit(connectTimeoutMs, 'no connection');
      socket.once('connect', proceed);
    } else if (socket instanceof TLSSocket && !isSecured(socket)) {
      limit(handshakeTimeoutMs, 'the TLS handshake did not end');
      socket.once('secureConnect', proceed);
    } else ready();
  };
  message.once('close', () => cancelLimit());
  proceed();
}

/** Whether the handshake has ended. If the certificate was not verified, `authorizationError` has the reason. */
function isSecured(socket: TLSSocket): boolean {
  return socket.authorized || Boolean(socket.authorizationError);
}
