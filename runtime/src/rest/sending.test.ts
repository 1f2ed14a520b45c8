import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHTTP } from 'node:http';
import { Socket } from 'node:net';
import { newFakeClock } from '../util/index.js';
import type { AuthProvider } from './auth/auth-provider.js';
import type { RESTConfig } from './config.js';
import { whenReady } from './http/connection-pool.js';
import { createRESTClient } from './rest-client.js';
import { newAuthority, type Authority } from './testdata/certificates.js';
import { serveHTTP, serveHTTPS, serveProxy, serveTCP, type Loopback } from './testdata/loopback.js';
import { turnsUntil } from './testdata/turns.js';
import type { KubeRequest, Transport } from './transport.js';

const get: KubeRequest = { method: 'GET', path: '/x', query: [], headers: {} };
const put: KubeRequest = { ...get, method: 'PUT', body: '{"a":1}' };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let authority: Authority;
beforeAll(() => (authority = newAuthority()));

async function started<T extends Loopback>(server: Promise<T>): Promise<T> {
  const ready = await server;
  closing.push(() => ready.close());
  return ready;
}

function setup(config: RESTConfig) {
  const clock = newFakeClock();
  const client = createRESTClient({ proxyUrl: false, ...config }, { clock });
  closing.push(() => client.close());
  return { client, clock };
}

const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** A server that answers only when `answer` is called. */
async function serveHeldBack() {
  const waiting: [IncomingMessage, ServerResponse][] = [];
  const server = await started(serveHTTP((request, response) => void waiting.push([request, response])));
  return { ...server, waiting, answer: () => waiting.shift()?.[1].end('1') };
}

describe('onSend is called when the connection is ready, before anything is written', () => {
  test.each(['http', 'https'] as const)('for a new and for a kept connection, over %s', async (scheme) => {
    const log: string[] = [];
    const handler = (request: IncomingMessage, response: ServerResponse): void => {
      log.push(`arrived ${request.method ?? ''}`);
      request.resume().on('end', () => response.end('1'));
    };
    const { url, connections } = await started(
      scheme === 'http' ? serveHTTP(handler) : serveHTTPS(authority.sign('server', 'IP:127.0.0.1'), handler),
    );
    const { client, clock } = setup({
      host: url,
      ...(scheme === 'https' ? { tlsClientConfig: { caData: authority.cert } } : {}),
    });
    const onSend = (): void => void log.push(`send, ${connections.made} made`);
    await client.request(put, { onSend });
    await client.request(get, { onSend });
    expect(log).toEqual(['send, 1 made', 'arrived PUT', 'send, 1 made', 'arrived GET']);
    expect(clock.pending).toBe(0);
  });

  test('for a connection through a proxy', async () => {
    const { url } = await started(
      serveHTTPS(authority.sign('server', 'IP:127.0.0.1'), (_request, response) => void response.end('1')),
    );
    const proxy = await started(serveProxy());
    const { client } = setup({ host: url, proxyUrl: proxy.url, tlsClientConfig: { caData: authority.cert } });
    const seen: number[] = [];
    await client.request(get, { onSend: () => void seen.push(proxy.log.length) });
    expect(seen).toEqual([1]);
  });

  test('for each attempt: retries, redirects, and after a 401', async () => {
    const answers = [
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 307, headers: { location: '/y' } },
      { status: 401, headers: {} },
      { status: 200, headers: {} },
    ];
    const { url } = await started(
      serveHTTP((_request, response) => {
        const { status = 200, headers = {} } = answers.shift() ?? {};
        response.writeHead(status, headers).end('1');
      }),
    );
    let token = 0;
    const authProvider: AuthProvider = {
      credentials: async () => ({ headers: { authorization: `Bearer ${token}` } }),
      rejected: async () => Boolean(++token),
    };
    const { client, clock } = setup({ host: url, authProvider });
    let sends = 0;
    const answer = client.request(get, { onSend: () => (sends += 1) });
    await turnsUntil(() => clock.pending === 1 && clock.nextDelay === 0);
    clock.advance(0);
    await expect(answer).resolves.toBe(1);
    expect(sends).toBe(4);
  });

  test('for a request that middleware copies, and for its call', async () => {
    const log: string[] = [];
    const transport: Transport = {
      send: async () => {
        log.push('transport');
        return { status: 200, headers: {}, body: (async function* () {})() };
      },
    };
    const { client } = setup({
      transport,
      middleware: [(next) => ({ send: (request, signal) => next.send({ ...request, headers: { a: 'b' } }, signal) })],
    });
    await client.raw({ ...get, onSend: () => void log.push('request') }, { onSend: () => void log.push('call') });
    expect(log).toEqual(['request', 'call', 'transport']);
  });

  test('for a request that waits for a connection of the pool, only when it has one', async () => {
    const server = await serveHeldBack();
    const { client } = setup({ host: server.url, maxConnections: 1 });
    let sent = false;
    const first = client.request(get);
    const second = client.request(get, { onSend: () => (sent = true) });
    await turnsUntil(() => server.waiting.length === 1);
    expect(sent).toBe(false);
    server.answer();
    await first;
    await turnsUntil(() => server.waiting.length === 1);
    expect(sent).toBe(true);
    server.answer();
    await second;
  });
});

describe('an error that onSend throws', () => {
  const refusal = Object.assign(new Error('the lease is over'), { code: 'ECONNRESET' });
  const onSend = (): never => {
    throw refusal;
  };

  test('rejects the call unchanged; nothing is written or repeated', async () => {
    let bytes = 0;
    const { url, connections } = await started(serveTCP((socket) => socket.on('data', (chunk) => (bytes += chunk.length))));
    const { client, clock } = setup({ host: url.replace('tcp', 'http') });
    expect(await caught(client.request(put, { onSend }))).toBe(refusal);
    expect(await caught(client.request(get, { onSend }))).toBe(refusal);
    await turnsUntil(() => connections.made === 2 && connections.open === 0);
    expect([bytes, clock.pending]).toEqual([0, 0]);
  });

  test('on a kept connection leaves the client usable', async () => {
    let arrived = 0;
    const { url } = await started(serveHTTP((_request, response) => response.end(String(++arrived))));
    const { client } = setup({ host: url });
    await client.request(get);
    expect(await caught(client.request(get, { onSend }))).toBe(refusal);
    await expect(client.request(get)).resolves.toBe(2);
  });

  test('is the error of a retry, too', async () => {
    const { url } = await started(serveHTTP((_request, response) => response.writeHead(429, { 'retry-after': '1' }).end()));
    const { client, clock } = setup({ host: url });
    let sends = 0;
    const answer = caught(client.request(put, { onSend: () => (++sends > 1 ? onSend() : undefined) }));
    await turnsUntil(() => clock.nextDelay === 1_000);
    await clock.advanceAsync(1_000);
    expect(await answer).toBe(refusal);
  });

  test('is not hidden by middleware that wraps errors or by a custom transport', async () => {
    const { client } = setup({
      transport: { send: () => Promise.reject(new Error('sent')) },
      middleware: [
        (next) => ({
          send: (request) => next.send(request).catch((cause: unknown) => Promise.reject(new Error('no', { cause }))),
        }),
      ],
    });
    expect(await caught(client.request(get, { onSend }))).toBe(refusal);
  });
});

describe('the time limit for the head of a response begins when the request is sent', () => {
  test('not while credentials are fetched, or replaced after a 401', async () => {
    const server = await serveHeldBack();
    let release = (): void => {};
    const wait = (): Promise<void> => new Promise((resolve) => (release = resolve));
    const authProvider: AuthProvider = {
      credentials: async () => (await wait(), {}),
      rejected: async () => (await wait(), true),
    };
    const { client, clock } = setup({ host: server.url, authProvider, responseHeaderTimeoutMs: 1_000 });
    const answer = caught(client.request(get));
    // The pool requests credentials too, for a client certificate. Each attempt takes two.
    const loggedIn = async (): Promise<void> => {
      await clock.advanceAsync(60_000);
      release();
    };
    await loggedIn();
    await turnsUntil(() => (release(), server.waiting.length === 1));
    server.waiting.shift()?.[1].writeHead(401).end();
    await turnsUntil(() => clock.pending === 0);
    await loggedIn();
    await turnsUntil(() => (release(), server.waiting.length === 1));
    await clock.advanceAsync(999);
    expect(clock.pending).toBe(1);
    await clock.advanceAsync(1);
    expect(await answer).toMatchObject({
      code: 'ETIMEDOUT',
      message: expect.stringContaining('no response headers arrived within 1000 ms'),
    });
  });

  test('not while the request waits for a connection of the pool', async () => {
    const server = await serveHeldBack();
    const { client, clock } = setup({ host: server.url, maxConnections: 1, responseHeaderTimeoutMs: 1_000 });
    const answers = [client.request(get), client.request(get), client.request(get)];
    for (const answer of answers) {
      await turnsUntil(() => server.waiting.length === 1);
      clock.advance(900);
      server.answer();
      await expect(answer).resolves.toBe(1);
    }
  });
});

describe('connecting has its own limits', () => {
  test('a TLS handshake ends within 10 s', async () => {
    const { url, connections } = await started(serveTCP((socket) => socket.resume()));
    const { client, clock } = setup({ host: url.replace('tcp', 'https'), responseHeaderTimeoutMs: 0 });
    const answer = caught(client.request(get));
    await turnsUntil(() => clock.nextDelay === 10_000);
    clock.advance(10_000);
    expect(await answer).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('TLS handshake') });
    await turnsUntil(() => connections.open === 0);
    expect(clock.pending).toBe(0);
  });

  test('the name is resolved and the connection opened within 30 s', async () => {
    const clock = newFakeClock();
    const message = requestHTTP({ createConnection: () => new Socket() });
    const failed = new Promise<Error>((resolve) => message.on('error', resolve));
    whenReady(message, Object.assign(new Socket(), { connecting: true }), clock, () => {
      throw new Error('ready');
    });
    clock.advance(30_000);
    expect(await failed).toMatchObject({ code: 'ETIMEDOUT', message: 'no connection within 30 s' });
  });
});
