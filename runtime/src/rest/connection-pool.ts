import { Agent as HttpAgent, type AgentOptions, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTLS } from 'node:tls';
import type { ServerURL } from './server-url.js';
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

/** The time after which the kernel probes a connection on which nothing happens, in use or idle. */
const keepAliveMsecs = 30_000;
/**
 * Below the 90 s after which an API server closes an idle connection, so that it is us who do, and no request meets a closing
 * one.
 */
const idleSocketMs = 60_000;

/** How connections of a pool are made when a proxy is in between. */
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

/** What Node's agent asks of itself to open a connection; a callback may be called instead of returning one. */
interface Connecting {
  createConnection: (options: AgentOptions, callback: (error: Error | null, socket?: Duplex) => void) => Duplex | undefined;
}

function tunnelThrough(agent: HttpAgent, server: ServerURL, tls: TLSOptions | undefined, openTunnel: OpenTunnel): void {
  const connecting: Connecting = {
    createConnection(options, callback) {
      const signal =
        'connectSignal' in options && options.connectSignal instanceof AbortSignal ? options.connectSignal : undefined;
      openTunnel(server.hostname, server.port, signal)
        .then((socket) => {
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
