import { inspect } from 'node:util';
import { isConnectionError, StatusError, statusOf } from '../errors/index.js';
import { newFakeClock } from '../util/index.js';
import type { AuthProvider } from './auth/auth-provider.js';
import type { RESTConfig } from './config.js';
import { createRESTClient } from './rest-client.js';
import { untilAborted } from './testdata/until-aborted.js';
import type { KubeRequest, KubeResponse, Transport } from './transport.js';

interface Answer {
  status?: number;
  headers?: KubeResponse['headers'];
  body?: string;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  for (const char of text) yield Buffer.from(char);
}

/** Returns the answers in order, and repeats the last one. Throws an Error; `hang` waits for the signal. */
function scripted(...answers: (Answer | Error | 'hang')[]): Transport & { seen: KubeRequest[] } {
  const seen: KubeRequest[] = [];
  return {
    seen,
    async send(request, signal) {
      const answer = answers[Math.min(seen.length, answers.length - 1)];
      seen.push(request);
      signal?.throwIfAborted();
      if (answer instanceof Error) throw answer;
      if (answer === 'hang') return untilAborted(signal);
      return { status: answer?.status ?? 200, headers: answer?.headers ?? {}, body: bytes(answer?.body ?? '{}') };
    },
  };
}

const get: KubeRequest = { method: 'GET', path: '/api/v1/namespaces/ns/pods/a', query: [], headers: {} };
const post: KubeRequest = { ...get, method: 'POST', body: '{}' };

function setup(transport: Transport, config: RESTConfig = {}) {
  const clock = newFakeClock();
  return { clock, client: createRESTClient({ host: 'https://server:6443', transport, ...config }, { clock }) };
}

const busy = (seconds: string, status = 429): Answer => ({
  status,
  headers: { 'retry-after': seconds },
  body: '{"kind":"Status","apiVersion":"v1","reason":"TooManyRequests"}',
});

describe('Retry-After', () => {
  test.each([429, 500, 503])('of %d delays a retry, also of a write', async (status) => {
    const transport = scripted(busy('3', status), { body: '{"ok":1}' });
    const { client, clock } = setup(transport);
    const answer = client.request(post);
    await clock.advanceAsync(2_999);
    expect(transport.seen).toHaveLength(1);
    await clock.advanceAsync(1);
    await expect(answer).resolves.toEqual({ ok: 1 });
    expect(transport.seen).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  test('is followed ten times, then the response is the error', async () => {
    const transport = scripted(busy('1'));
    const { client, clock } = setup(transport);
    const answer = client.request(get).catch((error: unknown) => error);
    for (let i = 0; i < 10; i++) await clock.advanceAsync(1_000);
    expect(await answer).toMatchObject({ name: 'StatusError', code: 429, reason: 'TooManyRequests' });
    expect(transport.seen).toHaveLength(11);
    expect(clock.pending).toBe(0);
  });

  test.each<Answer>([{ status: 409, headers: { 'retry-after': '1' } }, { status: 500 }, busy('soon')])(
    'with another status, or not in seconds, is ignored: %#',
    async (answer) => {
      const transport = scripted(answer);
      await expect(setup(transport).client.request(post)).rejects.toThrow(StatusError);
      expect(transport.seen).toHaveLength(1);
    },
  );

  test('the wait rejects with the reason of the signal', async () => {
    const { client, clock } = setup(scripted(busy('100')));
    const controller = new AbortController();
    const answer = client.request(get, { signal: controller.signal }).catch((error: unknown) => error);
    await clock.advanceAsync(10);
    controller.abort('no longer needed');
    expect(await answer).toBe('no longer needed');
    expect(clock.pending).toBe(0);
  });
});

describe('a broken connection', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  test('repeats a GET after a second', async () => {
    const transport = scripted(reset, { body: '1' });
    const { client, clock } = setup(transport);
    const answer = client.request(get);
    await clock.advanceAsync(1_000);
    await expect(answer).resolves.toBe(1);
  });

  test('fails a write immediately, with its cause, its URL and its code', async () => {
    const { client } = setup(scripted(reset));
    const error = await client.request({ ...post, query: [['continue', 'secret']] }).catch((caught: unknown) => caught);
    expect(isConnectionError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'ECONNRESET',
      cause: reset,
      message: expect.stringContaining('POST https://server:6443/api/v1/namespaces/ns/pods/a: '),
    });
    expect(String(error)).not.toContain('secret');
  });
});

describe('time limits', () => {
  test('timeoutMs ends a call with all its retries', async () => {
    const { client, clock } = setup(scripted(busy('2')), { timeoutMs: 5_000 });
    const answer = client.request(get).catch((error: unknown) => error);
    await clock.advanceAsync(5_000);
    expect(await answer).toMatchObject({
      name: 'ConnectionError',
      code: 'ETIMEDOUT',
      message: expect.stringContaining('the call did not end within 5000 ms'),
    });
    expect(clock.pending).toBe(0);
  });

  test('the head of a response must arrive in time', async () => {
    const { client, clock } = setup(scripted('hang'));
    const answer = client.request(get).catch((error: unknown) => error);
    await clock.advanceAsync(75_000);
    expect(await answer).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('no response headers arrived') });
  });

  test('a body without further bytes is an error, a slow reader is not', async () => {
    let go = (): void => {};
    const transport: Transport = {
      send: async (_request, signal) => ({
        status: 200,
        headers: {},
        body: (async function* () {
          yield Buffer.from('a');
          await Promise.race([new Promise<void>((resolve) => (go = resolve)), untilAborted(signal)]);
          yield Buffer.from('b');
          await untilAborted(signal);
        })(),
      }),
    };
    const { client, clock } = setup(transport);
    const response = await client.stream(get);
    const body = response.body[Symbol.asyncIterator]();
    expect(await body.next()).toEqual({ done: false, value: Buffer.from('a') });
    await clock.advanceAsync(100_000);
    const second = body.next();
    await clock.advanceAsync(29_999);
    go();
    expect(await second).toEqual({ done: false, value: Buffer.from('b') });
    const third = body.next().catch((error: unknown) => error);
    await clock.advanceAsync(30_000);
    expect(await third).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('no byte arrived within 30000 ms') });
    expect(clock.pending).toBe(0);
  });

  test('streams have no total limit', async () => {
    const { client, clock } = setup(scripted({ body: 'x' }), { timeoutMs: 5 });
    const response = await client.stream({ ...get, streaming: true });
    await clock.advanceAsync(1_000);
    for await (const chunk of response.body) expect(chunk.toString()).toBe('x');
    expect(clock.pending).toBe(0);
  });

  test('except the limit of their own call', async () => {
    const { client, clock } = setup(scripted({ body: 'x' }));
    const response = await client.stream({ ...get, streaming: true }, { timeoutMs: 1_000 });
    await clock.advanceAsync(1_000);
    await expect(response.body[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(clock.pending).toBe(0);
  });
});

describe('errors of the server', () => {
  test('have its complete Status', async () => {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      reason: 'Invalid',
      code: 422,
      message: 'bad',
      details: { causes: [{ field: 'spec.x' }] },
    };
    const { client } = setup(scripted({ status: 422, body: JSON.stringify(status) }));
    const error: unknown = await client.request(get).catch((caught: unknown) => caught);
    expect(statusOf(error)).toEqual(status);
  });

  test('without a Status get one, with resource and name', async () => {
    const { client } = setup(scripted({ status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>bad gateway</h1>' }));
    await expect(client.request(get)).rejects.toThrow(
      /an error on the server \("<h1>bad gateway<\/h1>"\) has prevented the request from succeeding \(get pods a\)/,
    );
  });

  test('a body that is not JSON is an error that does not quote it', async () => {
    const { client } = setup(scripted({ body: '{"token": abcdef', headers: { 'content-type': 'application/json' } }));
    const error = await client.request(get).catch((caught: unknown) => caught);
    expect(String(error)).toContain('answered 200 with 16 bytes of application/json that are not JSON');
    expect(inspect(error)).not.toContain('abcdef');
  });

  test('raw returns any response', async () => {
    const { client } = setup(scripted({ status: 418, body: 'teapot' }));
    const { status, body } = await client.raw(get);
    expect([status, body.toString()]).toEqual([418, 'teapot']);
  });
});

describe('credentials', () => {
  const sent = async (config: RESTConfig): Promise<KubeRequest> => {
    const transport = scripted({});
    await setup(transport, config).client.request(get);
    return transport.seen[0]!;
  };

  test.each<[RESTConfig, string | undefined]>([
    [{ bearerToken: 't' }, 'Bearer t'],
    [{ username: 'u', password: 'p' }, `Basic ${Buffer.from('u:p').toString('base64')}`],
    [{}, undefined],
  ])('%#', async (config, authorization) => {
    expect((await sent(config)).headers['authorization']).toBe(authorization);
  });

  test('basic auth and a token together are refused', () => {
    expect(() => setup(scripted({}), { username: 'u', bearerToken: 't' })).toThrow(
      'username/password or bearer token may be set, but not both',
    );
  });

  test('impersonation sends every group and escapes the keys of extra', async () => {
    const { headers, repeatedHeaders } = await sent({
      impersonate: { userName: 'jane', uid: 'u1', groups: ['a', 'b'], extra: { 'example.com/x%': ['1', '2'] } },
    });
    expect(headers).toMatchObject({ 'impersonate-user': 'jane', 'impersonate-uid': 'u1' });
    expect(repeatedHeaders).toEqual([
      ['impersonate-group', 'a'],
      ['impersonate-group', 'b'],
      ['impersonate-extra-example.com%2Fx%25', '1'],
      ['impersonate-extra-example.com%2Fx%25', '2'],
    ]);
    expect(() => setup(scripted({}), { impersonate: { groups: ['a'] } })).toThrow('impersonate needs a userName');
  });

  const rotating = (tokens: string[]): AuthProvider => ({
    credentials: async () => ({ headers: { authorization: `Bearer ${tokens[0] ?? ''}` } }),
    rejected: async () => {
      tokens.shift();
      return tokens.length > 0;
    },
  });

  test('are refreshed when they are rejected, and the request is repeated once', async () => {
    const transport = scripted({ status: 401 }, { status: 401 }, {});
    const error = await setup(transport, { authProvider: rotating(['old', 'new', 'newer']) })
      .client.request(post)
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 401 });
    expect(transport.seen.map(({ headers }) => headers['authorization'])).toEqual(['Bearer old', 'Bearer new']);
  });

  test('that the provider cannot return are an error of that request', async () => {
    const authProvider: AuthProvider = {
      credentials: () => Promise.reject(new Error('exec: executable x not found')),
      rejected: () => Promise.resolve(false),
    };
    await expect(setup(scripted({}), { authProvider }).client.request(get)).rejects.toThrow(
      /GET https:\/\/server:6443.*executable x not found/,
    );
  });

  test('are not printed with a client or an error', async () => {
    const { client } = setup(scripted(new Error('boom')), {
      bearerToken: 'hunter2',
      tlsClientConfig: { keyData: 'hunter2', certData: 'x' },
    });
    const error = await client.request(get).catch((caught: unknown) => caught);
    expect(inspect(client, { depth: 9 }) + inspect(error, { depth: 9 }) + JSON.stringify(client)).not.toContain('hunter2');
    expect(client.config.bearerToken).toBe('hunter2');
  });

  test('are not sent to another server by a redirect, and a redirect within the server is followed', async () => {
    const away = scripted({ status: 302, headers: { location: 'https://evil.example/x' } });
    await expect(setup(away, { bearerToken: 't' }).client.request(get)).rejects.toThrow(
      'the server redirects to https://evil.example',
    );
    expect(away.seen).toHaveLength(1);
    const within = scripted({ status: 307, headers: { location: '/api/v2?x=1' } }, { body: '2' });
    await expect(setup(within).client.request(get)).resolves.toBe(2);
    expect(within.seen[1]).toMatchObject({ path: '/api/v2', query: [['x', '1']] });
    const loop = scripted({ status: 301, headers: { location: '/a' } });
    await expect(setup(loop).client.request(get)).rejects.toThrow('the server redirected 10 times');
  });
});

test('the handler receives each warning of a header; the default handler logs each text once', async () => {
  const warning = ['299 - "a \\"quoted\\" text"', '299 - "b", 199 agent "c" "Sat, 25 Aug 2012 23:34:45 GMT"', 'nonsense'];
  const handled: unknown[][] = [];
  const transport = scripted({ headers: { warning } });
  await setup(transport, { warningHandler: (...args) => void handled.push(args) }).client.request(get);
  expect(handled).toEqual([
    [299, '-', 'a "quoted" text'],
    [299, '-', 'b'],
    [199, 'agent', 'c'],
  ]);

  const logged: string[] = [];
  const ignore = (): void => {};
  const { client } = setup(transport, {
    logger: { debug: ignore, info: ignore, error: ignore, warn: (message) => void logged.push(message) },
  });
  await client.request(get);
  await client.request(get);
  expect(logged).toEqual(['a "quoted" text', 'b']);
});

test('qps delays requests after the burst, in order, and an aborted request returns its token', async () => {
  const transport = scripted({});
  const { client, clock } = setup(transport, { qps: 10, burst: 2 });
  const controller = new AbortController();
  const all = [0, 1, 2, 3].map((i) =>
    client.request({ ...get, path: `/${i}` }, i === 2 ? { signal: controller.signal } : {}).catch(() => 'aborted'),
  );
  await clock.advanceAsync(0);
  expect(transport.seen.map(({ path }) => path)).toEqual(['/0', '/1']);
  controller.abort();
  await clock.advanceAsync(200);
  expect(await Promise.all(all)).toEqual([{}, {}, 'aborted', {}]);
});

test('middleware sees each attempt with its headers, the first outermost', async () => {
  const seen: string[] = [];
  const note =
    (name: string) =>
    (next: Transport): Transport => ({
      send(request, signal) {
        seen.push(`${name} ${request.headers['authorization'] ?? ''}`);
        return next.send(request, signal);
      },
    });
  const { client, clock } = setup(scripted(busy('1'), {}), { bearerToken: 't', middleware: [note('a'), note('b')] });
  const answer = client.request(get);
  await clock.advanceAsync(1_000);
  await answer;
  expect(seen).toEqual(['a Bearer t', 'b Bearer t', 'a Bearer t', 'b Bearer t']);
});

test('a hundred calls with one signal leave no listener on it', async () => {
  const { client } = setup(scripted({}));
  const controller = new AbortController();
  let listeners = 0;
  let most = 0;
  const add = controller.signal.addEventListener.bind(controller.signal);
  const remove = controller.signal.removeEventListener.bind(controller.signal);
  controller.signal.addEventListener = (...args: Parameters<typeof add>) => (
    add(...args),
    (most = Math.max(most, ++listeners)),
    undefined
  );
  controller.signal.removeEventListener = (...args: Parameters<typeof remove>) => (remove(...args), listeners--, undefined);
  await Promise.all(Array.from({ length: 100 }, () => client.request(get, { signal: controller.signal })));
  expect([listeners, most]).toEqual([0, 1]);
});

describe('host', () => {
  test.each<[string | undefined, RESTConfig['tlsClientConfig'], string]>([
    [undefined, undefined, 'http://localhost'],
    ['10.0.0.1:8080', undefined, 'http://10.0.0.1:8080'],
    ['10.0.0.1:6443', { insecure: true }, 'https://10.0.0.1:6443'],
    ['https://[::1]:6443/a/b/', undefined, 'https://[::1]:6443/a/b'],
  ])('%s has the URL %s', async (host, tlsClientConfig, origin) => {
    const client = createRESTClient({
      ...(host === undefined ? {} : { host }),
      tlsClientConfig,
      transport: scripted(new Error('x')),
    });
    await expect(client.request(post)).rejects.toThrow(`POST ${origin}/api/v1/namespaces/ns/pods/a: `);
  });

  test.each(['host/path', 'ftp://host', 'https://user:hunter2@host', 'https://'])(
    '%s is refused, and no password is shown',
    (host) => {
      expect(() => createRESTClient({ host })).toThrow(/^host /);
      try {
        createRESTClient({ host });
      } catch (error) {
        expect(String(error)).not.toContain('hunter2');
      }
    },
  );
});

test('the size of every response that was read to its end is reported, except that of a watch', async () => {
  const sizes: [string, number][] = [];
  const metrics = { responseSize: (verb: string, _host: string, size: number) => void sizes.push([verb, size]) };
  const { client } = setup(scripted({ body: '{"a":"é"}' }), { metrics });
  await client.request(get);
  let read = 0;
  for await (const chunk of (await client.stream(get)).body) read += chunk.length;
  for await (const chunk of (await client.stream({ ...get, streaming: true })).body) read += chunk.length;
  for await (const chunk of (await client.stream(get)).body) {
    read += chunk.length;
    break;
  }
  expect(read).toBe(21);
  expect(sizes).toEqual([
    ['GET', 10],
    ['GET', 10],
  ]);
});
