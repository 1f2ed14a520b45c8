import { Agent as HttpAgent, type AgentOptions, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTLS } from 'node:tls';
import type { ServerURL } from '../request/server-url.js';
import type { TLSOptions } from './tls-source.js';

/** The connections of one client, under one set of credentials. */
export interface ConnectionPool {
  readonly tls: TLSOptions | undefined;
  /** For requests that are answered at once: limited in number. */
  readonly short: HttpAgent;
  /** For open-ended answers: as many as are asked for. */
  readonly streaming: HttpAgent;
  /** Closes what is idle, and everything else when its answer ends. */
  retire(): void;
}

/** Milliseconds without traffic after which the kernel probes a connection, in use or idle. As in client-go's dialer. */
const keepAliveMsecs = 30_000;
/**
 * Below the 90 s after which an API server closes an idle connection, so that it is us who do, and no request meets a closing
 * one.
 */
const idleSocketMs = 60_000;

/** Opens a connection of a pool through a proxy. */
export type OpenTunnel = (host: string, port: number, signal: AbortSignal | undefined) => Promise<Duplex>;

/** What a request may tell its agent beside Node's own. */
export interface PooledRequestOptions extends RequestOptions {
  /** Ends the connecting through a proxy, which Node's agent would go on with when the request is given up. */
  readonly connectSignal?: AbortSignal | undefined;
}

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

/** The method by which Node's agent opens a connection; it may call the callback instead of returning a socket. */
interface Connecting {
  createConnection: (
    options: AgentOptions,
    callback: (error: Error | null, socket?: Duplex) => void,
  ) => Duplex | null | undefined;
}

/** Sets TCP keep-alive on each new socket itself. Node 20 and 22 do not pass the agent's option on to TLS sockets. */
function keepAlive(agent: HttpAgent): void {
  const connect = agent.createConnection.bind(agent);
  const connecting: Connecting = {
    createConnection(options, callback) {
      const socket = connect(options, callback);
      // Before it is connected, Node would forget the delay.
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
