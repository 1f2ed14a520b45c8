import { newFakeClock, type FakeClock } from 'kube-client-runtime';
import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, configMap, type Client, type Event } from '../testdata/api-client.js';

let server: ApiServer;
let api: Client;
let clock: FakeClock;

beforeEach(async () => {
  clock = newFakeClock();
  server = await startApiServer({ clock, bookmarkIntervalMs: 1000, historySize: 50 });
  api = clientOf(server);
});
afterEach(() => server.stop());

const maps = '/api/v1/namespaces/default/configmaps';

function brief({ type, object }: Event): string {
  return `${type} ${object.metadata?.name ?? object.reason ?? object.metadata?.resourceVersion ?? ''}`;
}

test('a watch from a version sends all later events in order', async () => {
  const { body: a } = await api.post(maps, configMap('a'));
  await api.patch(`${maps}/a`, 'merge', { data: { x: '1' } });
  const watch = await api.watch(`${maps}?resourceVersion=${a.metadata.resourceVersion}`);
  expect(brief(await watch.next())).toBe('MODIFIED a');
  await api.post(maps, configMap('b'));
  await api.post('/api/v1/namespaces/kube-system/configmaps', configMap('elsewhere'));
  await api.delete(`${maps}/a`);
  const [added, deleted] = await watch.take(2);
  expect([added, deleted].map((event) => event && brief(event))).toEqual(['ADDED b', 'DELETED a']);
  expect(Number(deleted?.object.metadata.resourceVersion)).toBe(Number(server.resourceVersion));
  expect(deleted?.object.data).toEqual({ x: '1' });
  await watch.close();
});

test('a watch without a version starts with the existing objects', async () => {
  await api.post(maps, configMap('a'));
  for (const query of ['', '?resourceVersion=0']) {
    const watch = await api.watch(`${maps}${query}`);
    expect(brief(await watch.next())).toBe('ADDED a');
    await watch.close();
  }
});

test('initial events end with an annotated bookmark', async () => {
  await api.post(maps, configMap('a'));
  const watch = await api.watch(`${maps}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`);
  const [added, end] = await watch.take(2);
  expect(added && brief(added)).toBe('ADDED a');
  expect(end).toEqual({
    type: 'BOOKMARK',
    object: {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { resourceVersion: server.resourceVersion, annotations: { 'k8s.io/initial-events-end': 'true' } },
    },
  });
  await watch.close();
  const wrong = await api.watch(`${maps}?sendInitialEvents=true`);
  expect(wrong.status).toBe(422);
  await wrong.close();
});

test('a watch with a selector adds and deletes objects as they begin and cease to match', async () => {
  await api.post(maps, configMap('a', {}, { on: 'no' }));
  const watch = await api.watch(`${maps}?labelSelector=on%3Dyes&resourceVersion=${server.resourceVersion}`);
  await api.patch(`${maps}/a`, 'merge', { metadata: { labels: { on: 'yes' } } });
  await api.patch(`${maps}/a`, 'merge', { data: { x: '1' } });
  await api.patch(`${maps}/a`, 'merge', { metadata: { labels: { on: 'no' } } });
  const events = await watch.take(3);
  expect(events.map(brief)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  expect(events[2]?.object.metadata.labels).toEqual({ on: 'yes' });
  expect(events[2]?.object.metadata.resourceVersion).toBe(server.resourceVersion);
  await watch.close();
});

test('bookmarks are sent at intervals with the newest version', async () => {
  const watch = await api.watch(`${maps}?resourceVersion=${server.resourceVersion}&allowWatchBookmarks=true`);
  await api.post('/api/v1/namespaces/default/secrets', { metadata: { name: 's' } });
  clock.advance(1000);
  const bookmark = await watch.next();
  expect(brief(bookmark)).toBe(`BOOKMARK ${server.resourceVersion}`);
  await watch.close();
});

test('a watch ends at its timeout after a final bookmark', async () => {
  const watch = await api.watch(`${maps}?resourceVersion=${server.resourceVersion}&allowWatchBookmarks=true&timeoutSeconds=3`);
  clock.advance(1000);
  expect((await watch.next()).type).toBe('BOOKMARK');
  clock.advance(2000);
  const rest = await watch.rest();
  expect(rest.length).toBeLessThanOrEqual(1);
  expect(server.watches).toBe(0);
});

test('an expired version causes an ERROR event on an open watch', async () => {
  await api.post(maps, configMap('a'));
  const past = Number(server.resourceVersion) - 1;
  server.compact();
  const watch = await api.watch(`${maps}?resourceVersion=${past}`);
  expect(watch.status).toBe(200);
  const [event, ...more] = await watch.rest();
  expect(more).toEqual([]);
  expect(event?.object).toMatchObject({
    kind: 'Status',
    code: 410,
    reason: 'Expired',
    message: `too old resource version: ${past} (${server.resourceVersion})`,
  });
});

test('the history is truncated at its limit, without an effect on a watch that keeps up', async () => {
  await api.post(maps, configMap('a'));
  const start = server.resourceVersion;
  const watch = await api.watch(`${maps}?resourceVersion=${start}`);
  for (let index = 0; index < 120; index++) {
    await api.patch(`${maps}/a`, 'merge', { data: { x: String(index) } });
    expect((await watch.next()).object.data.x).toBe(String(index));
  }
  await watch.close();
  const late = await api.watch(`${maps}?resourceVersion=${start}`);
  expect((await late.next()).object.reason).toBe('Expired');
});

test('a compaction does not end a running watch, but ending all watches does', async () => {
  const watch = await api.watch(`${maps}?resourceVersion=${server.resourceVersion}`);
  await api.post(maps, configMap('a'));
  server.compact();
  await api.post(maps, configMap('b'));
  expect((await watch.take(2)).map(brief)).toEqual(['ADDED a', 'ADDED b']);
  expect(server.endWatches({ resource: 'pods' })).toBe(0);
  expect(server.endWatches()).toBe(1);
  expect(await watch.rest()).toEqual([]);
});

test('a watch ends when its client disconnects', async () => {
  const watch = await api.watch(`${maps}?resourceVersion=${server.resourceVersion}`);
  await api.post(maps, configMap('a'));
  await watch.next();
  expect(server.watches).toBe(1);
  await watch.close();
  while (server.watches > 0) await new Promise((resolve) => setImmediate(resolve));
});
