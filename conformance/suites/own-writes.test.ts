/** Reads of a manager's client are at least as new as its writes, on both servers, also while watches are held back. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createRESTClient,
  isStaleCacheError,
  mergePatch,
  newControllerManagedBy,
  newManager,
  StaleCacheError,
  type Manager,
  type ManagerOptions,
  type Middleware,
  type RESTClient,
} from 'kube-client-runtime';
import { configMaps, type ConfigMap } from './support/config-maps.js';
import { useServer } from './support/server.js';

const subject = useServer();
/** Delays each part of a watch. Each test sets it. */
let delayMs: () => number;
let rest: RESTClient;
let stop: AbortController;
let ended: Promise<void>;

const delayedWatches: Middleware = (next) => ({
  async send(request, signal) {
    const response = await next.send(request, signal);
    if (!request.query.some(([name, value]) => name === 'watch' && value === 'true')) return response;
    async function* delayed(): AsyncGenerator<Uint8Array> {
      for await (const chunk of response.body) {
        await sleep(delayMs(), undefined, { signal });
        yield chunk;
      }
    }
    return { ...response, body: delayed() };
  },
});

beforeEach(() => {
  delayMs = () => 0;
  rest = createRESTClient({ ...subject.config, middleware: [delayedWatches] });
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await ended;
  rest.close();
});

/** Starts a manager whose cache of ConfigMaps has synced. */
async function start(options: ManagerOptions = {}, prepare: (manager: Manager) => void = () => {}): Promise<Manager> {
  const manager = newManager({ rest }, { cache: { namespace: subject.namespace }, ...options });
  manager.indexField(configMaps, 'level', ({ data }) => (data?.['level'] === undefined ? [] : [data['level']]));
  prepare(manager);
  ended = manager.start(stop.signal);
  await manager.client.list(configMaps);
  return manager;
}

/** Holds back all watches for a time from now. */
function holdBack(ms: number): void {
  const until = Date.now() + ms;
  delayMs = () => Math.max(0, until - Date.now());
}

const key = (name: string) => ({ namespace: subject.namespace, name });

test('300 creates and 300 patches are read back at once: by key, by index and in lists', async () => {
  const { client } = await start();
  const stale: string[] = [];
  const check = (what: string, isRight: boolean): void => {
    if (!isRight) stale.push(what);
  };
  for (let i = 0; i < 300; i++) {
    const name = `c${i}`;
    await client.create(configMaps, { metadata: key(name), data: { level: '0' } });
    if (i % 3 === 0) check(`create ${i}`, (await client.get(configMaps, key(name))) !== undefined);
    if (i % 3 === 1)
      check(`create ${i} in the list`, (await client.list(configMaps, { namespace: subject.namespace })).length > i);
    const index = { name: 'level', value: `${i}` };
    await client.patch(configMaps, key(name), mergePatch({ data: { level: `${i}` } }));
    check(
      `patch ${i}`,
      (await client.list(configMaps, { index })).some(({ metadata }) => metadata.name === name),
    );
    check(`patch ${i}`, (await client.get(configMaps, key(name)))?.data?.['level'] === `${i}`);
  }
  expect(stale).toEqual([]);
});

test('deletions, finalizers and generated names are read back at once', async () => {
  const { client } = await start();
  const names = async (): Promise<unknown[]> =>
    (await client.list(configMaps, { labelSelector: 'own' })).map(({ metadata }) => metadata.name);
  for (let i = 0; i < 20; i++) {
    const metadata = { namespace: subject.namespace, generateName: 'g-', labels: { own: '1' } };
    const created = await client.create(configMaps, { metadata });
    const name = created.metadata.name ?? '';
    expect(await names()).toEqual([name]);
    if (i % 2 === 0)
      await client.patch(configMaps, key(name), mergePatch<ConfigMap>({ metadata: { finalizers: ['example.com/a'] } }));
    await client.delete(configMaps, key(name));
    if (i % 2 === 0) {
      expect((await client.get(configMaps, key(name)))?.metadata.deletionTimestamp).toBeDefined();
      await client.patch(configMaps, key(name), mergePatch<ConfigMap>({ metadata: { finalizers: null } }));
    }
    expect(await client.get(configMaps, key(name))).toBeUndefined();
    expect(await names()).toEqual([]);
    // Of the same name, so that one must not be taken for the other.
    const again = await client.create(configMaps, { metadata: { ...key(name), labels: { own: '1' } } });
    expect((await client.get(configMaps, key(name)))?.metadata.uid).toBe(again.metadata.uid);
    await client.delete(configMaps, key(name));
    expect(await names()).toEqual([]);
  }
});

test('while watches are held back for 8 s, no read is older than a write', async () => {
  const { client } = await start();
  holdBack(8000);
  await client.create(configMaps, { metadata: key('a'), data: { level: '1' } });
  await client.patch(configMaps, key('a'), mergePatch({ data: { level: '2' } }));
  const [one, list] = await Promise.all([
    client.get(configMaps, key('a')),
    client.list(configMaps, { index: { name: 'level', value: '2' } }),
  ]);
  expect([one?.data?.['level'], list.length]).toEqual(['2', 1]);
});

test('while watches are held back for 12 s, a read rejects with the typed error', async () => {
  const { client } = await start();
  holdBack(12_000);
  const { metadata } = await client.create(configMaps, { metadata: key('a') });
  const error: unknown = await client.get(configMaps, key('a')).catch((reason: unknown) => reason);
  expect(isStaleCacheError(error)).toBe(true);
  expect(error).toMatchObject({ kind: 'ConfigMap', key: `${subject.namespace}/a`, version: metadata.resourceVersion });
  expect(error).toBeInstanceOf(StaleCacheError);
});

/** Runs a controller that gives each of 20 parents 5 children with generated names, one in each reconciliation. */
async function childrenMade(readYourWrites: boolean): Promise<number> {
  let draw = 1;
  delayMs = () => (draw = (draw * 16_807) % 2_147_483_647) % 30;
  let made = 0;
  let quietAt = Date.now();
  const manager = await start({ readYourWrites }, (prepared) => {
    prepared.indexField(configMaps, 'parent', ({ metadata }) => (metadata.labels?.['parent'] ? [metadata.labels['parent']] : []));
    newControllerManagedBy(prepared)
      .named('children')
      .watches(configMaps, ({ object: { metadata } }, queue) => {
        queue.add({ namespace: subject.namespace, name: metadata.labels?.['parent'] ?? metadata.name ?? '' });
      })
      .build(async ({ namespace, name }) => {
        const children = await prepared.client.list(configMaps, { namespace, index: { name: 'parent', value: name } });
        if (children.length >= 5) return {};
        await prepared.client.create(configMaps, { metadata: { namespace, generateName: `${name}-`, labels: { parent: name } } });
        made++;
        quietAt = Date.now();
        return { requeueAfterMs: 1 };
      });
  });
  for (let i = 0; i < 20; i++) await manager.client.create(configMaps, { metadata: key(`p${i}`) });
  while (Date.now() - quietAt < 2000) await sleep(100);
  return made;
}

test('a controller makes exactly as many children as it wants while events are delayed', async () => {
  expect(await childrenMade(true)).toBe(100);
});

test('without read-your-writes, it makes more', async () => {
  expect(await childrenMade(false)).toBeGreaterThan(100);
});
