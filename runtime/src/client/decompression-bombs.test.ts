import type * as Zlib from 'node:zlib';
import { gzipSync, type Gunzip, type ZlibOptions } from 'node:zlib';
import { createDiscoveryClient } from '../discovery/index.js';
import { answerTooLarge } from '../errors/connection-error.js';
import type { KubeObject } from '../meta/index.js';
import { createRESTClient, type KubeRequest, type RESTConfig } from '../rest/index.js';
import { serveHTTP } from '../rest/testdata/loopback.js';
import { turnsUntil } from '../rest/testdata/turns.js';
import { silentLogger } from '../util/index.js';
import { namespacedClient } from './index.js';
import { newListerWatcher } from './lister-watcher.js';
import { pods } from './testdata/recording.js';

/** Every decompressor that the client has created. */
const mockGunzips: Gunzip[] = [];
jest.mock('node:zlib', () => {
  const zlib = jest.requireActual<typeof Zlib>('node:zlib');
  const createGunzip = (options?: ZlibOptions): Gunzip => {
    const gunzip = zlib.createGunzip(options);
    mockGunzips.push(gunzip);
    return gunzip;
  };
  return { ...zlib, createGunzip };
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const get: KubeRequest = { method: 'GET', path: '/x', query: [], headers: {} };
const mebibyte = (byte: string): Buffer => gzipSync(byte.repeat(2 ** 20));
/** Returns a prefix and 2 GB of one byte as 2 MB of gzip, which may have any number of members. */
const bomb = (prefix: string, byte = '0'): Buffer[] => [
  gzipSync(prefix),
  ...Array.from<Buffer>({ length: 2048 }).fill(mebibyte(byte)),
];

async function serving(
  parts: readonly Uint8Array[],
  config: RESTConfig = {},
  headers = { 'content-encoding': 'gzip' },
  status = 200,
) {
  const body = Buffer.concat(parts);
  const server = await serveHTTP((_request, response) => response.writeHead(status, headers).end(body));
  closing.push(() => server.close());
  const rest = createRESTClient({ host: server.url, proxyUrl: false, logger: silentLogger, ...config });
  closing.push(() => rest.close());
  return { rest, server, compressed: body.length };
}

const plain = { 'content-encoding': 'identity' };
const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);
const tooLarge = (option: string) => ({
  name: 'ConnectionError',
  code: answerTooLarge,
  message: expect.stringMatching(new RegExp(`^GET .*more than \\d+ bytes.*raise ${option} of the RESTConfig`)),
});

async function drainList(config: RESTConfig, parts: readonly Uint8Array[], headers = plain): Promise<KubeObject[]> {
  const { rest } = await serving(parts, config, headers);
  const items: KubeObject[] = [];
  const { signal } = new AbortController();
  for await (const part of newListerWatcher<KubeObject>(rest, pods).list({ signal })) items.push(...part.items);
  return items;
}

async function drainWatch(config: RESTConfig, text: string): Promise<number> {
  const { rest } = await serving([Buffer.from(text)], config, plain);
  const { signal } = new AbortController();
  let events = 0;
  const watched = newListerWatcher<KubeObject>(rest, pods).watch({
    signal,
    resourceVersion: '1',
    allowWatchBookmarks: true,
    timeoutSeconds: 9,
  });
  for await (const batch of watched) events += batch.length;
  return events;
}

const head = '{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[';
const big = (byte: string): Buffer => Buffer.from(byte.repeat(300_000));

describe('2 GB in 2 MB of gzip fail when the limit is reached, long before all of it is decompressed', () => {
  test.each([
    ['a request', 'maxResponseBytes', '{"metadata":{"name":"'],
    ['a list', 'maxObjectBytes', `${head}{"metadata":{"name":"`],
  ])(
    '%s',
    async (what, option, prefix) => {
      const { rest, server, compressed } = await serving(bomb(prefix));
      expect(compressed).toBeLessThan(3 * 2 ** 20);
      const call = what === 'a list' ? namespacedClient(rest, pods, 'ns').list() : rest.request(get);
      expect(await caught(call)).toMatchObject(tooLarge(option));
      // The limit is an eighth of the decompressed bytes.
      const bytesWritten = mockGunzips.at(-1)?.bytesWritten;
      expect(bytesWritten).toBeGreaterThan(0);
      expect(bytesWritten).toBeLessThan(compressed / 4);
      await turnsUntil(() => server.connections.open === 0);
    },
    120_000,
  );
});

describe('a list fails for more than maxObjectBytes or maxResponseBytes of', () => {
  test.each([
    ['an item', 'maxObjectBytes', `${head}{"metadata":{"name":"`, '0'],
    ['an item after others', 'maxObjectBytes', `${head}{"metadata":{"name":"a"}},{"metadata":{"name":"`, '0'],
    ['blanks between items', 'maxObjectBytes', head, ' '],
    ['the metadata of the list', 'maxResponseBytes', '{"kind":"PodList","metadata":{"continue":"', '0'],
    ['bytes after the items', 'maxResponseBytes', `${head}],"x":"`, '0'],
    ['something that is not JSON', 'maxResponseBytes', '', '0'],
    ['nothing but blanks', 'maxResponseBytes', '', ' '],
    ['nesting', 'maxResponseBytes', '', '['],
  ])('%s', async (_what, option, prefix, byte) => {
    const { rest } = await serving([gzipSync(Buffer.concat([Buffer.from(prefix), big(byte)]))], {
      maxObjectBytes: 100_000,
      maxResponseBytes: 200_000,
    });
    expect(await caught(namespacedClient(rest, pods, 'ns').list())).toMatchObject(tooLarge(option));
  });

  test('one item that arrived completely', async () => {
    const list = `${head}{"metadata":{"name":"a"}},{"metadata":{"name":"b","annotations":{"a":"${'0'.repeat(2_000)}"}}}]}`;
    await expect(drainList({ maxObjectBytes: 1_000 }, [Buffer.from(list)])).rejects.toMatchObject(tooLarge('maxObjectBytes'));
  });

  test('does not fail for many items, which are decoded as they arrive', async () => {
    const items = Array.from({ length: 10_000 }, (_, i) => `{"metadata":{"name":"pod-${i}"}}`);
    const list = Buffer.from(`${head}${items.join(',')}]}`);
    expect(list.length).toBeGreaterThan(300_000);
    expect(await drainList({ maxObjectBytes: 1_000, maxResponseBytes: 1_000 }, [list])).toHaveLength(10_000);
  });
});

describe('a watch fails for more than maxObjectBytes of', () => {
  const event = (name: string): string => `{"type":"ADDED","object":{"kind":"Pod","metadata":{"name":"${name}"}}}\n`;
  test.each([
    ['one event', event('0'.repeat(300_000))],
    ['an event without an end', `{"type":"ADDED","object":{"kind":"${'0'.repeat(300_000)}`],
    ['blank lines', '\n'.repeat(300_000)],
    ['blanks', ' '.repeat(300_000)],
  ])('%s, after the events before', async (_what, text) => {
    expect(await caught(drainWatch({ maxObjectBytes: 100_000 }, event('a') + text))).toMatchObject({
      code: answerTooLarge,
      message: expect.stringMatching(/more than 100000 bytes.*raise maxObjectBytes of the RESTConfig/),
    });
  });

  test('does not fail for any number of events', async () => {
    await expect(drainWatch({ maxObjectBytes: 100 }, event('a').repeat(5_000))).resolves.toBe(5_000);
  });
});

describe('responses that are buffered are bounded by maxResponseBytes', () => {
  const zipped = gzipSync(Buffer.concat([Buffer.from('"'), big('0'), Buffer.from('"')]));
  const limits = { maxResponseBytes: 100_000 };

  test('objects, text, raw responses, discovery and OpenAPI documents', async () => {
    const { rest } = await serving([zipped], limits);
    const discovery = createDiscoveryClient(rest);
    for (const call of [
      () => rest.request(get),
      () => rest.text(get),
      () => rest.raw(get),
      () => namespacedClient(rest, pods, 'ns').get('a'),
      () => discovery.openAPIV2(),
      () => discovery.serverVersion(),
      () => discovery.serverGroups(),
    ]) {
      expect(await caught(call())).toMatchObject(tooLarge('maxResponseBytes'));
    }
  });

  test('before the body is read, if the response states its length', async () => {
    let written = 0;
    const server = await serveHTTP((_request, response) => {
      response.writeHead(200, { 'content-length': 2 ** 40 });
      response.write('{', () => written++);
    });
    closing.push(() => server.close());
    const rest = createRESTClient({ host: server.url, proxyUrl: false });
    expect(await caught(rest.request(get))).toMatchObject(tooLarge('maxResponseBytes'));
    await turnsUntil(() => server.connections.open === 0);
    expect(written).toBeLessThanOrEqual(1);
  });

  test('a response of exactly this size is accepted, and Infinity accepts any size', async () => {
    const exact = await serving([zipped], { maxResponseBytes: 300_002 });
    await expect(exact.rest.request(get)).resolves.toHaveLength(300_000);
    const unlimited = await serving([zipped], { maxResponseBytes: Infinity, maxObjectBytes: Infinity });
    await expect(unlimited.rest.request(get)).resolves.toHaveLength(300_000);
  });

  test('the body of an error response is truncated', async () => {
    const { rest } = await serving(
      Array.from<Buffer>({ length: 64 }).fill(mebibyte('0')),
      {},
      { 'content-encoding': 'gzip' },
      403,
    );
    const error = await caught(rest.request(get));
    expect(error).toMatchObject({ name: 'StatusError', code: 403 });
    expect(String(error).length).toBeLessThan(10_000);
  });

  test('streams for the caller are not bounded', async () => {
    const { rest } = await serving([zipped], { ...limits, maxObjectBytes: 1 });
    let bytes = 0;
    for await (const chunk of (await rest.stream(get)).body) bytes += chunk.length;
    expect(bytes).toBe(300_002);
  });
});

test.each([{ maxObjectBytes: 0 }, { maxResponseBytes: NaN }, { maxRetryAfterMs: -1 }])(
  'createRESTClient throws for %j',
  (config) => {
    expect(() => createRESTClient({ host: 'h', ...config })).toThrow(TypeError);
  },
);
