import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { KubeObject, WatchEvent, WatchOptions } from '../meta/index.js';
import { createRESTClient, type KubeRequest } from '../rest/index.js';
import { serveHTTP } from '../rest/testdata/loopback.js';
import { turnsUntil } from '../rest/testdata/turns.js';
import { newFakeClock } from '../util/index.js';
import { newRetryWatcher, type Watcher } from './retry-watcher.js';
import { watch } from './watch.js';

const frame = (type: string, resourceVersion: string): string =>
  `${JSON.stringify({ type, object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', resourceVersion } } })}\n`;
const requestFor = (resourceVersion: string): KubeRequest => ({
  method: 'GET',
  path: '/api/v1/pods',
  query: [
    ['resourceVersion', resourceVersion],
    ['watch', 'true'],
  ],
  headers: {},
});

/** A server whose answers the test writes; the network in between is what goes silent, without an end. */
async function setup() {
  const answers: { readonly url: string; readonly response: ServerResponse }[] = [];
  let arrived = (): void => {};
  const server = await serveHTTP((request, response) => {
    answers.push({ url: request.url ?? '', response });
    response.flushHeaders();
    arrived();
  });
  const clock = newFakeClock();
  const rest = createRESTClient({ host: server.url, proxyUrl: false }, { clock });
  const watcher: Watcher<KubeObject> = {
    watch: ({ resourceVersion = '', signal }: WatchOptions) => watch<KubeObject>(rest, requestFor(resourceVersion), { signal }),
  };
  return {
    clock,
    server,
    answers,
    watcher,
    answer: async (index: number) => {
      while (answers.length <= index) await new Promise<void>((resolve) => (arrived = resolve));
      const found = answers[index];
      if (found === undefined) throw new Error('no such answer');
      return found;
    },
    close: async () => {
      rest.close();
      await server.close();
    },
  };
}

type Next = Promise<IteratorResult<WatchEvent<KubeObject>, void>>;

test('a connection that is open but dead is found after 75 s, closed, and replaced from the last version', async () => {
  const { clock, server, answer, watcher, answers, close } = await setup();
  const controller = new AbortController();
  const events = newRetryWatcher('5', watcher, { clock, signal: controller.signal });
  const first: Next = events.next();
  (await answer(0)).response.write(frame('ADDED', '5') + frame('BOOKMARK', '6'));
  expect(await first).toMatchObject({ value: { type: 'ADDED' } });
  const second: Next = events.next();
  await clock.advanceAsync(74_999);
  expect(server.connections).toEqual({ made: 1, open: 1 });
  await clock.advanceAsync(1);
  await turnsUntil(() => server.connections.open === 0);
  await turnsUntil(
    () => answers.length === 2,
    () => clock.advanceAsync(1_000),
  );
  const { url, response } = await answer(1);
  expect(url).toContain('resourceVersion=6');
  response.write(frame('MODIFIED', '7'));
  expect(await second).toMatchObject({ value: { type: 'MODIFIED', object: { metadata: { resourceVersion: '7' } } } });
  const third: Next = events.next();
  controller.abort('enough');
  await expect(third).rejects.toBe('enough');
  expect(answers).toHaveLength(2);
  expect(clock.pending).toBe(0);
  await close();
});

test('a quiet watch stays open for hours as long as bookmarks come', async () => {
  const { clock, server, answer, watcher, close } = await setup();
  const events = watcher.watch({ resourceVersion: '5' })[Symbol.asyncIterator]();
  for (let minute = 0; minute < 180; minute++) {
    const next = events.next();
    const { response } = await answer(0);
    await clock.advanceAsync(60_000);
    response.write(frame('BOOKMARK', String(6 + minute)));
    expect(await next).toMatchObject({ value: { type: 'BOOKMARK' } });
  }
  expect(server.connections.made).toBe(1);
  await events.return?.();
  expect(clock.pending).toBe(0);
  await close();
});

test('a watch whose answer never begins is given up', async () => {
  const server = await serveHTTP(() => {});
  const clock = newFakeClock();
  const rest = createRESTClient({ host: server.url, proxyUrl: false }, { clock });
  const next = watch(rest, requestFor('5')).next();
  next.catch(() => {});
  await turnsUntil(() => server.sockets.size > 0);
  await clock.advanceAsync(75_000);
  await expect(next).rejects.toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT' });
  for (const socket of server.sockets) await once(socket, 'close');
  expect(server.connections).toEqual({ made: 1, open: 0 });
  rest.close();
  await server.close();
});
