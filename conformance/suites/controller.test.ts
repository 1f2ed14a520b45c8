/** The generated client, its informers, and the controller of the README behave the same on both servers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isConflict,
  isDeletedFinalStateUnknown,
  isNotFound,
  mergePatch,
  retryOnConflict,
  silentLogger,
  type Immutable,
} from 'kube-client-runtime';
import { applyRedisCluster, type RedisCluster } from '../../examples/rediscluster/generated/cache.example.com/v1alpha1/index.js';
import {
  createClientset,
  createSharedInformerFactory,
  type Clientset,
  type SharedInformerFactory,
} from '../../examples/rediscluster/generated/index.js';
import { newRedisClusterController } from '../../examples/rediscluster/src/controller.js';
import { installCrd } from '../../examples/rediscluster/src/install-crd.js';
import { afterRestart, forgetThePast, restart, useServer } from './support/server.js';

const subject = useServer();
const crd = readFileSync(path.join(import.meta.dirname, '../../examples/rediscluster/crd.yaml'), 'utf8');
const waitMs = 240_000;

let clientset: Clientset;
let stop: AbortController;
let factory: SharedInformerFactory;

beforeAll(() => installCrd(subject.rest, 'redisclusters.cache.example.com', crd));
beforeEach(() => {
  clientset = createClientset(subject.config);
  stop = new AbortController();
  factory = createSharedInformerFactory(clientset, { namespace: subject.namespace });
});
afterEach(async () => {
  stop.abort();
  await factory.shutdown();
  clientset.rest.close();
});

const redis = () => clientset.cacheV1alpha1.redisClusters(subject.namespace);
const statefulSets = () => clientset.appsV1.statefulSets(subject.namespace);
const cluster = (name: string, replicas = 3) => ({ metadata: { name }, spec: { replicas, image: 'redis:7.4' } });

/** Returns the first state of a cluster that fulfils a condition, now or later. */
async function redisOnce(name: string, isIt: (cluster: RedisCluster) => boolean): Promise<RedisCluster> {
  for await (const event of redis().watch({ fieldSelector: `metadata.name=${name}`, timeoutMs: waitMs })) {
    if ((event.type === 'ADDED' || event.type === 'MODIFIED') && isIt(event.object)) return event.object;
  }
  throw new Error(`the watch ended before ${name} was as asked`);
}

async function makeReady(name: string, readyReplicas: number): Promise<void> {
  await retryOnConflict(async () => {
    const statefulSet = await statefulSets().get(name);
    const status = { ...statefulSet.status, replicas: readyReplicas, readyReplicas };
    await statefulSets().updateStatus({ ...statefulSet, status });
  });
}

describe('the controller', () => {
  let running: Promise<void>;
  let controller: ReturnType<typeof newRedisClusterController>;

  beforeEach(() => {
    controller = newRedisClusterController(clientset, factory, silentLogger);
    running = controller.run(2, stop.signal);
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  test('makes the StatefulSet of a cluster, and follows its replicas: Pending, Scaling, Running', async () => {
    const created = await redis().create(cluster('a', 2));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    const { metadata, spec } = await statefulSets().get('a');
    expect(spec?.replicas).toBe(2);
    expect(metadata.ownerReferences).toEqual([
      expect.objectContaining({ kind: 'RedisCluster', name: 'a', uid: created.metadata.uid, controller: true }),
    ]);
    await makeReady('a', 1);
    await redisOnce('a', ({ status }) => status?.phase === 'Scaling' && status.readyReplicas === 1);
    await makeReady('a', 2);
    await redisOnce('a', ({ status }) => status?.phase === 'Running' && status.readyReplicas === 2);
  });

  test('carries an update on to the StatefulSet', async () => {
    await redis().create(cluster('a', 1));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    await redis().patch('a', mergePatch({ spec: { replicas: 5 } }));
    for await (const event of statefulSets().watch({ timeoutMs: waitMs })) {
      if (event.type !== 'BOOKMARK' && event.type !== 'ERROR' && event.object.spec?.replicas === 5) return;
    }
    throw new Error('the StatefulSet did not get 5 replicas');
  });

  test('makes a deleted StatefulSet again', async () => {
    await redis().create(cluster('a'));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    const { metadata } = await statefulSets().get('a');
    await statefulSets().delete('a');
    for await (const event of statefulSets().watch({ timeoutMs: waitMs })) {
      if (event.type === 'ADDED' && event.object.metadata.uid !== metadata.uid) return;
    }
    throw new Error('the StatefulSet did not come back');
  });

  test('goes on after the server was away', async () => {
    await redis().create(cluster('a', 1));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    await restart();
    await afterRestart(() => redis().create(cluster('b', 1)));
    await redisOnce('b', ({ status }) => status?.phase === 'Pending');
    expect(
      controller
        .clustersByImage('redis:7.4')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['a', 'b']);
  });
});

describe('an informer', () => {
  type Told = { type: 'add' | 'update' | 'delete'; name: string; tombstone?: boolean };
  let told: Told[];
  let waiting: { isIt: () => boolean; resolve: () => void } | undefined;
  beforeEach(() => {
    told = [];
    waiting = undefined;
  });
  const tell = (event: Told): void => {
    told.push(event);
    if (waiting?.isIt()) waiting.resolve();
  };
  const toldOnce = (isIt: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting = { isIt, resolve };
      if (isIt()) resolve();
    });
  const wasTold = (type: Told['type'], name: string) => (): boolean =>
    told.some((event) => event.type === type && event.name === name);

  async function startInformer() {
    const { informer, lister } = factory.cacheV1alpha1.redisClusters;
    const nameOf = (obj: Immutable<RedisCluster>): string => obj.metadata.name;
    informer.addEventHandler({
      onAdd: (obj) => tell({ type: 'add', name: nameOf(obj) }),
      onUpdate: (_old, obj) => tell({ type: 'update', name: nameOf(obj) }),
      onDelete: (gone) =>
        isDeletedFinalStateUnknown(gone)
          ? tell({ type: 'delete', name: gone.key.split('/')[1] ?? '', tombstone: true })
          : tell({ type: 'delete', name: nameOf(gone) }),
    });
    factory.start(stop.signal);
    await factory.waitForCacheSync(stop.signal);
    return lister.namespace(subject.namespace);
  }

  test('delivers existing objects, and objects that are added, changed and deleted', async () => {
    await redis().create(cluster('a', 1));
    const lister = await startInformer();
    await toldOnce(wasTold('add', 'a'));
    await redis().create(cluster('b', 1));
    await toldOnce(wasTold('add', 'b'));
    await redis().patch('a', mergePatch({ spec: { replicas: 2 } }));
    await toldOnce(wasTold('update', 'a'));
    await redis().delete('b');
    await toldOnce(wasTold('delete', 'b'));
    expect(told).toEqual([
      { type: 'add', name: 'a' },
      { type: 'add', name: 'b' },
      { type: 'update', name: 'a' },
      { type: 'delete', name: 'b' },
    ]);
    expect(lister.list().map(({ metadata, spec }) => [metadata.name, spec.replicas])).toEqual([['a', 2]]);
  });

  test('keeps an object with a finalizer until the finalizer is gone', async () => {
    const lister = await startInformer();
    await redis().create({ ...cluster('a'), metadata: { name: 'a', finalizers: ['cache.example.com/backup'] } });
    await toldOnce(wasTold('add', 'a'));
    await redis().delete('a');
    await toldOnce(wasTold('update', 'a'));
    expect(lister.get('a')?.metadata.deletionTimestamp).toBeDefined();
    expect(wasTold('delete', 'a')()).toBe(false);
    await redis().patch('a', mergePatch({ metadata: { finalizers: null } }));
    await toldOnce(wasTold('delete', 'a'));
    expect(lister.get('a')).toBeUndefined();
  });

  test('equals the server after a restart that forgot the past', async () => {
    for (const name of ['a', 'b']) await redis().create(cluster(name));
    const lister = await startInformer();
    await toldOnce(() => wasTold('add', 'a')() && wasTold('add', 'b')());
    await redis().delete('a');
    await forgetThePast();
    await afterRestart(() => redis().create(cluster('c')));
    await toldOnce(() => wasTold('delete', 'a')() && wasTold('add', 'c')());
    expect(
      lister
        .list()
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['b', 'c']);
    expect(told.filter(({ type }) => type !== 'update')).toHaveLength(4);
  });
});

describe('the generated client', () => {
  test('iterates over pages of one moment', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await redis().create(cluster(name));
    const seen: string[] = [];
    for await (const { metadata } of redis().iterate({ limit: 2 })) {
      if (seen.push(metadata.name) === 1) await redis().delete('e');
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('meets a conflict with a second writer, and gets through when it reads again', async () => {
    const first = await redis().create(cluster('a', 1));
    await redis().update({ ...first, spec: { ...first.spec, replicas: 2 } });
    await expect(redis().update({ ...first, spec: { ...first.spec, replicas: 3 } })).rejects.toMatchObject({
      reason: 'Conflict',
    });
    let tries = 0;
    await retryOnConflict(async () => {
      const read = tries++ === 0 ? first : await redis().get('a');
      await redis().update({ ...read, spec: { ...read.spec, replicas: 3 } });
    });
    expect(tries).toBe(2);
  });

  test('applies, and meets a conflict with another manager until it forces', async () => {
    const configuration = (replicas: number) =>
      applyRedisCluster('a', subject.namespace, { spec: { replicas, image: 'redis:7.4' } });
    const applied = await redis().apply(configuration(1), { fieldManager: 'one' });
    expect(applied.spec.replicas).toBe(1);
    const refused = redis().apply(configuration(2), { fieldManager: 'two' });
    await expect(refused.then(() => false, isConflict)).resolves.toBe(true);
    const forced = await redis().apply(configuration(2), { fieldManager: 'two', force: true });
    expect(forced.spec.replicas).toBe(2);
    expect(forced.metadata.managedFields?.map(({ manager, operation }) => [manager, operation]).sort()).toEqual([
      ['one', 'Apply'],
      ['two', 'Apply'],
    ]);
  });

  test('reads and writes a scale', async () => {
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    await statefulSets().create({
      metadata: { name: 's' },
      spec: { serviceName: 's', replicas: 1, selector: { matchLabels: { a: 'b' } }, template },
    });
    const scale = await statefulSets().getScale('s');
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 1 }, status: { selector: 'a=b' } });
    await statefulSets().updateScale('s', { ...scale, spec: { replicas: 4 } });
    const { metadata, spec } = await statefulSets().get('s');
    expect([metadata.generation, spec?.replicas]).toEqual([2, 4]);
  });

  test('deletes a collection by its labels', async () => {
    for (const name of ['a', 'b']) await redis().create({ ...cluster(name), metadata: { name, labels: { of: name } } });
    await redis().deleteCollection({ labelSelector: 'of=a' });
    await expect(
      redis()
        .get('a')
        .then(() => false, isNotFound),
    ).resolves.toBe(true);
    await expect(redis().get('b')).resolves.toMatchObject({ metadata: { name: 'b' } });
  });
});
