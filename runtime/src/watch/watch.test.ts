import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { KubeObject, WatchEvent } from '../meta/index.js';
import { createRESTClient, type KubeRequest, type Transport } from '../rest/index.js';
import { serveHTTP } from '../rest/testdata/loopback.js';
import { untilAborted } from '../rest/testdata/until-aborted.js';
import { newFakeClock } from '../util/index.js';
import { decodeWatchEvents } from './decode.js';
import { watch, watchBatches } from './watch.js';

const frame = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;
const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { text: 'é€😀\u2028' } } });
const gone = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'Expired',
  code: 410,
  message: 'too old resource version',
};
const request: KubeRequest = { method: 'GET', path: '/api/v1/pods', query: [['watch', 'true']], headers: {}, streaming: true };

async function* chunks(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function decode(...parts: (string | Uint8Array)[]): Promise<{ events: WatchEvent<KubeObject>[]; error?: unknown }> {
  const events: WatchEvent<KubeObject>[] = [];
  try {
    for await (const batch of decodeWatchEvents<KubeObject>(chunks(...parts.map((part) => Buffer.from(part))))) {
      expect(batch).not.toHaveLength(0);
      events.push(...batch);
    }
  } catch (error) {
    return { events, error };
  }
  return { events };
}

const text =
  frame('ADDED', pod('a')) +
  frame('MODIFIED', pod('b')) +
  '\n \n' +
  frame('BOOKMARK', { metadata: { resourceVersion: '7' } }) +
  frame('DELETED', pod('c'));
const events = text
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line): unknown => JSON.parse(line));

test('events are the same wherever the chunks are cut', async () => {
  const bytes = Buffer.from(text);
  expect(await decode(bytes)).toEqual({ events });
  for (let cut = 1; cut < bytes.length; cut++)
    expect((await decode(bytes.subarray(0, cut), bytes.subarray(cut))).events).toEqual(events);
  expect(await decode(...[...bytes].map((byte) => Buffer.from([byte])))).toEqual({ events });
});

test('the events of a chunk come as one batch', async () => {
  const batches: number[] = [];
  for await (const batch of decodeWatchEvents(chunks(Buffer.from(text), Buffer.from(frame('ADDED', pod('x'))))))
    batches.push(batch.length);
  expect(batches).toEqual([4, 1]);
});

test('an ERROR event carries its Status, and is the last', async () => {
  expect(await decode(frame('ADDED', pod('a')) + frame('ERROR', gone) + frame('ADDED', pod('b')))).toEqual({
    events: [
      { type: 'ADDED', object: pod('a') },
      { type: 'ERROR', status: gone },
    ],
  });
  expect((await decode(frame('ERROR', { code: 500, message: 'x' }))).events[0]).toMatchObject({
    type: 'ERROR',
    status: { kind: 'Status', code: 500, message: 'x' },
  });
  expect((await decode(frame('ERROR', { message: 5 }))).events[0]).toMatchObject({
    type: 'ERROR',
    status: { reason: 'InternalError' },
  });
});

describe('a broken frame is an error, after the events before it, and is not quoted', () => {
  test.each<[string, string]>([
    ['hunter2\n', 'a frame of 7 bytes that is not JSON'],
    ['"hunter2"\n', 'a frame that is not an event'],
    ['{"type":"ADDED","object":null}\n', 'a frame that is not an event'],
    ['{"type":"RENAMED","object":{}}\n', 'an event of the unknown type "RENAMED"'],
    ['{"type":"ADDED","object":{"hun', 'the watch ended in the middle of an event'],
  ])('%j', async (broken, message) => {
    const { events: before, error } = await decode(frame('ADDED', pod('a')) + broken);
    expect(before).toHaveLength(1);
    expect(error).toMatchObject({ name: 'ConnectionError', message: expect.stringContaining(message) });
    expect(String(error)).not.toContain('hunter2');
  });

  test('but a last event needs no line end', async () => {
    expect((await decode(frame('ADDED', pod('a')).trim())).events).toHaveLength(1);
  });
});

test('silence is found 75 s after a bookmark, not before, and a slow reader is no silence', async () => {
  const clock = newFakeClock();
  let speak = (): void => {};
  const transport: Transport = {
    send: async (_request, signal) => ({
      status: 200,
      headers: {},
      body: (async function* () {
        for (;;) {
          yield Buffer.from(frame('BOOKMARK', pod('a')));
          await Promise.race([new Promise<void>((resolve) => (speak = resolve)), untilAborted(signal)]);
        }
      })(),
    }),
  };
  const rest = createRESTClient({ transport }, { clock });
  const iterator = watchBatches(rest, request);
  await iterator.next();
  await clock.advanceAsync(500_000);
  const second = iterator.next();
  await clock.advanceAsync(74_999);
  speak();
  await expect(second).resolves.toMatchObject({ done: false });
  const third = iterator.next().catch((error: unknown) => error);
  await clock.advanceAsync(75_000);
  expect(await third).toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT' });
  expect(clock.pending).toBe(0);
});

test('the time limits and the signal of the call are those of its request, which is open-ended', async () => {
  const asked: unknown[] = [];
  const client: Parameters<typeof watch>[0] = {
    stream: (streamed, options) => {
      asked.push(streamed.streaming, options);
      return Promise.reject(new Error('enough'));
    },
  };
  const { signal } = new AbortController();
  await expect(watch(client, request, { signal, timeoutMs: 5_000 }).next()).rejects.toThrow('enough');
  await expect(watch(client, request, { idleTimeoutMs: 1_000 }).next()).rejects.toThrow('enough');
  expect(asked).toEqual([
    true,
    { signal, timeoutMs: 5_000, idleTimeoutMs: expect.any(Function), endTimeoutMs: 0 },
    true,
    { signal: undefined, timeoutMs: undefined, idleTimeoutMs: 1_000, endTimeoutMs: 0 },
  ]);
});

describe('over a connection', () => {
  const serving = async (handler: RequestListener) => {
    const server = await serveHTTP(handler);
    const rest = createRESTClient({ host: server.url, proxyUrl: false });
    return { server, rest };
  };

  test('a refused watch throws the Status, and one that the server ends, ends', async () => {
    const { server, rest } = await serving((req, response) => {
      if (req.url?.includes('old')) response.writeHead(410).end(JSON.stringify(gone));
      else response.end(text);
    });
    await expect(watch(rest, { ...request, path: '/old' }).next()).rejects.toMatchObject({
      name: 'StatusError',
      code: 410,
      reason: 'Expired',
    });
    const seen: unknown[] = [];
    for await (const event of watch(rest, request)) seen.push(event);
    expect(seen).toEqual(events);
    rest.close();
    await server.close();
  });

  test('leaving the loop, and the signal, close the connection at once', async () => {
    const { server, rest } = await serving((_req, response) => void response.write(text));
    const closed = async (): Promise<void> => {
      const [socket] = server.sockets;
      if (socket !== undefined) await once(socket, 'close');
    };
    for await (const event of watch(rest, request)) {
      expect(event.type).toBe('ADDED');
      break;
    }
    await closed();
    const controller = new AbortController();
    const batches = watchBatches(rest, request, { signal: controller.signal });
    await batches.next();
    const next = batches.next();
    controller.abort('enough');
    await expect(next).rejects.toBe('enough');
    await closed();
    expect(server.connections).toEqual({ made: 2, open: 0 });
    await server.close();
  });

  test('a connection that breaks is an error, not an end', async () => {
    const { server, rest } = await serving((_req, response) => {
      response.write(frame('ADDED', pod('a')));
      setImmediate(() => response.destroy());
    });
    const iterator = watch(rest, request);
    await iterator.next();
    await expect(iterator.next()).rejects.toMatchObject({ name: 'ConnectionError', code: 'ECONNRESET' });
    await server.close();
  });
});
