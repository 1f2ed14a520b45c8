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
const requestFor = (resourceVersion: string, timeoutSeconds?: number): KubeRequest => ({
  method: 'GET',
  path: '/api/v1/pods',
  query: [
    ['resourceVersion', resourceVersion],
    ...(timeoutSeconds === undefined ? [] : [['timeoutSeconds', String(timeoutSeconds)] as const]),
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
    watch: ({ resourceVersion = '', timeoutSeconds, signal }: WatchOptions) =>
      watch<KubeObject>(rest, requestFor(resourceVersion, timeoutSeconds), { signal }),
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
  await turnsUntil(() => clock.nextDelay === 75_000);
  await clock.advanceAsync(74_999);
  expect(server.connections).toEqual({ made: 1, open: 1 });
  await clock.advanceAsync(1);
  await turnsUntil(
    () => answers.length === 2,
    () => clock.advanceAsync(1_000),
  );
  await turnsUntil(() => server.connections.open === 1);
  expect(server.connections.made).toBe(2);
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

test('without a bookmark on its connection, a quiet watch is not given up: Events send none', async () => {
  const { clock, server, answer, watcher, close } = await setup();
  const events = watcher.watch({ resourceVersion: '5' })[Symbol.asyncIterator]();
  const first = events.next();
  const { response } = await answer(0);
  response.write(frame('ADDED', '5'));
  await first;
  const next = events.next();
  await clock.advanceAsync(30 * 60_000);
  response.write(frame('ADDED', '6'));
  expect(await next).toMatchObject({ value: { type: 'ADDED' } });
  expect(server.connections).toEqual({ made: 1, open: 1 });
  await events.return?.();
  await close();
});

test('the bookmark that ends the initial events does not begin the idle limit, since every stream has it; the next one does', async () => {
  const { clock, answer, watcher, close } = await setup();
  const events = watcher.watch({ resourceVersion: '5' })[Symbol.asyncIterator]();
  const first = events.next();
  const { response } = await answer(0);
  const end = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { resourceVersion: '6', annotations: { 'k8s.io/initial-events-end': 'true' } },
  };
  response.write(`${JSON.stringify({ type: 'BOOKMARK', object: end })}\n`);
  await first;
  const second = events.next();
  await clock.advanceAsync(30 * 60_000);
  response.write(frame('BOOKMARK', '7'));
  await second;
  const third = events.next();
  third.catch(() => {});
  await turnsUntil(() => clock.nextDelay === 75_000);
  await clock.advanceAsync(75_000);
  await expect(third).rejects.toMatchObject({ name: 'ConnectionError', code: 'ETIMEDOUT' });
  await close();
});

describe('a watch that stays open past its requested time and 30 s is ended by the client', () => {
  test('if nothing comes', async () => {
    const { clock, server, answer, watcher, close } = await setup();
    const events = watcher.watch({ resourceVersion: '5', timeoutSeconds: 60 })[Symbol.asyncIterator]();
    const first = events.next();
    (await answer(0)).response.write(frame('ADDED', '6'));
    await first;
    const next = events.next();
    expect(clock.nextDelay).toBe(90_000);
    await clock.advanceAsync(89_999);
    expect(server.connections.open).toBe(1);
    await clock.advanceAsync(1);
    expect(await next).toEqual({ done: true, value: undefined });
    await turnsUntil(() => server.connections.open === 0);
    expect(clock.pending).toBe(0);
    await close();
  });

  test('if bytes keep dripping, whole events or not', async () => {
    for (const drip of [' ', frame('ADDED', '7')]) {
      const { clock, server, answer, watcher, close } = await setup();
      const done = (async () => {
        const types: string[] = [];
        for await (const { type } of watcher.watch({ resourceVersion: '5', timeoutSeconds: 60 })) types.push(type);
        return types.length;
      })();
      const { response } = await answer(0);
      response.write(frame('ADDED', '6'));
      await turnsUntil(() => clock.nextDelay === 90_000);
      for (let second = 0; second < 91; second++) {
        response.write(drip);
        await clock.advanceAsync(1000);
      }
      expect(await done).toBeGreaterThan(0);
      await turnsUntil(() => server.connections.open === 0);
      await close();
    }
  });
});

test('a RetryWatcher asks for watches of 5 to 10 minutes, and goes on after one that did not end', async () => {
  const { clock, answer, answers, watcher, close } = await setup();
  const events = newRetryWatcher('5', watcher, { clock, random: () => 0.5 });
  const first: Next = events.next();
  (await answer(0)).response.write(frame('ADDED', '6'));
  await first;
  const second: Next = events.next();
  await turnsUntil(
    () => answers.length === 2,
    () => clock.advanceAsync(480_000),
  );
  const { url, response } = await answer(1);
  expect(url).toContain('resourceVersion=6&timeoutSeconds=450&');
  response.write(frame('MODIFIED', '7'));
  expect(await second).toMatchObject({ value: { type: 'MODIFIED' } });
  await events.return(undefined);
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
