import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isConnectionError } from '../errors/index.js';
import { newFakeClock, silentLogger, sleep, type FakeClock } from '../util/index.js';
import type { RESTConfig } from './config.js';
import { createRESTClient } from './rest-client.js';
import { newAuthority } from './testdata/certificates.js';
import { serveHTTP, serveHTTPS, serveTCP, type Loopback } from './testdata/loopback.js';
import { turnsUntil } from './testdata/turns.js';
import type { KubeRequest, KubeResponse, Transport } from './transport.js';

const get: KubeRequest = { method: 'GET', path: '/x', query: [], headers: {} };
const never = <T>(): Promise<T> => new Promise<T>(() => {});
const closing: (() => unknown)[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hangs-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function started<T extends Loopback>(server: Promise<T>): Promise<T> {
  const ready = await server;
  closing.push(() => ready.close());
  return ready;
}

function setup(config: RESTConfig) {
  const clock = newFakeClock();
  const client = createRESTClient({ proxyUrl: false, logger: silentLogger, ...config }, { clock });
  closing.push(() => client.close());
  return { client, clock };
}

const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const fifo = (): string => {
  const file = path.join(folder, 'fifo');
  execFileSync('mkfifo', [file]);
  return file;
};
const answering = (status: number, headers: KubeResponse['headers'], body: AsyncIterable<Uint8Array>): Transport => ({
  send: () => Promise.resolve({ status, headers, body }),
});
/** A body that ignores the signal, and whose `return` waits for `next`. */
async function* silence(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{');
  await never();
}

describe('a call ends by its timeoutMs and by its signal', () => {
  const plugin = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, interactiveMode: 'Never' } as const;
  const cases: [string, () => RESTConfig][] = [
    ['an auth provider', () => ({ host: 'h', authProvider: { credentials: never, rejected: never } })],
    ['an auth provider after a 401', () => ({ authProvider: refusing, transport: answering(401, {}, silence()) })],
    [
      'an exec plugin',
      () => ({ host: 'h', execProvider: { ...plugin, args: ['-e', 'setInterval(() => {}, 1000)'], timeoutMs: 0 } }),
    ],
    ['a token file that is a FIFO', () => ({ host: 'h', bearerTokenFile: fifo() })],
    ['a CA file that is a FIFO', () => ({ host: 'https://h', tlsClientConfig: { caFile: fifo() } })],
    ['middleware that ignores the signal', () => ({ host: 'h', middleware: [() => ({ send: never })] })],
    ['a transport that ignores the signal', () => ({ transport: { send: never } })],
    ['a body that ignores the signal', () => ({ transport: answering(200, {}, silence()) })],
    ['the body of an error response', () => ({ transport: answering(403, {}, silence()) })],
  ];
  const refusing = { credentials: () => Promise.resolve({}), rejected: never<boolean> };

  test.each(cases)('while %s does not answer', async (_name, config) => {
    const { client, clock } = setup(config());
    const slow = caught(client.request(get, { timeoutMs: 3_000 }));
    await clock.advanceAsync(3_000);
    expect(await slow).toMatchObject({
      name: 'ConnectionError',
      code: 'ETIMEDOUT',
      message: expect.stringContaining('the call did not end'),
    });
    const controller = new AbortController();
    const aborted = caught(client.request(get, { signal: controller.signal }));
    await clock.advanceAsync(100);
    controller.abort('no longer needed');
    expect(await aborted).toBe('no longer needed');
    await turnsUntil(() => clock.pending === 0);
  });

  test('while single bytes arrive', async () => {
    const clock = newFakeClock();
    const dripping = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        await sleep(clock, 20_000);
        yield Buffer.from(' ');
      }
    };
    const client = createRESTClient({ transport: answering(200, {}, dripping()) }, { clock });
    const answer = caught(client.request(get, { timeoutMs: 90_000 }));
    await clock.advanceAsync(90_000);
    expect(await answer).toMatchObject({
      code: 'ETIMEDOUT',
      message: expect.stringContaining('the call did not end within 90000 ms'),
    });
  });
});

describe('FIFOs and devices', () => {
  const pollTimes = async (clock: FakeClock, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      await turnsUntil(() => clock.pending === 1);
      clock.advance(50);
    }
  };

  test('a token is read from a FIFO with a late and slow writer', async () => {
    const file = fifo();
    const seen: unknown[] = [];
    const transport: Transport = {
      send({ headers }) {
        seen.push(headers['authorization']);
        return answering(200, {}, (async function* () {})()).send(get);
      },
    };
    const { client, clock } = setup({ bearerTokenFile: file, transport });
    const answer = client.raw(get);
    await pollTimes(clock, 3);
    const writer = await open(file, 'w');
    await pollTimes(clock, 3);
    await writer.write('secret-');
    await pollTimes(clock, 3);
    await writer.write('token');
    await writer.close();
    await turnsUntil(() => {
      if (clock.pending === 1) clock.advance(50);
      return seen.length === 1;
    });
    await answer;
    // Nobody writes to the FIFO again, so the last content is used.
    clock.advance(120_000);
    await client.raw(get);
    expect(seen).toEqual(['Bearer secret-token', 'Bearer secret-token']);
  });

  test('FIFOs without a writer do not block other files', async () => {
    const file = fifo();
    const clients = Array.from({ length: 8 }, () => setup({ bearerTokenFile: file, transport: { send: never } }));
    const controller = new AbortController();
    const hanging = clients.map(({ client }) => caught(client.request(get, { signal: controller.signal })));
    await turnsUntil(() => clients.every(({ clock }) => clock.pending === 1));
    writeFileSync(path.join(folder, 'token'), 'good');
    const { client } = setup({
      bearerTokenFile: path.join(folder, 'token'),
      transport: answering(200, {}, (async function* () {})()),
    });
    await expect(client.raw(get)).resolves.toMatchObject({ status: 200 });
    controller.abort('enough');
    expect(await Promise.all(hanging)).toEqual(Array.from({ length: 8 }, () => 'enough'));
  });

  test('a FIFO without a writer is an error after 30 s', async () => {
    const { client, clock } = setup({ bearerTokenFile: fifo(), transport: { send: never } });
    const answer = caught(client.request(get));
    await pollTimes(clock, 600);
    expect(await answer).toMatchObject({
      message: expect.stringMatching(/cannot read a token from bearerTokenFile .*ETIMEDOUT/),
    });
  });

  test('a device without an end is an error', async () => {
    const { client } = setup({ bearerTokenFile: '/dev/zero', transport: { send: never } });
    expect(await caught(client.request(get))).toMatchObject({ message: expect.stringContaining('EFBIG') });
  });
});

describe('the rest of a response', () => {
  const stuck = (status: number, headers: Record<string, string>) =>
    started(
      serveHTTP((request, response) => {
        if (request.url === '/good' || request.headers.authorization === 'Bearer 1') return void response.end('"good"');
        response.writeHead(status, headers).write('{"kind":');
      }),
    );

  test.each([
    ['a retry', 503, { 'retry-after': '0' }],
    ['a redirect', 307, { location: '/good' }],
    ['a 401', 401, {}],
  ])('before %s is discarded after 5 s, and its connection is closed', async (_name, status, headers) => {
    const { url, connections } = await stuck(status, headers);
    let token = 0;
    const authProvider = {
      credentials: () => Promise.resolve({ headers: { authorization: `Bearer ${token}` } }),
      rejected: () => Promise.resolve(Boolean(++token)),
    };
    const { client, clock } = setup({ host: url, authProvider });
    let got: unknown;
    void caught(client.request(get)).then((result) => (got = result));
    await turnsUntil(() => clock.nextDelay === 5_000);
    if (status === 503) token = 1;
    clock.advance(5_000);
    // The retry comes after a timer of 0 ms.
    await turnsUntil(() => (clock.advance(0), got !== undefined));
    expect(got).toBe('good');
    await turnsUntil(() => connections.open === 1);
    expect(connections.made).toBe(2);
  });

  test('of an error response is discarded after 10 s, and its connection is closed', async () => {
    const { url, connections } = await stuck(403, {});
    const { client, clock } = setup({ host: url });
    const answer = caught(client.request(get));
    await turnsUntil(() => clock.nextDelay === 10_000);
    clock.advance(10_000);
    expect(await answer).toMatchObject({ name: 'StatusError', code: 403, reason: 'Forbidden' });
    await turnsUntil(() => connections.open === 0);
    expect(clock.pending).toBe(0);
  });
});

describe('a wait for Retry-After', () => {
  const busyOnce = (seconds: string) => {
    let sent = 0;
    const transport: Transport = {
      send: () => answering(++sent === 1 ? 429 : 200, { 'retry-after': seconds }, (async function* () {})()).send(get),
    };
    const log: [string, unknown][] = [];
    const logger = { ...silentLogger, warn: (message: string, fields?: unknown) => void log.push([message, fields]) };
    return { transport, log, logger };
  };

  test.each([
    ['5 minutes', undefined, 300_000],
    ['maxRetryAfterMs', 7_000, 7_000],
    ['no wait', 0, 0],
  ])('is limited to %s', async (_name, maxRetryAfterMs, expected) => {
    const { transport, logger } = busyOnce('999999999');
    const { client, clock } = setup({ transport, logger, maxRetryAfterMs });
    const answer = client.raw(get);
    await turnsUntil(() => clock.pending === 1);
    expect(clock.nextDelay).toBe(expected);
    clock.advance(expected);
    await expect(answer).resolves.toMatchObject({ status: 200 });
  });

  test.each([
    ['5', 0],
    ['6', 1],
  ])('of %s s is logged %d times', async (seconds, lines) => {
    const { transport, log, logger } = busyOnce(seconds);
    const { client, clock } = setup({ transport, logger });
    const answer = client.raw(get);
    await turnsUntil(() => clock.pending === 1);
    clock.advance(60_000);
    await answer;
    expect(log).toHaveLength(lines);
    if (lines > 0) expect(log[0]).toEqual(['Retrying a request', expect.objectContaining({ delayMs: 6_000, path: '/x' })]);
  });
});

test('a proxy must open a tunnel within 30 s, even if single bytes arrive', async () => {
  const authority = newAuthority();
  const { url } = await started(serveHTTPS(authority.sign('server', 'IP:127.0.0.1'), (_request, response) => response.end('1')));
  const proxy = await started(serveTCP((socket) => socket.resume().write('HTTP/1.1 2')));
  const { client, clock } = setup({ host: url, proxyUrl: proxy.url.replace('tcp', 'http') });
  const answer = caught(client.request(get));
  await turnsUntil(() => clock.nextDelay === 30_000 && proxy.connections.open === 1);
  clock.advance(30_000);
  const error = await answer;
  expect(isConnectionError(error)).toBe(true);
  expect(error).toMatchObject({ message: expect.stringContaining('opened no tunnel within 30 s') });
  await turnsUntil(() => proxy.connections.open === 0);
  expect(clock.pending).toBe(0);
});
