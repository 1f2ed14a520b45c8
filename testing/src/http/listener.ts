import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse as NodeResponse, createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createGzip, gzipSync } from 'node:zlib';
import type { Clock } from 'kube-client-runtime';
import { newRequestEntityTooLarge } from 'kube-client-runtime/errors';
import { ConnectionCut, isWireFault, pause, throughFaults, untilAborted } from '../faults/wire.js';
import type { ServerRequest, ServerResponse } from '../handlers/request.js';
import { type Answer, contentTypeOf, encodeBody, statusResponse } from './answer.js';

/**
 * The size from which bodies are compressed for clients that accept gzip. A real server uses the same size.
 *
 * Unit: bytes
 */
const gzipFrom = 128 * 1024;
/**
 * The time after which an idle connection is closed. A real server waits as long, so clients can meet a connection that is about
 * to close.
 *
 * Unit: milliseconds
 */
const idleConnectionMs = 90_000;
const largestBody = 3 * 1024 * 1024;

/** The dependencies of a listener. */
export interface ListenerOptions {
  /** The loopback port. 0 selects a free one. */
  readonly port: number;
  /** The certificate and key, both PEM. Undefined serves plain HTTP. */
  readonly tls: { readonly cert: string | Uint8Array; readonly key: string | Uint8Array } | undefined;
  /** The clock of faults. */
  readonly clock: Clock;
  /** Handles a request. Never rejects. */
  readonly answer: (request: ServerRequest) => Promise<Answer>;
}

/** A socket that listens on loopback, and its connections. */
export interface Listener {
  /** The port. */
  readonly port: number;
  /** Returns the number of open connections. */
  connections(): number;
  /** Cuts every connection, as a server that crashes. */
  cutConnections(): void;
  /** Stops listening and cuts every connection. Resolves when all are closed. */
  close(): Promise<void>;
}

/**
 * Listens on loopback. Resolves when connections are accepted.
 *
 * Rejects if the port is taken.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const handle = (request: IncomingMessage, response: NodeResponse): void => {
    void respond(options, request, response);
  };
  const server: Server =
    options.tls === undefined
      ? createServer(handle)
      : createSecureServer({ cert: asBuffer(options.tls.cert), key: asBuffer(options.tls.key) }, handle);
  // Watches can be quiet for a long time. Their clients decide when that is too long.
  server.requestTimeout = 0;
  server.keepAliveTimeout = idleConnectionMs;
  server.timeout = 0;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that resets its connection is not an error of the server.
    socket.on('error', () => {});
  });
  const cutConnections = (): void => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
  };
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address: string | AddressInfo | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return {
    port: address.port,
    connections: () => sockets.size,
    cutConnections,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      cutConnections();
      await closed;
    },
  };
}

function asBuffer(value: string | Uint8Array): string | Buffer {
  return typeof value === 'string' ? value : Buffer.from(value);
}

async function readBody(message: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return size > largestBody ? undefined : Buffer.concat(chunks);
}

async function respond(options: ListenerOptions, message: IncomingMessage, response: NodeResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const body = await readBody(message);
    const answer =
      body === undefined
        ? { response: statusResponse(newRequestEntityTooLarge(`limit is ${largestBody}`).status), faults: [] }
        : await options.answer(toRequest(message, body, gone.signal));
    if (gone.signal.aborted) return;
    await send(options, message, response, answer, gone.signal);
  } catch (error) {
    // The response has begun, so only closing the connection can report the error.
    if (!(error instanceof ConnectionCut) && !gone.signal.aborted) response.destroy(error instanceof Error ? error : undefined);
    message.socket.destroy();
  }
}

function toRequest(message: IncomingMessage, body: Uint8Array, signal: AbortSignal): ServerRequest {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const headers = Object.entries(message.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value] as const,
  );
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    headers: Object.fromEntries(headers),
    body,
    signal,
  };
}

async function send(
  options: ListenerOptions,
  message: IncomingMessage,
  to: NodeResponse,
  { response, faults }: Answer,
  signal: AbortSignal,
): Promise<void> {
  if (faults.some((fault) => fault.type === 'refuse')) throw new ConnectionCut();
  for (const fault of faults) if (fault.type === 'delay') await pause(options.clock, fault.ms, signal);
  const silent = faults.some((fault) => fault.type === 'hold' && fault.afterBytes === undefined);
  if (silent) await untilAborted(signal);
  if (signal.aborted) return;
  for (const [name, value] of Object.entries(response.headers))
    to.setHeader(name, typeof value === 'string' ? value : [...value]);
  to.setHeader('content-type', contentTypeOf(response));
  to.setHeader('cache-control', 'no-cache, private');
  const wire = faults.filter(isWireFault);
  if (message.method === 'HEAD') {
    to.writeHead(response.status).end();
  } else if (wire.length > 0 || response.body.type === 'stream') {
    await sendStream(options, to, response, wire, signal);
  } else {
    const acceptsGzip = /\bgzip\b/.test(message.headers['accept-encoding'] ?? '');
    await sendWhole(to, response, acceptsGzip, signal);
  }
}

async function sendStream(
  options: ListenerOptions,
  to: NodeResponse,
  response: ServerResponse,
  faults: Answer['faults'],
  signal: AbortSignal,
): Promise<void> {
  to.writeHead(response.status);
  to.flushHeaders();
  for await (const chunk of throughFaults(asBytes(encodeBody(response.body)), faults, options.clock, signal)) {
    if (!to.write(chunk) && !signal.aborted) await drained(to, signal);
    if (signal.aborted) return;
  }
  to.end();
}

async function sendWhole(to: NodeResponse, response: ServerResponse, acceptsGzip: boolean, signal: AbortSignal): Promise<void> {
  const chunks = asBytes(encodeBody(response.body))[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let size = 0;
  let next = await chunks.next();
  while (next.done !== true && size < gzipFrom) {
    head.push(next.value);
    size += next.value.length;
    next = await chunks.next();
  }
  const compress = acceptsGzip && size >= gzipFrom;
  if (compress) {
    to.setHeader('content-encoding', 'gzip');
    to.setHeader('vary', 'Accept-Encoding');
  }
  if (next.done === true) {
    const whole = Buffer.concat(head);
    const bytes = compress ? gzipSync(whole, { level: 1 }) : whole;
    to.setHeader('content-length', bytes.length);
    to.writeHead(response.status).end(bytes);
    return;
  }
  to.writeHead(response.status);
  const sink = compress ? createGzip({ level: 1 }) : to;
  if (sink !== to) sink.pipe(to);
  try {
    for (const chunk of head) sink.write(chunk);
    for (;;) {
      if (!sink.write(next.value)) await drained(sink, signal);
      if (signal.aborted) return;
      // Other requests are answered between the portions of a long list.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      next = await chunks.next();
      if (next.done === true) return;
    }
  } finally {
    sink.end();
  }
}

async function drained(stream: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.removeListener('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    stream.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

async function* asBytes(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}
