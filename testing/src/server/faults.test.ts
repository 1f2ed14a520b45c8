import { StatusError } from 'kube-client-runtime/errors';
import type { KubeRequest, KubeResponse } from 'kube-client-runtime/rest';
import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, configMap, type Client } from '../testdata/api-client.js';

let server: ApiServer;
let api: Client;

beforeEach(async () => {
  server = await startApiServer();
  api = clientOf(server);
});
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';

/** A request to the server, over a socket or within the process. */
type Way = (
  path: string,
  signal?: AbortSignal,
) => Promise<{ status: number; headers: Record<string, unknown>; text: () => Promise<string> }>;

async function readAll(body: KubeResponse['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const ways: [string, () => Way][] = [
  [
    'a socket',
    () => async (path, signal) => {
      const response = await fetch(server.url + path, signal ? { signal } : {});
      return { status: response.status, headers: Object.fromEntries(response.headers), text: () => response.text() };
    },
  ],
  [
    'the process',
    () => async (path, signal) => {
      const [bare = '', query = ''] = path.split('?');
      const request: KubeRequest = { method: 'GET', path: bare, query: [...new URLSearchParams(query)], headers: {} };
      const response = await server.transport.send(request, signal);
      return { status: response.status, headers: response.headers, text: () => readAll(response.body) };
    },
  ],
];

describe.each(ways)('over %s', (_name, way) => {
  test('a request gets the same response', async () => {
    await api.post(maps, configMap('a', { x: '1' }));
    const reply = await way()(`${maps}/a`);
    expect([reply.status, JSON.parse(await reply.text()).data]).toEqual([200, { x: '1' }]);
    expect((await way()(`${maps}/b`)).status).toBe(404);
  });

  test('a status is returned the requested number of times, without an effect', async () => {
    const fault = server.faults.tooManyRequests({ verb: 'list', resource: 'configmaps', skip: 1, times: 2 }, 7);
    const seen = [];
    for (let index = 0; index < 4; index++) {
      const { status, headers } = await way()(maps);
      seen.push([status, headers['retry-after']]);
    }
    expect(seen).toEqual([
      [200, undefined],
      [429, '7'],
      [429, '7'],
      [200, undefined],
    ]);
    expect(fault.hits).toBe(2);
  });

  test('a refused request ends without a response', async () => {
    server.faults.add({ verb: 'list' }, { type: 'refuse' });
    await expect(way()(maps)).rejects.toThrow();
    expect((await way()(maps)).status).toBe(200);
  });

  test('a body is truncated after the requested number of bytes', async () => {
    server.faults.add({ verb: 'list' }, { type: 'cut', afterBytes: 10 });
    const reply = await way()(maps);
    expect(reply.status).toBe(200);
    await expect(reply.text()).rejects.toThrow();
  });

  test('a held response lasts until the client disconnects', async () => {
    server.faults.add({ verb: 'list' }, { type: 'hold' });
    server.faults.add({ verb: 'get' }, { type: 'hold', afterBytes: 5 });
    await expect(way()(maps, AbortSignal.timeout(50))).rejects.toThrow();
    await api.post(maps, configMap('a'));
    const reply = await way()(`${maps}/a`, AbortSignal.timeout(100));
    expect(reply.status).toBe(200);
    await expect(reply.text()).rejects.toThrow();
  });

  test('a body that is sent slowly is complete in the end', async () => {
    server.faults.add({ verb: 'list' }, { type: 'drip', bytes: 40, intervalMs: 1 });
    const reply = await way()(maps);
    expect(JSON.parse(await reply.text()).kind).toBe('ConfigMapList');
  });

  test('a watch can start with 410', async () => {
    server.faults.expired({ verb: 'watch', resource: 'configmaps' });
    const reply = await way()(`${maps}?watch=true&resourceVersion=1`);
    expect(JSON.parse(await reply.text())).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
  });

  test('a watch whose connection is cut ends with an error', async () => {
    const reply = await way()(`${maps}?watch=true&resourceVersion=${server.resourceVersion}`);
    const text = reply.text();
    await new Promise((resolve) => setImmediate(resolve));
    server.cutConnections();
    await expect(text).rejects.toThrow();
    expect((await way()(maps)).status).toBe(200);
  });

  test('a paused server is unreachable, and keeps its objects', async () => {
    await api.post(maps, configMap('a'));
    await server.pause();
    await expect(way()(maps)).rejects.toThrow();
    await server.restart();
    expect((await way()(`${maps}/a`)).status).toBe(200);
  });

  test('a reactor responds, throws a status, or passes the request on', async () => {
    const remove = server.intercept('get', 'configmaps', ({ name }) => {
      if (name === 'mine') return { object: { kind: 'ConfigMap', data: { from: 'reactor' } } };
      if (name === 'bad') throw new StatusError({ kind: 'Status', code: 418, message: 'no' });
      return undefined;
    });
    expect(JSON.parse(await (await way()(`${maps}/mine`)).text()).data).toEqual({ from: 'reactor' });
    expect((await way()(`${maps}/bad`)).status).toBe(418);
    expect((await way()(`${maps}/other`)).status).toBe(404);
    remove();
    expect((await way()(`${maps}/mine`)).status).toBe(404);
  });
});

test('requests are recorded with their parameters', async () => {
  await api.post(`${maps}?dryRun=All`, configMap('a'));
  const [request] = server.requests;
  expect(request).toMatchObject({ method: 'POST', path: maps, verb: 'create', resource: 'configmaps', namespace: 'default' });
  expect([request?.query.get('dryRun'), JSON.parse(request?.body ?? '').metadata.name]).toEqual(['All', 'a']);
  server.clearRequests();
  expect(server.requests).toEqual([]);
});

test('an idle watch within the process ends when its reader leaves', async () => {
  const response = await server.transport.send({
    method: 'GET',
    path: maps,
    query: [
      ['watch', 'true'],
      ['resourceVersion', server.resourceVersion],
    ],
    headers: {},
    streaming: true,
  });
  const iterator = response.body[Symbol.asyncIterator]();
  const pending = iterator.next();
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.watches).toBe(1);
  await iterator.return?.();
  await pending.catch(() => undefined);
  while (server.watches > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('a stopped server leaves no socket open', async () => {
  const watch = await api.watch(`${maps}?resourceVersion=${server.resourceVersion}`);
  await server.stop();
  await expect(watch.rest()).rejects.toThrow();
  expect([server.watches, server.connections]).toEqual([0, 0]);
  await server.stop();
});
