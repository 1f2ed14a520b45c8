import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createRESTClient } from './rest-client.js';
import { serveTCP, type Loopback } from './testdata/loopback.js';
import type { KubeRequest } from './transport.js';

const get: KubeRequest = { method: 'GET', path: '/x', query: [], headers: {} };
const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

/** Collects unhandled rejections and exceptions while a test runs. */
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note).on('uncaughtException', note));
afterAll(() => void process.off('unhandledRejection', note).off('uncaughtException', note));

async function withServer(
  onSocket: (socket: Socket) => void,
  use: (host: string, server: Loopback) => Promise<void>,
): Promise<void> {
  const server = await serveTCP(onSocket);
  try {
    await use(server.url.replace('tcp', 'http'), server);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  } finally {
    await server.close();
  }
}

test('a response cut at any byte is complete or a ConnectionError, without unhandled rejections', async () => {
  for (let cut = 1; cut < ok.length; cut++) {
    await withServer(
      (socket) => socket.once('data', () => socket.end(ok.slice(0, cut))),
      async (host) => {
        const rest = createRESTClient({ host, proxyUrl: false });
        await expect(rest.request({ ...get, method: 'POST', body: '{}' })).rejects.toMatchObject({ name: 'ConnectionError' });
        rest.close();
      },
    );
  }
});

test('an unread body whose connection breaks causes no unhandled rejection', async () => {
  await withServer(
    (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc');
        setImmediate(() => socket.destroy());
      });
    },
    async (host, server) => {
      const rest = createRESTClient({ host, proxyUrl: false });
      const response = await rest.stream({ ...get, streaming: true });
      const [socket] = server.sockets;
      if (socket !== undefined) await once(socket, 'close');
      await expect(
        (async () => {
          for await (const chunk of response.body) expect(chunk).toHaveLength(3);
        })(),
      ).rejects.toMatchObject({ name: 'ConnectionError', code: 'ECONNRESET' });
      rest.close();
    },
  );
});

test('the time limit ends the request to a server that never answers, and closes the connection', async () => {
  await withServer(
    (socket) => socket.resume(),
    async (host, server) => {
      const rest = createRESTClient({ host, proxyUrl: false, responseHeaderTimeoutMs: 50 });
      await expect(rest.request(get)).rejects.toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT' });
      const [socket] = server.sockets;
      if (socket !== undefined) await once(socket, 'close');
      expect(server.connections.open).toBe(0);
    },
  );
});

test.each([
  'nonsense\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc',
  `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
])('a response that is not HTTP, not gzip, or has too long a head is a ConnectionError: %#', async (answer) => {
  await withServer(
    (socket) => socket.once('data', () => socket.end(answer)),
    async (host) => {
      const rest = createRESTClient({ host, proxyUrl: false });
      await expect(rest.request({ ...get, method: 'PUT' })).rejects.toMatchObject({ name: 'ConnectionError' });
      rest.close();
    },
  );
});
