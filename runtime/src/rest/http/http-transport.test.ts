import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import type { RESTClient } from '../client.js';
import type { RESTConfig } from '../config.js';
import { createRESTClient } from '../rest-client.js';
import { newAuthority, type Authority } from '../testdata/certificates.js';
import { serveHTTP, serveHTTPS, serveProxy, serveSOCKS5, serveTCP, type Loopback } from '../testdata/loopback.js';
import type { KubeRequest } from '../transport.js';

const get: KubeRequest = { method: 'GET', path: '/x', query: [], headers: {} };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function client(config: RESTConfig): RESTClient {
  const made = createRESTClient({ proxyUrl: false, ...config });
  closing.push(() => made.close());
  return made;
}

async function serve(server: Promise<Loopback>): Promise<Loopback> {
  const started = await server;
  closing.push(() => started.close());
  return started;
}

const echo: RequestListener = (request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () =>
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body })),
  );
};

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

test('method, path below the host, query, headers and body arrive', async () => {
  const { url } = await serve(serveHTTP(echo));
  const rest = client({ host: `${url}/prefix`, userAgent: 'me/1', impersonate: { userName: 'jané', groups: ['a', 'b'] } });
  const answer = await rest.request<Echo>({
    method: 'POST',
    path: '/a',
    query: [['q', 'x y']],
    headers: { 'content-type': 'application/json' },
    body: '{"ä":1}',
  });
  expect(answer).toMatchObject({
    method: 'POST',
    url: '/prefix/a?q=x+y',
    body: '{"ä":1}',
    headers: { 'user-agent': 'me/1', 'content-length': '8', 'impersonate-group': 'a, b' },
  });
  expect(Buffer.from(answer.headers['impersonate-user'] ?? '', 'latin1').toString('utf8')).toBe('jané');
});

test('a thousand requests in a row use one connection, and a hundred at once use at most maxConnections', async () => {
  const { url, connections } = await serve(serveHTTP((_request, response) => response.end('1')));
  const rest = client({ host: url, maxConnections: 8 });
  for (let i = 0; i < 1000; i++) await rest.request(get);
  expect(connections.made).toBe(1);
  await Promise.all(Array.from({ length: 100 }, () => rest.request(get)));
  expect(connections.made).toBeLessThanOrEqual(8);
});

test('streams use no connection of the pool', async () => {
  const { url } = await serve(
    serveHTTP((request, response) => (request.url === '/x' ? response.end('1') : response.write('{}\n'))),
  );
  const rest = client({ host: url, maxConnections: 1 });
  const signal = new AbortController();
  const watches = await Promise.all(
    Array.from({ length: 5 }, () => rest.stream({ ...get, path: '/w', streaming: true }, { signal: signal.signal })),
  );
  await expect(rest.request(get)).resolves.toBe(1);
  signal.abort();
  for (const { body } of watches) await expect(body[Symbol.asyncIterator]().next()).rejects.toThrow('aborted');
});

test('close ends idle connections, and the client can be used again', async () => {
  const { url, sockets } = await serve(serveHTTP((_request, response) => response.end('1')));
  const rest = client({ host: url });
  await rest.request(get);
  const [socket] = sockets;
  rest.close();
  await once(socket!, 'close');
  await expect(rest.request(get)).resolves.toBe(1);
});

test('gzip is requested and decompressed, unless it is disabled', async () => {
  const { url } = await serve(
    serveHTTP((request, response) => {
      const zip = request.headers['accept-encoding'] === 'gzip';
      if (zip) response.setHeader('content-encoding', 'gzip');
      response.end(zip ? gzipSync('{"zipped":true}') : '{"zipped":false}');
    }),
  );
  await expect(client({ host: url }).request(get)).resolves.toEqual({ zipped: true });
  await expect(client({ host: url, disableCompression: true }).request(get)).resolves.toEqual({ zipped: false });
});

test.each([
  ['plain', (response: ServerResponse) => (response.writeHead(200, { 'content-length': 100 }), response.write('{"a":'))],
  [
    'gzip',
    (response: ServerResponse) => (
      response.writeHead(200, { 'content-encoding': 'gzip' }),
      response.write(gzipSync('x'.repeat(1000)).subarray(0, 15))
    ),
  ],
])('a truncated %s body is an error', async (_name, begin) => {
  const { url } = await serve(serveHTTP((_request, response) => void (begin(response), setImmediate(() => response.destroy()))));
  await expect(client({ host: url }).request(get)).rejects.toMatchObject({ name: 'ConnectionError' });
});

test('a reused connection that the server has closed is replaced for a read, and an error for a write', async () => {
  // Answers once per connection, and closes it at the next request: a client sees this if it is slower than the server's close.
  const { url, connections } = await serve(
    serveTCP((socket) => {
      let answered = false;
      socket.on('data', () => {
        if (answered) return void socket.destroy();
        answered = true;
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1');
      });
    }),
  );
  const rest = client({ host: url.replace('tcp', 'http') });
  for (let i = 0; i < 3; i++) await expect(rest.request(get)).resolves.toBe(1);
  expect(connections.made).toBe(3);
  await expect(rest.request({ ...get, method: 'POST', body: '{}' })).rejects.toMatchObject({
    name: 'ConnectionError',
    code: 'ECONNRESET',
  });
});

test('leaving a body, or the signal, closes the connection immediately', async () => {
  const { url, sockets, connections } = await serve(serveHTTP((_request, response) => response.write('x')));
  const rest = client({ host: url });
  for await (const chunk of (await rest.stream({ ...get, streaming: true })).body) {
    expect(chunk).toHaveLength(1);
    break;
  }
  if (connections.open > 0) await once([...sockets][0]!, 'close');
  const controller = new AbortController();
  const { body } = await rest.stream({ ...get, streaming: true }, { signal: controller.signal });
  const iterator = body[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  controller.abort('enough');
  await expect(next).rejects.toBe('enough');
  if (connections.open > 0) await once([...sockets][0]!, 'close');
  expect(connections.open).toBe(0);
});

describe('leaving a response that has arrived completely causes no error', () => {
  const bodies: Record<string, RequestListener> = {
    'one piece': (_request, response) => void response.end('x'),
    'a piece and its end': (_request, response) => void (response.write('x'), response.end()),
    'two pieces': (_request, response) => void (response.write('x'), response.end('y')),
    'more than fits': (_request, response) => void (response.write('x'.repeat(300_000)), response.end('y')),
  };
  test.each(
    Object.keys(bodies).flatMap(
      (body) =>
        [
          [body, 'left'],
          [body, 'aborted'],
        ] as const,
    ),
  )('%s is %s', async (name, how) => {
    const { url } = await serve(serveHTTP((request, response) => bodies[name]?.(request, response)));
    const rest = client({ host: url, disableCompression: true });
    for (let i = 0; i < 10; i++) {
      const controller = new AbortController();
      const { body } = await rest.stream({ ...get, streaming: true }, { signal: controller.signal });
      const iterator = body[Symbol.asyncIterator]();
      await iterator.next();
      if (how === 'left') {
        await iterator.return?.();
        expect(await iterator.next()).toEqual({ done: true, value: undefined });
      } else {
        controller.abort(new Error('enough'));
        await expect(iterator.next()).rejects.toThrow('enough');
      }
      // Wait some turns for an unhandled error of the connection, which would fail the test.
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    }
    expect((await rest.raw(get)).status).toBe(200);
  });
});

test('the error of a refused connection has the request and the reason', async () => {
  const server = await serveHTTP(echo);
  await server.close();
  await expect(client({ host: server.url }).request({ ...get, method: 'PUT' })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    message: expect.stringMatching(/^PUT http:.*ECONNREFUSED/),
  });
});

describe('TLS', () => {
  let authority: Authority;
  let stranger: Authority;
  let folder: string;
  beforeAll(() => {
    authority = newAuthority();
    stranger = newAuthority();
    folder = mkdtempSync(path.join(os.tmpdir(), 'tls-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Answers with the name of the client. */
  const whoami: RequestListener = ({ socket }, response) => {
    // Without a certificate, the object has no subject, unlike its type.
    const peer: Partial<PeerCertificate> = (socket as unknown as TLSSocket).getPeerCertificate();
    response.end(JSON.stringify(peer.subject?.CN ?? null));
  };
  const secure = (names?: string): Promise<Loopback> =>
    serve(
      serveHTTPS(
        { ...authority.sign('server', names), ca: authority.cert, requestCert: true, rejectUnauthorized: false },
        whoami,
      ),
    );

  test('a server is verified only against the given CA, as text or bytes', async () => {
    const { url } = await secure();
    await expect(client({ host: url, tlsClientConfig: { caData: authority.cert } }).request(get)).resolves.toBeNull();
    await expect(
      client({ host: url, tlsClientConfig: { caData: Buffer.from(authority.cert) } }).request(get),
    ).resolves.toBeNull();
    await expect(
      client({ host: url, tlsClientConfig: { caData: stranger.cert } }).request({ ...get, method: 'PUT' }),
    ).rejects.toThrow(/caData or caFile of tlsClientConfig must contain/);
    await expect(client({ host: url }).request({ ...get, method: 'PUT' })).rejects.toThrow(/caData or caFile/);
    await expect(client({ host: url, tlsClientConfig: { insecure: true } }).request(get)).resolves.toBeNull();
  });

  test('the name in the certificate must be the host, or serverName', async () => {
    const { url } = await secure('DNS:kubernetes.default');
    const caData = authority.cert;
    await expect(client({ host: url, tlsClientConfig: { caData } }).request({ ...get, method: 'PUT' })).rejects.toThrow(
      /set serverName/,
    );
    await expect(
      client({ host: url, tlsClientConfig: { caData, serverName: 'kubernetes.default' } }).request(get),
    ).resolves.toBeNull();
    const byAddress = await secure('IP:10.0.0.1');
    await expect(
      client({ host: byAddress.url, tlsClientConfig: { caData, serverName: '10.0.0.1' } }).request(get),
    ).resolves.toBeNull();
  });

  test('client certificates are presented, and rotated files replace the connections', async () => {
    const { url, connections } = await secure();
    const [certFile, keyFile, caFile] = ['c.crt', 'c.key', 'ca.crt'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    const write = (name: string): void => {
      const { cert, key } = authority.sign(name);
      writeFileSync(certFile, cert);
      writeFileSync(keyFile, key);
    };
    writeFileSync(caFile, authority.cert);
    write('alice');
    let now = 0;
    const clock = { now: () => now, monotonic: () => now, schedule: () => () => {} };
    const rest = createRESTClient({ host: url, proxyUrl: false, tlsClientConfig: { caFile, certFile, keyFile } }, { clock });
    closing.push(() => rest.close());
    await expect(rest.request(get)).resolves.toBe('alice');
    write('bob');
    now += 1_000;
    await expect(rest.request(get)).resolves.toBe('bob');
    await expect(rest.request(get)).resolves.toBe('bob');
    expect(connections.made).toBe(2);
    rmSync(certFile);
    now += 1_000;
    await expect(rest.request(get)).resolves.toBe('bob');
  });

  test('the certificate of a provider is presented, and replaced when it changes', async () => {
    const { url } = await secure();
    let clientCertificate = authority.sign('first');
    const rest = client({
      host: url,
      tlsClientConfig: { caData: authority.cert },
      authProvider: { credentials: async () => ({ clientCertificate }), rejected: async () => false },
    });
    await expect(rest.request(get)).resolves.toBe('first');
    clientCertificate = authority.sign('second');
    await expect(rest.request(get)).resolves.toBe('second');
  });

  test.each<[RESTConfig['tlsClientConfig'], RegExp]>([
    [{ caData: 'nonsense' }, /caData has no usable certificate/],
    [{ caFile: '/does/not/exist' }, /cannot read caFile "\/does\/not\/exist": ENOENT/],
    [{ certData: 'hunter2', keyData: 'hunter2' }, /the client certificate is not valid PEM/],
  ])('an invalid setting is named: %#', async (tlsClientConfig, message) => {
    await expect(client({ host: 'https://127.0.0.1:1', tlsClientConfig }).request({ ...get, method: 'PUT' })).rejects.toThrow(
      message,
    );
  });

  test('settings that contradict each other throw', () => {
    expect(() => client({ host: 'https://h', tlsClientConfig: { insecure: true, caData: 'x' } })).toThrow(
      'specifying a root certificates file with the insecure flag is not allowed',
    );
    expect(() => client({ host: 'https://h', tlsClientConfig: { certData: 'x' } })).toThrow('a client certificate needs a key');
  });

  test('a proxy opens a tunnel, with user and password, and the connection is reused', async () => {
    const { url, port } = await secure();
    const proxy = await serveProxy(`Basic ${Buffer.from('us er:p@ss').toString('base64')}`);
    closing.push(() => proxy.close());
    const rest = client({
      host: url,
      tlsClientConfig: { caData: authority.cert },
      proxyUrl: `http://us%20er:p%40ss@127.0.0.1:${proxy.port}`,
    });
    for (let i = 0; i < 3; i++) await expect(rest.request(get)).resolves.toBeNull();
    expect(proxy.log).toEqual([`CONNECT 127.0.0.1:${port}`]);
    const error: unknown = await client({
      host: url,
      tlsClientConfig: { caData: authority.cert },
      proxyUrl: `http://u:hunter2@127.0.0.1:${proxy.port}`,
    })
      .request({ ...get, method: 'PUT' })
      .catch((caught: unknown) => caught);
    expect(String(error)).toMatch(
      /proxy http:\/\/127\.0\.0\.1:\d+: refused to connect to 127\.0\.0\.1:\d+ with the status code 407/,
    );
    expect(String(error)).not.toContain('hunter2');
  });

  test('a SOCKS5 proxy resolves names itself, with and without a login', async () => {
    const { port } = await secure('DNS:kubernetes.internal');
    for (const login of [undefined, 'u:p']) {
      const proxy = await serveSOCKS5(port, login === undefined ? undefined : 'u:\x01p');
      closing.push(() => proxy.close());
      const proxyUrl = `socks5://${login === undefined ? '' : 'u:%01p@'}127.0.0.1:${proxy.port}`;
      const rest = client({ host: 'https://kubernetes.internal:6443', tlsClientConfig: { caData: authority.cert }, proxyUrl });
      await expect(rest.request(get)).resolves.toBeNull();
      expect(proxy.log).toEqual(['kubernetes.internal:6443']);
    }
  });
});

test('a request to an http server through a proxy has an absolute URL', async () => {
  const { url } = await serve(serveHTTP((_request, response) => response.end('1')));
  const proxy = await serveProxy();
  closing.push(() => proxy.close());
  await expect(client({ host: url, proxyUrl: proxy.url }).request(get)).resolves.toBe(1);
  expect(proxy.log).toEqual([`GET ${url}/x`]);
});
