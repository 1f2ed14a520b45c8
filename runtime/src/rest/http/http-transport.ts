import {
  request as requestHTTP,
  type ClientRequest,
  type Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as requestHTTPS } from 'node:https';
import type { Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { onAbort, safeLogger, type Clock } from '../../util/index.js';
import type { ClientCertificate } from '../auth/auth-provider.js';
import type { RESTConfig } from '../config.js';
import { encodeQuery, type ServerURL } from '../request/urls.js';
import { OnSendError } from '../sending.js';
import type { KubeRequest, KubeResponse, Transport } from '../transport.js';
import { BodyReader } from './body-reader.js';
import {
  type ConnectionPool,
  newConnectionPool,
  type OpenTunnel,
  type PooledRequestOptions,
  whenReady,
} from './connection-pool.js';
import { chooseProxy } from './proxy-choice.js';
import { newTLSSource } from './tls-source.js';

/** A transport over HTTP. */
export interface HTTPTransport extends Transport {
  /** Closes the idle connections. */
  close(): void;
}

const defaultMaxConnections = 32;

/**
 * Creates a transport over Node's HTTP client. It reuses connections: at most `maxConnections` for short requests, and any number
 * for streams. When a certificate, a key or a CA changes, further requests use new connections.
 */
export function newHTTPTransport(
  config: RESTConfig,
  server: ServerURL,
  clientCertificate: (signal: AbortSignal | undefined) => Promise<ClientCertificate | undefined>,
  clock: Clock,
): HTTPTransport {
  const tlsSource = server.secure ? newTLSSource(config.tlsClientConfig ?? {}, clock, safeLogger(config.logger)) : undefined;
  const proxy = chooseProxy(server, config.proxyUrl, process.env);
  // An HTTP proxy forwards requests to http servers. All other requests need a tunnel.
  const isForwarded = proxy !== undefined && !server.secure && proxy.protocol === 'http:';
  const openTunnel: OpenTunnel | undefined =
    proxy === undefined || isForwarded
      ? undefined
      : async (host, port, signal) => (await import('./proxy-tunnel.js')).openTunnel(proxy, host, port, clock, signal);
  let pool: ConnectionPool | undefined;

  const currentPool = async (signal: AbortSignal | undefined): Promise<ConnectionPool> => {
    const tls = await tlsSource?.current(await clientCertificate(signal), signal);
    if (pool === undefined || pool.tls !== tls) {
      pool?.retire();
      pool = newConnectionPool(server, config.maxConnections ?? defaultMaxConnections, tls, openTunnel);
    }
    return pool;
  };

  const target = async (request: KubeRequest): Promise<{ where: RequestOptions; proxyHeaders: Record<string, string> }> => {
    const query = request.query.length === 0 ? '' : `?${encodeQuery(request.query)}`;
    const path = `${server.pathPrefix}${request.path}${query}`;
    if (!isForwarded) return { where: { host: server.hostname, port: server.port, path }, proxyHeaders: {} };
    const { proxyAuthorization } = await import('./proxy-tunnel.js');
    const authorization = proxyAuthorization(proxy);
    const host = proxy.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = proxy.port === '' ? 80 : Number(proxy.port);
    return {
      where: { host, port, path: `http://${server.authority}${path}` },
      proxyHeaders: authorization === undefined ? {} : { 'proxy-authorization': authorization },
    };
  };

  /** Opens a WebSocket. Returns undefined if the connection was closed while it was idle. */
  const upgrade = async (
    request: KubeRequest,
    headers: Record<string, string | string[] | number>,
    agent: HttpAgent,
    signal: AbortSignal | undefined,
  ): Promise<KubeResponse | undefined> => {
    const { openWebSocket } = await import('./web-socket.js');
    let handshake: ClientRequest | undefined;
    let refusal: OnSendError | undefined;
    const query = request.query.length === 0 ? '' : `?${encodeQuery(request.query)}`;
    try {
      const answer = await openWebSocket(
        {
          url: `${server.secure ? 'wss' : 'ws'}://${server.authority}${server.pathPrefix}${request.path}${query}`,
          protocols: request.webSocketProtocols ?? [],
          headers,
          agent,
          connectSignal: signal,
          start: (message) => {
            handshake = message;
            sendWhenReady(message, request, clock, (error) => {
              refusal = error;
            });
          },
        },
        signal,
        clock,
      );
      request.onResponse?.();
      if (answer.type === 'refused') return responseOf(answer.response, false, signal);
      const { connection, head } = answer;
      return { status: 101, headers: headersOf(head, false), body: emptyBody(), webSocket: connection };
    } catch (error) {
      signal?.throwIfAborted();
      if (refusal !== undefined) throw refusal.cause;
      if (handshake !== undefined && closedWhileIdle(handshake, request, error)) return undefined;
      throw withAdvice(error);
    }
  };

  return {
    async send(request, signal) {
      const { where, proxyHeaders } = await target(request);
      const gzip =
        config.disableCompression !== true && request.streaming !== true && request.headers['accept-encoding'] === undefined;
      const headers = { ...headersFor(request, server), ...proxyHeaders, ...(gzip ? { 'accept-encoding': 'gzip' } : {}) };
      for (;;) {
        const { short, streaming } = await currentPool(signal);
        signal?.throwIfAborted();
        if (request.webSocketProtocols !== undefined) {
          const response = await upgrade(request, headers, streaming, signal);
          if (response !== undefined) return response;
          continue;
        }
        const agent = request.streaming === true ? streaming : short;
        const options: PooledRequestOptions = {
          ...where,
          method: request.method,
          headers,
          agent,
          setHost: false,
          connectSignal: signal,
        };
        const message = (server.secure ? requestHTTPS : requestHTTP)(options);
        try {
          return await exchange(message, request, { gzip, signal, clock });
        } catch (error) {
          // Throw the signal's reason unchanged, even if it is not an Error.
          signal?.throwIfAborted();
          if (error instanceof OnSendError) throw error.cause;
          if (!closedWhileIdle(message, request, error)) throw withAdvice(error);
        }
      }
    },
    close() {
      pool?.retire();
      pool = undefined;
    },
  };
}

/**
 * Whether the server closed a reused connection before it received the request, by the rules of Go's `http.Transport`. Each
 * repetition removes such a connection from the pool, so the repetitions end.
 */
function closedWhileIdle(message: ClientRequest, request: KubeRequest, error: unknown): boolean {
  if (!message.reusedSocket) return false;
  if (request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS') return false;
  return (
    typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
  );
}

const unknownAuthority: ReadonlySet<unknown> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Adds a fix to the message of a TLS error. */
function withAdvice(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('message' in error)) return error;
  const advice = unknownAuthority.has(error.code)
    ? "caData or caFile of tlsClientConfig must contain the authority that signed the server's certificate"
    : error.code === 'ERR_TLS_CERT_ALTNAME_INVALID'
      ? 'if this is the correct server, set serverName of tlsClientConfig to a name in its certificate'
      : undefined;
  return advice === undefined ? error : new Error(`${String(error.message)} (${advice})`, { cause: error });
}

/** Sends a request when its connection is ready, and resolves with the head of the response. */
function exchange(
  message: ClientRequest,
  request: KubeRequest,
  { gzip, signal, clock }: { gzip: boolean; signal: AbortSignal | undefined; clock: Clock },
): Promise<KubeResponse> {
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    const unlisten = onAbort(signal, () => {
      const reason = asError(signal?.reason);
      reject(reason);
      // Once there is a response, destroy it instead of the request. Destroying the request would return the connection to the
      // pool while it is being destroyed, and nobody would handle its error.
      (answer ?? message).destroy(reason);
    });
    // Keep this listener: after the head has arrived, the stream of the response reports errors as well.
    message.on('error', (error) => {
      unlisten();
      reject(error);
    });
    message.on('response', (response: IncomingMessage) => {
      answer = response;
      response.once('close', unlisten);
      // The body reports the error when it is read. Until then, this listener prevents an uncaught error.
      response.on('error', () => {});
      request.onResponse?.();
      resolve(responseOf(response, gzip, signal));
    });
    sendWhenReady(message, request, clock, reject);
  });
}

/**
 * Writes a request when its connection is ready. If `onSend` throws, destroys the request and calls `refuse`.
 *
 * The socket holds the bytes back until `onSend` has returned, so that as little as possible runs between its check and the system call.
 */
function sendWhenReady(message: ClientRequest, request: KubeRequest, clock: Clock, refuse: (error: OnSendError) => void): void {
  const write = (socket: Socket): void => {
    socket.cork();
    // Always write bytes. With a string, Node would encode the head as UTF-8 too, and damage its bytes.
    if (request.body === undefined) message.flushHeaders();
    else message.write(typeof request.body === 'string' ? Buffer.from(request.body) : request.body);
    try {
      request.onSend?.();
    } catch (error) {
      refuse(new OnSendError('onSend threw', { cause: error }));
      message.destroy();
      return;
    }
    // Uncorks the socket.
    message.end();
  };
  message.on('socket', (socket) => {
    if (request.streaming === true) socket.setNoDelay(true);
    whenReady(message, socket, clock, () => write(socket));
  });
}

function responseOf(response: IncomingMessage, gzip: boolean, signal: AbortSignal | undefined): KubeResponse {
  return { status: response.statusCode ?? 0, headers: headersOf(response, gzip), body: bodyOf(response, gzip, signal) };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

function headersFor(request: KubeRequest, server: ServerURL): Record<string, string | string[] | number> {
  const headers: Record<string, string | string[] | number> = { host: server.authority };
  for (const [name, value] of Object.entries(request.headers)) headers[name] = asBytes(value);
  for (const [name, value] of request.repeatedHeaders ?? []) {
    const before = headers[name];
    headers[name] = [...(Array.isArray(before) ? before : []), asBytes(value)];
  }
  if (request.body !== undefined) headers['content-length'] = Buffer.byteLength(request.body);
  return headers;
}

/**
 * Returns a header value whose UTF-8 bytes Node writes unchanged. Node encodes headers as latin-1, and servers decode them as
 * UTF-8.
 */
function asBytes(value: string): string {
  return /[^\0-\x7f]/.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;
}

function headersOf(response: IncomingMessage, gzip: boolean): KubeResponse['headers'] {
  const headers: Record<string, string | readonly string[]> = {};
  const unpacked = gzip && isGzip(response);
  for (const [name, values = []] of Object.entries(response.headersDistinct)) {
    if (unpacked && (name === 'content-encoding' || name === 'content-length')) continue;
    const texts = values.map(asUnicode);
    headers[name] = texts.length === 1 ? (texts[0] ?? '') : texts;
  }
  return headers;
}

function isGzip(response: IncomingMessage): boolean {
  return response.headers['content-encoding']?.toLowerCase() === 'gzip';
}

/** Decodes a header value as UTF-8, which Node has decoded as latin-1. */
function asUnicode(value: string): string {
  return /[\x80-\xff]/.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
}

function bodyOf(response: IncomingMessage, gzip: boolean, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  const reader = new BodyReader(gzip && isGzip(response) ? unzip(response) : response);
  const body = {
    async next() {
      try {
        return await reader.next();
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
    return: () => reader.return(),
    [Symbol.asyncIterator]: () => body,
  };
  return body;
}

/**
 * The size of decompressed chunks. Servers compress responses of at least 128 KB. Node's default of 16 KB costs a switch to
 * another thread for each chunk. Unit: bytes
 */
const gunzipChunk = 131_072;

function unzip(response: IncomingMessage): Readable {
  // The reader of the stream receives the error. The callback prevents a second report.
  return pipeline(response, createGunzip({ chunkSize: gunzipChunk }), () => {});
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the request was aborted', { cause: reason });
}
