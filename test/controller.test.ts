/**
 * The manager and its controllers, over generated resources, against the embedded API server in this process.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  containsFinalizer,
  createOrPatch,
  createOrUpdate,
  enqueueRequestsFromMapFunc,
  getControllerOf,
  isAlreadyExists,
  isConflict,
  mergePatch,
  mutableCopy,
  newControllerManagedBy,
  newControllerRef,
  newFinalizers,
  newManager,
  newNotFound,
  predicate,
  type CoreEvent,
  type Immutable,
  type Manager,
  type ManagerOptions,
  type Request,
} from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';
import { statefulSetResource, type StatefulSet } from '../examples/rediscluster/generated/apps/v1/index.js';
import { redisClusterResource, type RedisCluster } from '../examples/rediscluster/generated/cache.example.com/v1alpha1/index.js';
import { createClientset, createSharedInformerFactory, type Clientset } from '../examples/rediscluster/generated/index.js';
import { told } from './support/told.js';

const crd = readFileSync(path.join(import.meta.dirname, '../examples/rediscluster/crd.yaml'), 'utf8');

let server: ApiServer;
let clientset: Clientset;
let manager: Manager;
let stop: AbortController;
let running: Promise<unknown> | undefined;
const logged: string[] = [];
const unhandled = jest.fn();

beforeEach(async () => {
  server = await startApiServer({ crds: [crd], namespaces: ['other'] });
  clientset = createClientset({ host: server.url, transport: server.transport });
  stop = new AbortController();
  running = undefined;
  logged.length = 0;
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});
afterEach(async () => {
  stop.abort();
  await running;
  expect(server.watches).toBe(0);
  await server.stop();
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

const ignore = (): void => {};
function make(options: ManagerOptions = {}): Manager {
  const error = (message: string): void => void logged.push(message);
  manager = newManager(clientset, { logger: { debug: ignore, info: ignore, warn: ignore, error }, ...options });
  return manager;
}
/** Starts the manager. `running` resolves with the error of `start`, or undefined. */
function start(): void {
  running = manager.start(stop.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const key = ({ namespace, name }: Request): string => `${namespace}/${name}`;
const redis = (namespace = 'default') => clientset.cacheV1alpha1.redisClusters(namespace);
const statefulSets = () => clientset.appsV1.statefulSets('default');
const cluster = (name: string, labels: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'default', labels },
  spec: { replicas: 1, image: 'redis:7.4' },
});
const statefulSet = (name: string, owner?: Immutable<RedisCluster> | RedisCluster) => ({
  metadata: { name, namespace: 'default', ...(owner && { ownerReferences: [newControllerRef(owner)] }) },
  spec: {
    serviceName: name,
    replicas: 1,
    selector: { matchLabels: { name } },
    template: { metadata: { labels: { name } }, spec: { containers: [{ name: 'redis', image: 'redis:7.4' }] } },
  },
});

/** Returns the reasons of the events of a cluster. */
async function eventsOf(name: string) {
  const { items } = await clientset.rest.request<{ items: CoreEvent[] }>({
    method: 'GET',
    path: '/api/v1/namespaces/default/events',
    query: [],
    headers: {},
  });
  return items
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ reason, message, type, count, source }) => ({ reason, message, type, count, source }))
    .sort((a, b) => `${a.reason} ${a.message}`.localeCompare(`${b.reason} ${b.message}`));
}

describe('a controller', () => {
  test('reconciles objects that exist, and objects that are added, changed and deleted', async () => {
    await redis().create(cluster('there'));
    const seen = told<string>();
    newControllerManagedBy(make())
      .for(redisClusterResource)
      .build(async (request) => {
        const found = await manager.client.get(redisClusterResource, request);
        seen.tell(`${key(request)} ${found?.spec.replicas ?? 'gone'}`);
      });
    start();
    await seen.until((values) => values.length === 1);
    await redis().create(cluster('new'));
    await seen.until((values) => values.length === 2);
    await redis().patch('new', mergePatch({ spec: { replicas: 2 } }));
    await seen.until((values) => values.length === 3);
    await redis().delete('new');
    await seen.until((values) => values.length === 4);
    expect(seen.values).toEqual(['default/there 1', 'default/new 1', 'default/new 2', 'default/new gone']);
  });

  test('reconciles the managing owner of an owned object, and the objects that a function returns', async () => {
    const a = await redis().create(cluster('a'));
    const seen = told<string>();
    newControllerManagedBy(make())
      .for(redisClusterResource, { predicates: [() => false] })
      .owns(statefulSetResource)
      .watches(
        statefulSetResource,
        // The type of the object is inferred, without an annotation or a cast.
        enqueueRequestsFromMapFunc((object) => [{ namespace: 'mapped', name: object.spec?.serviceName ?? '' }]),
        { predicates: [predicate.fromFilter(({ metadata }) => metadata.name === 'free')] },
      )
      .build(async (request) => seen.tell(key(request)));
    start();
    await statefulSets().create(statefulSet('owned', a));
    await seen.until((values) => values.length === 1);
    await statefulSets().create(statefulSet('free'));
    await seen.until((values) => values.length === 2);
    expect(seen.values).toEqual(['default/a', 'mapped/free']);
  });

  test('receives the events that pass the predicates of all kinds and of their kind', async () => {
    const seen = told<string>();
    const changes = told<string>();
    newControllerManagedBy(make())
      .for(redisClusterResource, {
        predicates: [
          predicate.generationChanged,
          predicate.funcs({
            update: ({ oldObject, object }) => {
              changes.tell(`${oldObject.spec.replicas} to ${object.spec.replicas}`);
              return true;
            },
          }),
        ],
      })
      .withEventFilter(predicate.not(predicate.labelSelector('ignored')))
      .build(async (request) => seen.tell(key(request)));
    start();
    await redis().create(cluster('ignored', { ignored: 'yes' }));
    await redis().create(cluster('a'));
    await seen.until((values) => values.length === 1);
    // The generation does not change, so the predicate drops the event.
    await redis().patch('a', mergePatch({ metadata: { labels: { changed: 'yes' } } }));
    await redis().patch('a', mergePatch({ spec: { replicas: 3 } }));
    await seen.until((values) => values.length === 2);
    expect(seen.values).toEqual(['default/a', 'default/a']);
    expect(changes.values).toEqual(['1 to 3']);
  });

  test('stops reconciling when the desired state is reached', async () => {
    const done = told<string>();
    const sets = statefulSetResource;
    newControllerManagedBy(make({ controller: { maxConcurrentReconciles: 2 } }))
      .for(redisClusterResource, { predicates: [predicate.generationChanged] })
      .owns(sets)
      .build(async (request, signal) => {
        const owner = await manager.client.get(redisClusterResource, request, { signal });
        if (!owner) return;
        const found = await manager.client.get(sets, request, { signal });
        if (!found) {
          await manager.client.create(sets, statefulSet(request.name, owner), { signal });
        } else if (found.spec?.replicas !== owner.spec.replicas) {
          const copy = mutableCopy(found);
          if (copy.spec) copy.spec.replicas = owner.spec.replicas;
          await manager.client.update(sets, copy, { signal });
        } else if (owner.status?.phase !== 'Running') {
          await manager.client.updateStatus(
            redisClusterResource,
            { ...mutableCopy(owner), status: { phase: 'Running' } },
            { signal },
          );
          done.tell(request.name);
        }
      });
    start();
    await redis().create({ ...cluster('a'), spec: { replicas: 3, image: 'redis:7.4' } });
    await done.until((values) => values.length === 1);
    expect((await statefulSets().get('a')).spec?.replicas).toBe(3);
    expect((await redis().get('a')).status).toEqual({ phase: 'Running' });
  });

  test('a custom source can enqueue any request', async () => {
    const seen = told<string>();
    newControllerManagedBy(make())
      .named('clock')
      .watchesRawSource({ name: 'a timer', start: (queue) => queue.add({ namespace: 'any', name: 'thing' }) })
      .build(async (request) => seen.tell(key(request)));
    start();
    await seen.until((values) => values.length === 1);
    expect(seen.values).toEqual(['any/thing']);
  });

  test('the error of a handler is logged, and the next event is delivered', async () => {
    const seen = told<string>();
    newControllerManagedBy(make())
      .named('c')
      .watches(redisClusterResource, (event, queue) => {
        if (event.object.metadata.name === 'bad') throw new Error('no');
        queue.add({ namespace: '', name: event.object.metadata.name });
      })
      .build(async ({ name }) => seen.tell(name));
    start();
    await redis().create(cluster('bad'));
    await redis().create(cluster('good'));
    await seen.until((values) => values.length === 1);
    expect(seen.values).toEqual(['good']);
    expect(logged).toHaveLength(1);
  });
});

describe('building refuses', () => {
  const nothing = async (): Promise<void> => {};
  test.each<[string, () => unknown, string]>([
    [
      'a second for',
      () => newControllerManagedBy(manager).for(redisClusterResource).for(statefulSetResource),
      'for(StatefulSet) was called after for(RedisCluster)',
    ],
    [
      'owns without for',
      () => newControllerManagedBy(manager).named('c').owns(statefulSetResource).build(nothing),
      'owns(StatefulSet) needs for(…)',
    ],
    [
      'no name',
      () => newControllerManagedBy(manager).watchesRawSource({ name: 's', start: ignore }).build(nothing),
      'needs for(…) or named(…)',
    ],
    ['nothing to watch', () => newControllerManagedBy(manager).named('c').build(nothing), 'controller c watches nothing'],
    [
      'a name that is taken',
      () => {
        newControllerManagedBy(manager).for(redisClusterResource).build(nothing);
        newControllerManagedBy(manager).for(redisClusterResource).build(nothing);
      },
      'the manager already has a runnable named rediscluster',
    ],
  ])('%s', (_what, build, message) => {
    make();
    expect(build).toThrow(message);
  });
});

describe('the client of a manager', () => {
  const withClient = async (use: () => Promise<void>): Promise<void> => {
    start();
    await manager.elected;
    await use();
  };

  test('reads from caches, and the first read of a kind fills its cache', async () => {
    await redis().create(cluster('a', { mine: 'yes' }));
    await redis().create(cluster('b'));
    await redis('other').create({ ...cluster('c'), metadata: { name: 'c' } });
    make();
    await withClient(async () => {
      const { client } = manager;
      const a: Immutable<RedisCluster> | undefined = await client.get(redisClusterResource, { namespace: 'default', name: 'a' });
      expect(a?.spec.image).toBe('redis:7.4');
      server.clearRequests();
      expect(await client.get(redisClusterResource, { namespace: 'default', name: 'c' })).toBeUndefined();
      const names = async (options?: Parameters<typeof client.list>[1]): Promise<string[]> =>
        (await client.list(redisClusterResource, options)).map(({ metadata }) => metadata.name).sort();
      expect(await names()).toEqual(['a', 'b', 'c']);
      expect(await names({ namespace: 'other' })).toEqual(['c']);
      expect(await names({ labelSelector: 'mine=yes' })).toEqual(['a']);
      expect(await names({ namespace: 'default', labelSelector: '!mine' })).toEqual(['b']);
      expect(server.requests).toEqual([]);
    });
  });

  test('finds by an index', async () => {
    await redis().create(cluster('a'));
    await redis('other').create({ ...cluster('b'), metadata: { name: 'b' } });
    make().indexField(redisClusterResource, 'image', (object) => [object.spec.image]);
    await withClient(async () => {
      const list = (namespace?: string) =>
        manager.client.list(redisClusterResource, { namespace, index: { name: 'image', value: 'redis:7.4' } });
      expect(await list()).toHaveLength(2);
      expect((await list('other')).map(({ metadata }) => metadata.name)).toEqual(['b']);
      await expect(manager.client.list(redisClusterResource, { index: { name: 'none', value: '' } })).rejects.toThrow('none');
    });
  });

  test('writes to the server, in the namespace of the object', async () => {
    const { client } = make();
    const r = redisClusterResource;
    const created = await client.create(r, cluster('a'));
    expect(created.metadata.namespace).toBe('default');
    expect(isAlreadyExists(await client.create(r, cluster('a')).catch((error: unknown) => error))).toBe(true);
    const updated = await client.update(r, { ...created, spec: { ...created.spec, replicas: 2 } });
    expect(isConflict(await client.update(r, created).catch((error: unknown) => error))).toBe(true);
    await client.updateStatus(r, { ...updated, status: { phase: 'Pending' } });
    await client.patchStatus(r, created.metadata, mergePatch({ status: { readyReplicas: 1 } }));
    await client.patch(r, created.metadata, mergePatch({ metadata: { labels: { a: 'b' } } }));
    await client.apply(
      r,
      {
        apiVersion: 'cache.example.com/v1alpha1',
        kind: 'RedisCluster',
        metadata: { name: 'a', namespace: 'default', finalizers: ['a/b'] },
      },
      { fieldManager: 'me' },
    );
    const read = await redis().get('a');
    expect([read.spec.replicas, read.status, read.metadata.labels]).toEqual([
      2,
      { phase: 'Pending', readyReplicas: 1 },
      { a: 'b' },
    ]);
    expect(containsFinalizer(read, 'a/b')).toBe(true);
    await client.delete(r, created.metadata);
    expect((await redis().get('a')).metadata.deletionTimestamp).toBeDefined();
  });

  test('refuses an object without a namespace before anything is sent', async () => {
    const { client } = make();
    const message = 'redisclusters: the object to create has no namespace';
    await expect(client.create(redisClusterResource, { ...cluster('a'), metadata: { name: 'a' } })).rejects.toThrow(message);
    await expect(client.delete(redisClusterResource, { name: 'a' })).rejects.toThrow('the object to delete has no namespace');
    await expect(client.get(redisClusterResource, { name: 'a' })).rejects.toThrow('the object to get has no namespace');
    expect(server.requests).toEqual([]);
  });

  test('a read before the start or after the end of the manager is an error with the reason', async () => {
    const { client } = make();
    const read = () => client.get(redisClusterResource, { namespace: 'default', name: 'a' });
    await expect(read()).rejects.toThrow('redisclusters cannot be read: the manager’s cache is not started yet');
    await withClient(async () => stop.abort());
    await running;
    await expect(read()).rejects.toThrow('redisclusters cannot be read: the manager’s cache was shut down');
  });

  test('the wait for a cache ends with the signal, and with the manager', async () => {
    server.faults.add({ resource: 'redisclusters', times: Infinity }, { type: 'hold' });
    make();
    await withClient(async () => {
      const giveUp = new AbortController();
      const one = manager.client.list(redisClusterResource, { signal: giveUp.signal }).catch((error: unknown) => error);
      const other = manager.client.list(redisClusterResource).catch((error: unknown) => error);
      giveUp.abort(new Error('enough'));
      expect(await one).toMatchObject({ cause: new Error('enough') });
      stop.abort();
      expect(await other).toMatchObject({ message: 'redisclusters cannot be read: the manager’s cache was shut down' });
    });
  });
});

describe('createOrUpdate and createOrPatch', () => {
  const r = redisClusterResource;
  /** Returns the client of a manager whose cache is up to date. */
  async function seeing(name: string, isIt: (found: Immutable<RedisCluster> | undefined) => boolean): Promise<void> {
    const seen = told<boolean>();
    newControllerManagedBy(manager)
      .named(`until ${name} is so`)
      .watches(r, (event) => seen.tell(isIt(event.object)), {
        predicates: [predicate.fromFilter((object) => object.metadata.name === name)],
      })
      .build(async () => {});
    await seen.until((values) => values.includes(true));
  }
  const scale = (replicas: number) => (object: RedisCluster) => {
    object.spec.replicas = replicas;
  };

  beforeEach(async () => {
    make();
    start();
    await manager.elected;
  });

  test('a missing object is created, without mutate', async () => {
    const mutate = jest.fn();
    const { operation, object } = await createOrUpdate(manager.client, r, cluster('a'), mutate);
    expect([operation, object.spec.replicas]).toEqual(['created', 1]);
    expect((await createOrPatch(manager.client, r, cluster('b'), mutate)).operation).toBe('created');
    expect(mutate).not.toHaveBeenCalled();
  });

  test('an existing object is changed by mutate, and sent only if it has changed', async () => {
    await redis().create(cluster('a'));
    const first = await createOrUpdate(manager.client, r, cluster('a'), scale(2));
    expect([first.operation, first.object.spec.replicas]).toEqual(['updated', 2]);
    await seeing('a', (found) => found?.spec.replicas === 2);
    server.clearRequests();
    const again = await createOrUpdate(manager.client, r, cluster('a'), scale(2));
    expect([again.operation, again.object.metadata.resourceVersion]).toEqual([
      'unchanged',
      first.object.metadata.resourceVersion,
    ]);
    expect(server.requests).toEqual([]);
  });

  test('an update of an object that is newer than the cache is a conflict, a patch is not', async () => {
    await redis().create(cluster('a'));
    await manager.client.list(r);
    const race = async (object: RedisCluster): Promise<void> => {
      await redis().patch('a', mergePatch({ metadata: { labels: { n: String(Math.random()) } } }));
      object.spec.image = 'redis:8';
    };
    expect(isConflict(await createOrUpdate(manager.client, r, cluster('a'), race).catch((error: unknown) => error))).toBe(true);
    expect((await createOrPatch(manager.client, r, cluster('a'), race)).operation).toBe('updated');
    expect((await redis().get('a')).spec).toEqual({ replicas: 1, image: 'redis:8' });
  });

  test.each<[string, (object: RedisCluster) => void, string[]]>([
    ['unchanged', () => {}, []],
    ['updated', scale(2), ['patch redisclusters']],
    [
      'updatedStatusOnly',
      (object) => {
        object.status = { phase: 'Running' };
      },
      ['patch redisclusters/status'],
    ],
    [
      'updatedStatus',
      (object) => {
        scale(2)(object);
        object.status = { phase: 'Running' };
      },
      ['patch redisclusters', 'patch redisclusters/status'],
    ],
  ])('a patch sends no more than needed: %s', async (operation, mutate, requests) => {
    await redis().create(cluster('a'));
    await manager.client.list(r);
    server.clearRequests();
    const { operation: done, object } = await createOrPatch(manager.client, r, cluster('a'), mutate);
    expect(done).toBe(operation);
    expect(
      server.requests.map(({ verb, resource, subresource }) => `${verb} ${resource}${subresource && `/${subresource}`}`),
    ).toEqual(requests);
    const { spec, status } = await redis().get('a');
    expect([object.spec, object.status]).toEqual([spec, status]);
  });

  test('mutate cannot change the name', async () => {
    await redis().create(cluster('a'));
    const rename = (object: RedisCluster): void => {
      object.metadata.name = 'b';
    };
    await expect(createOrUpdate(manager.client, r, cluster('a'), rename)).rejects.toThrow('must not change the name');
    await expect(createOrPatch(manager.client, r, cluster('a'), rename)).rejects.toThrow('must not change the name');
  });
});

test('finalizers keep an object until their work is done', async () => {
  make();
  const seen = told<string>();
  const finalizers = newFinalizers<RedisCluster>();
  finalizers.register('example.com/volumes', async ({ metadata }) => seen.tell(`cleans up ${metadata.name}`));
  newControllerManagedBy(manager)
    .for(redisClusterResource)
    .build(async (request, signal) => {
      const found = await manager.client.get(redisClusterResource, request);
      if (!found) {
        seen.tell('gone');
        return;
      }
      const object = mutableCopy(found);
      const { updated } = await finalizers.finalize(object, signal);
      if (updated) await manager.client.update(redisClusterResource, object, { signal });
      else seen.tell(`held by ${found.metadata.finalizers?.join() ?? 'none'}`);
    });
  start();
  await redis().create(cluster('a'));
  await seen.until((values) => values.length === 1);
  await redis().delete('a');
  await seen.until((values) => values.includes('gone'));
  expect(seen.values).toEqual(['held by example.com/volumes', 'cleans up a', 'gone']);
});

describe('a manager', () => {
  test('fills its caches first, and starts runnables without a leader before those with one', async () => {
    const order = told<string>();
    await redis().create(cluster('a'));
    make().add({
      name: 'leader',
      start: async () => {
        const found = await manager.client.list(redisClusterResource);
        order.tell(`leader sees ${found.length}`);
      },
    });
    manager.add({ name: 'other', needLeaderElection: false, start: () => order.tell('other') });
    newControllerManagedBy(manager)
      .for(redisClusterResource)
      .build(async () => {});
    start();
    await order.until((values) => values.length === 2);
    expect(order.values).toEqual(['other', 'leader sees 1']);
  });

  test('shares the caches of a given factory, and shuts it down', async () => {
    const factory = createSharedInformerFactory(clientset);
    await redis().create(cluster('a'));
    make({ informers: factory });
    const seen = told<string>();
    newControllerManagedBy(manager)
      .for(redisClusterResource)
      .build(async ({ namespace, name }) => {
        seen.tell(String(factory.cacheV1alpha1.redisClusters.lister.namespace(namespace).get(name)?.metadata.name));
      });
    start();
    await seen.until((values) => values.length === 1);
    expect(seen.values).toEqual(['a']);
    expect(server.watches).toBe(1);
    stop.abort();
    await running;
    expect(factory.cacheV1alpha1.redisClusters.informer.isStopped()).toBe(true);
  });

  test('ends in order: the runnables, which can still read the caches, then the caches', async () => {
    await redis().create(cluster('a'));
    const order: string[] = [];
    make().add({
      name: 'slow',
      start: async (signal) => {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        order.push(`reads ${(await manager.client.list(redisClusterResource)).length}`);
      },
    });
    start();
    await manager.elected;
    await manager.client.list(redisClusterResource);
    stop.abort();
    expect(await running).toBeUndefined();
    expect(order).toEqual(['reads 1']);
  });

  test('writes the events of its recorders, even the last ones, and counts repeated events', async () => {
    const a = await redis().create(cluster('a'));
    make().add({
      name: 'talker',
      start: async (signal) => {
        const recorder = manager.eventRecorderFor('talker');
        recorder.event(a, 'Normal', 'Started', 'it is up');
        recorder.event(a, 'Normal', 'Started', 'it is up');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        recorder.eventf(a, 'Warning', 'Ending', 'with %s', 'an event');
      },
    });
    start();
    await manager.elected;
    stop.abort();
    expect(await running).toBeUndefined();
    expect(await eventsOf('a')).toEqual([
      { reason: 'Ending', message: 'with an event', type: 'Warning', count: 1, source: { component: 'talker' } },
      { reason: 'Started', message: 'it is up', type: 'Normal', count: 2, source: { component: 'talker' } },
    ]);
    // This is too late, but not an error.
    manager.eventRecorderFor('talker').event(a, 'Normal', 'Late', 'after the end');
    expect(logged).toContain('Unable to record event (will not retry!)');
  });

  test('the graceful shutdown timeout includes events that cannot be written', async () => {
    const a = await redis().create(cluster('a'));
    const asked = told<string>();
    server.intercept('create', 'events', () => {
      asked.tell('event');
      return undefined;
    });
    server.faults.add({ resource: 'events' }, { type: 'hold' });
    make({ gracefulShutdownTimeoutMs: 20 });
    manager.eventRecorderFor('talker').event(a, 'Normal', 'Started', 'it is up');
    start();
    await asked.until((values) => values.length > 0);
    stop.abort();
    expect(await running).toBeUndefined();
  });

  test('ends with the error of a runnable that fails', async () => {
    make().add({ name: 'bad', start: () => Promise.reject(new Error('no')) });
    const ended = jest.fn();
    manager.add({
      name: 'good',
      start: (signal) =>
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())).then(() => void ended()),
    });
    start();
    expect(await running).toEqual(new Error('no'));
    expect(ended).toHaveBeenCalledTimes(1);
  });

  test('a runnable that rejects with the reason of its signal has not failed; other late errors are logged', async () => {
    const untilAborted = (signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    make().add({ name: 'a', start: untilAborted });
    manager.add({
      name: 'b',
      start: (signal) => untilAborted(signal).catch(() => Promise.reject(newNotFound({ group: '', resource: 'pods' }, 'x'))),
    });
    start();
    await manager.elected;
    stop.abort(new Error('enough'));
    expect(await running).toBeUndefined();
    expect(logged).toEqual(['Error after the manager began to stop']);
  });

  test('a runnable that is added late starts immediately, with its caches; after the end, it is refused', async () => {
    await redis().create(cluster('a'));
    make();
    start();
    await manager.elected;
    const seen = told<string>();
    newControllerManagedBy(manager)
      .for(redisClusterResource)
      .build(async ({ name }) => seen.tell(name));
    await seen.until((values) => values.length === 1);
    stop.abort();
    await running;
    expect(() => manager.add({ name: 'late', start: ignore })).toThrow('cannot add late: the manager has stopped');
  });

  test('names the caches that have not synced if a kind does not exist', async () => {
    make({ controller: { cacheSyncTimeoutMs: 50 } });
    newControllerManagedBy(manager)
      .for({ ...redisClusterResource, plural: 'nothings' })
      .build(async () => {});
    start();
    expect(await running).toMatchObject({
      message:
        'caches have not synced: nothings.v1alpha1.cache.example.com (the server could not find the requested resource), within 50 ms (are these kinds installed, and is the caller allowed to list and watch them?)',
    });
  });

  test.each([
    ['ends with an error, and their names', 20, 'failed waiting for all runnables to end within grace period of 20 ms: stuck'],
    ['does not wait', 0, undefined],
  ])('where runnables do not end, it %s after %d ms', async (_what, gracefulShutdownTimeoutMs, message) => {
    make({ gracefulShutdownTimeoutMs }).add({ name: 'stuck', start: () => new Promise(ignore) });
    start();
    await manager.elected;
    stop.abort();
    const error = await running;
    if (message === undefined) expect(error).toBeUndefined();
    else expect(error).toEqual(new Error(message));
  });

  test('reports both a failure and a timeout of the shutdown', async () => {
    make({ gracefulShutdownTimeoutMs: 20 }).add({ name: 'stuck', start: () => new Promise(ignore) });
    manager.add({ name: 'bad', start: () => Promise.reject(new Error('no')) });
    start();
    const error = await running;
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors).toHaveLength(2);
  });

  test('starts once', async () => {
    make();
    start();
    await expect(manager.start(stop.signal)).rejects.toThrow('the manager was already started');
  });

  test('starts nothing if its signal has fired before', async () => {
    const started = jest.fn();
    make().add({ name: 'a', start: started });
    stop.abort();
    start();
    await running;
    expect(started).not.toHaveBeenCalled();
    expect(server.requests).toEqual([]);
  });

  test('reports its checks by name, and independently of each other', async () => {
    make();
    expect(await manager.healthz()).toEqual({ healthy: true, checks: [{ name: 'ping', healthy: true }] });
    manager.addReadyzCheck('b', ignore);
    manager.addReadyzCheck('a', () => Promise.reject(new Error('not yet')));
    expect(await manager.readyz()).toEqual({
      healthy: false,
      checks: [
        { name: 'a', healthy: false, error: new Error('not yet') },
        { name: 'b', healthy: true },
      ],
    });
    expect((await manager.healthz()).healthy).toBe(true);
    expect(() => manager.addReadyzCheck('a', ignore)).toThrow('a health check named a already exists');
  });
});

/** Returns the holder of a Lease. */
function holderOf(lease: object | undefined): unknown {
  const spec: unknown = lease && 'spec' in lease ? lease.spec : undefined;
  return typeof spec === 'object' && spec !== null && 'holderIdentity' in spec ? spec.holderIdentity : undefined;
}

describe('managers that choose a leader', () => {
  const election = (identity: string) => ({
    leaderElection: {
      namespace: 'default',
      name: 'lock',
      identity,
      leaseDurationMs: 2_000,
      renewDeadlineMs: 1_000,
      retryPeriodMs: 100,
    },
  });
  /** Creates a manager whose runnables record their start and end. */
  function member(identity: string, tell: (value: string) => void) {
    const one = make(election(identity));
    const runnable = (name: string) => async (signal: AbortSignal) => {
      tell(`${identity} ${name}`);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      tell(`${identity} ${name} ended`);
    };
    one.add({ name: 'leader', start: runnable('leader') });
    one.add({ name: 'other', needLeaderElection: false, start: runnable('other') });
    const stopOne = new AbortController();
    const ended = one.start(stopOne.signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { manager: one, ended, stop: () => stopOne.abort() };
  }

  test('run their leader work in one place, and hand it over immediately at the end', async () => {
    const order = told<string>();
    const a = member('a', order.tell);
    await a.manager.elected;
    const b = member('b', order.tell);
    await order.until((values) => values.includes('b other'));
    a.stop();
    expect(await a.ended).toBeUndefined();
    await b.manager.elected;
    await order.until((values) => values.includes('b leader'));
    expect(order.values.indexOf('b leader')).toBeGreaterThan(order.values.indexOf('a leader ended'));
    b.stop();
    await b.ended;
    const said = (identity: string, what: string) => ({
      reason: 'LeaderElection',
      message: `${identity} ${what}`,
      type: 'Normal',
      count: 1,
      source: { component: identity },
    });
    expect(await eventsOf('lock')).toEqual([
      said('a', 'became leader'),
      said('a', 'stopped leading'),
      said('b', 'became leader'),
      said('b', 'stopped leading'),
    ]);
  });

  test('end with an error as soon as the leadership is lost', async () => {
    const order = told<string>();
    const a = member('a', order.tell);
    // Do not wait for it, because another candidate leads.
    a.manager.add({ name: 'stuck', start: () => new Promise(ignore) });
    await a.manager.elected;
    await order.until((values) => values.includes('a leader'));
    const away = server.faults.add({ resource: 'leases', times: Infinity }, { type: 'refuse' });
    expect(await a.ended).toEqual(new Error('leader election lost'));
    away.remove();
    expect(order.values).toContain('a leader ended');
    const lease = await clientset.rest.request<{ spec: { holderIdentity: string } }>({
      method: 'GET',
      path: '/apis/coordination.k8s.io/v1/namespaces/default/leases/lock',
      query: [],
      headers: {},
    });
    expect(lease.spec.holderIdentity).toBe('a');
  });

  test('release the lock only after all leader work has ended, even if it is late', async () => {
    const holders = told<unknown>();
    server.intercept('update', 'leases', ({ object }) => {
      holders.tell(holderOf(object));
      return undefined;
    });
    let end = ignore;
    make({ ...election('a'), gracefulShutdownTimeoutMs: 20 }).add({
      name: 'slow',
      start: () => new Promise<void>((resolve) => (end = resolve)),
    });
    start();
    await manager.elected;
    await holders.until((values) => values.length > 0);
    stop.abort();
    expect(await running).toMatchObject({ message: expect.stringContaining('within grace period of 20 ms: slow') });
    // More turns than a release needs.
    for (let turn = 0; turn < 10; turn++) await redis().list();
    expect(holders.values).not.toContain('');
    end();
    await holders.until((values) => values.includes(''));
  });

  test('have a health check of the election', async () => {
    make(election('a'));
    expect((await manager.healthz()).checks).toEqual([{ name: 'leaderElection', healthy: true }]);
  });

  test('refuse invalid durations at their creation', () => {
    expect(() => make({ leaderElection: { namespace: 'default', name: 'lock', retryPeriodMs: 60_000 } })).toThrow(
      'renewDeadlineMs',
    );
  });
});

test('the types of objects come from their resources', () => {
  make();
  const builder = newControllerManagedBy(manager).for(redisClusterResource, {
    predicates: [predicate.fromFilter((object) => object.spec.replicas > 1)],
  });
  builder.owns(statefulSetResource, { predicates: [({ object }) => getControllerOf(object)?.kind === 'RedisCluster'] });
  // @ts-expect-error -- a StatefulSet has no image
  builder.owns(statefulSetResource, { predicates: [({ object }) => object.spec?.image === ''] });
  // @ts-expect-error -- what comes from a cache cannot be written to
  const write = (object: Immutable<StatefulSet>): unknown => manager.client.update(statefulSetResource, object);
  expect(write).toBeDefined();
});
