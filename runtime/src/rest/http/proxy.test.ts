import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { loadConfig } from '../../config/index.js';
import { watch } from '../../watch/index.js';
import type { RESTConfig } from '../config.js';
import { createRESTClient } from '../rest-client.js';
import { newAuthority, type Authority } from '../testdata/certificates.js';
import { serveHTTP, serveHTTPS, serveProxy, serveSOCKS5, serveTCP } from '../testdata/loopback.js';
import { turnsUntil } from '../testdata/turns.js';
import type { KubeRequest } from '../transport.js';

const get: KubeRequest = { method: 'GET', path: '/x', query: [], headers: {} };
const put: KubeRequest = { ...get, method: 'PUT' };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let authority: Authority;
beforeAll(() => (authority = newAuthority()));

async function started<T extends { close(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const ready = await server;
  closing.push(() => ready.close());
  return ready;
}
function client(config: RESTConfig) {
  const made = createRESTClient({ tlsClientConfig: { caData: authority.cert }, ...config });
  closing.push(() => made.close());
  return made;
}
const secure = (names: string, handler: RequestListener = (_request, response) => void response.end('1')) =>
  started(serveHTTPS(authority.sign('server', names), handler));

/** Sets a variable while the test runs. */
function setEnvironment(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  closing.push(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  });
}

describe('the source of the proxy', () => {
  test('the environment, for servers on other machines', async () => {
    const { port, url } = await secure('DNS:kubernetes.internal,IP:127.0.0.1');
    const proxy = await started(serveSOCKS5(port));
    setEnvironment('HTTPS_PROXY', `socks5://127.0.0.1:${proxy.port}`);
    setEnvironment('NO_PROXY', '');
    await expect(client({ host: 'https://kubernetes.internal' }).request(get)).resolves.toBe(1);
    await expect(client({ host: url }).request(get)).resolves.toBe(1);
    expect(proxy.log).toEqual(['kubernetes.internal:443']);
    setEnvironment('NO_PROXY', '.internal');
    await expect(client({ host: 'https://kubernetes.internal' }).request(put)).rejects.toMatchObject({
      code: /ENOTFOUND|EAI_AGAIN/,
    });
    expect(proxy.log).toHaveLength(1);
  });

  test('a kubeconfig, whose proxy-url takes precedence over the environment', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'proxy-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const { port } = await secure('DNS:kubernetes.internal');
    const proxy = await started(serveSOCKS5(port, 'u:hunter2'));
    setEnvironment('HTTPS_PROXY', 'http://127.0.0.1:1');
    const kubeconfig = path.join(folder, 'config');
    const cluster = {
      server: 'https://kubernetes.internal:6443',
      'certificate-authority-data': Buffer.from(authority.cert).toString('base64'),
      'proxy-url': `socks5://u:hunter2@127.0.0.1:${proxy.port}`,
    };
    const [clusters, contexts] = [[{ name: 'k', cluster }], [{ name: 'c', context: { cluster: 'k' } }]];
    writeFileSync(kubeconfig, JSON.stringify({ 'current-context': 'c', clusters, contexts }));
    const config = await loadConfig({ kubeconfig });
    expect(inspect(config)).not.toContain('hunter2');
    await expect(createRESTClient(config).request(get)).resolves.toBe(1);
    expect(proxy.log).toEqual(['kubernetes.internal:6443']);
  });
});

test('an HTTP proxy receives user and password with each forwarded request, and the server does not', async () => {
  const seen: unknown[] = [];
  const { url } = await started(
    serveHTTP((request, response) => {
      seen.push(request.headers['proxy-authorization']);
      response.end('1');
    }),
  );
  const proxy = await started(serveProxy(`Basic ${Buffer.from('u:p').toString('base64')}`));
  await expect(client({ host: url, proxyUrl: `http://u:p@127.0.0.1:${proxy.port}` }).request(get)).resolves.toBe(1);
  expect(seen).toEqual([undefined]);
});

test('a watch uses a proxy, and leaving it closes the connections on both sides', async () => {
  const server = await secure('DNS:kubernetes.internal', (_request, response) => {
    response.write('{"type":"ADDED","object":{"metadata":{"name":"a"}}}\n');
  });
  const proxy = await started(serveSOCKS5(server.port));
  const rest = client({ host: 'https://kubernetes.internal', proxyUrl: `socks5://127.0.0.1:${proxy.port}` });
  for await (const event of watch(rest, get)) {
    expect(event).toMatchObject({ type: 'ADDED' });
    break;
  }
  for (const { sockets } of [proxy, server]) for (const socket of sockets) await once(socket, 'close');
  expect([proxy.connections.open, server.connections.open]).toEqual([0, 0]);
});

test('a SOCKS5 proxy receives an IPv6 address unchanged', async () => {
  const { port } = await secure('IP:fd00:0:0:0:0:0:0:1');
  const proxy = await started(serveSOCKS5(port));
  await expect(
    client({ host: 'https://[fd00::1]:6443', proxyUrl: `socks5h://127.0.0.1:${proxy.port}` }).request(get),
  ).resolves.toBe(1);
  expect(proxy.log).toEqual(['fd00::1:6443']);
});

/** A proxy that sends one of the answers after each chunk that arrives, and then closes. */
const saying = (...answers: (string | number[])[]) =>
  started(
    serveTCP((socket: Socket) => {
      const left = [...answers];
      socket.on('data', () => {
        const answer = left.shift();
        if (answer !== undefined) socket.write(typeof answer === 'string' ? answer : Buffer.from(answer));
        if (left.length === 0) socket.end();
      });
    }),
  );

describe('the error of a proxy names it, without user and password', () => {
  test.each<[string, string, (string | number[])[], string]>([
    ['is not a SOCKS5 proxy', 'socks5', ['HTTP/1.1 400 Bad Request\r\n\r\n'], 'did not answer as a SOCKS5 proxy'],
    ['supports no authentication method', 'socks5', [[5, 0xff]], 'supports no authentication method that this client supports'],
    [
      'refuses the login',
      'socks5',
      [
        [5, 2],
        [1, 1],
      ],
      'refused the user and password',
    ],
    [
      'cannot reach the server',
      'socks5',
      [
        [5, 0],
        [5, 5, 0, 1, 0, 0, 0, 0, 0, 0],
      ],
      'could not connect to kubernetes.internal:443: connection refused',
    ],
    [
      'gives an unknown reply',
      'socks5',
      [
        [5, 0],
        [5, 99, 0, 1, 0, 0, 0, 0, 0, 0],
      ],
      'could not connect to kubernetes.internal:443: reply 99',
    ],
    [
      'closes in the middle',
      'socks5',
      [
        [5, 0],
        [5, 0, 0],
      ],
      'closed the connection',
    ],
    ['is not an HTTP proxy', 'http', ['SSH-2.0-x\r\n\r\n'], 'did not answer as an HTTP proxy'],
    [
      'refuses',
      'http',
      ['HTTP/1.1 403 Forbidden\r\n\r\n'],
      'refused to connect to kubernetes.internal:443 with the status code 403',
    ],
    [
      'wants another login',
      'http',
      ['HTTP/1.1 407 x\r\n\r\n'],
      'refused to connect to kubernetes.internal:443 with the status code 407: the proxy URL needs a user and password',
    ],
    ['closes at once', 'http', [''], 'closed the connection'],
    ['sends without end', 'http', ['x'.repeat(20_000)], 'sent a response head that is too long'],
  ])('if it %s (%s)', async (_name, scheme, answers, message) => {
    const { port } = await saying(...answers);
    const rest = client({ host: 'https://kubernetes.internal', proxyUrl: `${scheme}://u:hunter2@127.0.0.1:${port}` });
    const error: unknown = await rest.request(put).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'ConnectionError',
      message: expect.stringContaining(`proxy ${scheme}://127.0.0.1:${port}: ${message}`),
    });
    expect(inspect(error, { depth: 5 })).not.toContain('hunter2');
  });

  test('if it does not run', async () => {
    const gone = await serveTCP(() => {});
    await gone.close();
    const { port } = gone;
    const rest = client({ host: 'https://kubernetes.internal', proxyUrl: `socks5://127.0.0.1:${port}` });
    await expect(rest.request(put)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringContaining(`proxy socks5://127.0.0.1:${port}`),
    });
  });

  test('if its https certificate is not trusted, because the CA of the cluster does not apply to it', async () => {
    const { port } = await secure('IP:127.0.0.1');
    const rest = client({ host: 'https://kubernetes.internal', proxyUrl: `https://127.0.0.1:${port}` });
    await expect(rest.request(put)).rejects.toThrow(`proxy https://127.0.0.1:${port}: `);
  });
});

test.each(['http', 'socks5'])('the signal closes the connection to a %s proxy that sends nothing', async (scheme) => {
  const proxy = await started(serveTCP((socket) => socket.resume()));
  const rest = client({ host: 'https://kubernetes.internal', proxyUrl: `${scheme}://127.0.0.1:${proxy.port}` });
  const controller = new AbortController();
  const answer = rest.request(get, { signal: controller.signal });
  answer.catch(() => {});
  await turnsUntil(() => proxy.sockets.size > 0);
  controller.abort('enough');
  await expect(answer).rejects.toBe('enough');
  for (const socket of proxy.sockets) await once(socket, 'close');
  expect(proxy.connections).toEqual({ made: 1, open: 0 });
});
