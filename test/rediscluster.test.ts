/** The RedisCluster controller and informers of the generated client, against the embedded API server over real sockets. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isConflict,
  isDeletedFinalStateUnknown,
  mergePatch,
  newConflict,
  retryOnConflict,
  silentLogger,
  type Immutable,
} from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';
import type { RedisCluster } from '../examples/rediscluster/generated/cache.example.com/v1alpha1/index.js';
import {
  createClientset,
  createSharedInformerFactory,
  type Clientset,
  type SharedInformerFactory,
} from '../examples/rediscluster/generated/index.js';
import { newRedisClusterController } from '../examples/rediscluster/src/controller.js';
import { newRedisClusterManager } from '../examples/rediscluster/src/manager.js';

const crd = readFileSync(path.join(import.meta.dirname, '../examples/rediscluster/crd.yaml'), 'utf8');

let server: ApiServer;
let clientset: Clientset;
let stop: AbortController;
let factory: SharedInformerFactory;

beforeEach(async () => {
  server = await startApiServer({ crds: [crd] });
  clientset = createClientset(server.restConfig());
  stop = new AbortController();
  factory = createSharedInformerFactory(clientset);
});

afterEach(async () => {
  stop.abort();
  await factory.shutdown();
  clientset.rest.close();
  await server.stop();
  expect(server.connections).toBe(0);
});

const redis = () => clientset.cacheV1alpha1.redisClusters('default');
const statefulSets = () => clientset.appsV1.statefulSets('default');
const cluster = (name: string, replicas = 3) => ({ metadata: { name }, spec: { replicas, image: 'redis:7.4' } });

/** Returns the first state of a cluster that fulfils a condition, now or later. */
async function redisOnce(name: string, isIt: (cluster: RedisCluster) => boolean): Promise<RedisCluster> {
  for await (const event of redis().watch({ fieldSelector: `metadata.name=${name}`, timeoutMs: 10_000 })) {
    if ((event.type === 'ADDED' || event.type === 'MODIFIED') && isIt(event.object)) return event.object;
  }
  throw new Error(`the watch ended before ${name} was as asked`);
}

/** Returns the first state of a StatefulSet that fulfils a condition, now or later. */
async function replicasOnce(name: string, replicas: number): Promise<void> {
  for await (const event of statefulSets().watch({ fieldSelector: `metadata.name=${name}`, timeoutMs: 10_000 })) {
    if ((event.type === 'ADDED' || event.type === 'MODIFIED') && event.object.spec?.replicas === replicas) return;
  }
  throw new Error(`the watch ended before ${name} had ${replicas} replicas`);
}

async function makeReady(name: string, readyReplicas: number): Promise<void> {
  await retryOnConflict(async () => {
    const statefulSet = await statefulSets().get(name);
    await statefulSets().updateStatus({
      ...statefulSet,
      status: { ...statefulSet.status, replicas: readyReplicas, readyReplicas },
    });
  });
}

/** The two implementations: with informers and a queue, and with the controller layer. */
const controllers = [
  ['the controller', (signal) => newRedisClusterController(clientset, factory, silentLogger).run(2, signal)],
  ['its manager', (signal) => newRedisClusterManager(clientset, factory, silentLogger).start(signal)],
] satisfies [string, (signal: AbortSignal) => Promise<void>][];

describe.each(controllers)('%s', (_name, run) => {
  let running: Promise<void>;

  beforeEach(() => {
    running = run(stop.signal);
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  test('the first reconcile creates the StatefulSet with an owner reference, and sets Pending', async () => {
    const created = await redis().create(cluster('a'));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    const statefulSet = await statefulSets().get('a');
    expect(statefulSet.spec?.replicas).toBe(3);
    expect(statefulSet.metadata.ownerReferences).toEqual([
      expect.objectContaining({
        apiVersion: 'cache.example.com/v1alpha1',
        kind: 'RedisCluster',
        name: 'a',
        uid: created.metadata.uid,
        controller: true,
      }),
    ]);
  });

  test('the status follows the replicas: Pending, Scaling, Running', async () => {
    await redis().create(cluster('a', 2));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    await makeReady('a', 1);
    await redisOnce('a', ({ status }) => status?.phase === 'Scaling' && status.readyReplicas === 1);
    await makeReady('a', 2);
    await redisOnce('a', ({ status }) => status?.phase === 'Running' && status.readyReplicas === 2);
  });

  test('an update of the cluster reaches its StatefulSet', async () => {
    await redis().create(cluster('a', 1));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    await redis().patch('a', mergePatch({ spec: { replicas: 5 } }));
    await replicasOnce('a', 5);
  });

  test('a status write is repeated after a conflict', async () => {
    server.intercept('update', 'redisclusters/status', conflictOnce());
    await redis().create(cluster('a', 1));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    await makeReady('a', 1);
    await redisOnce('a', ({ status }) => status?.phase === 'Running');
  });

  test('a deleted StatefulSet is created again', async () => {
    await redis().create(cluster('a'));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    const { metadata } = await statefulSets().get('a');
    await statefulSets().delete('a');
    for await (const event of statefulSets().watch({ timeoutMs: 10_000 })) {
      if (event.type === 'ADDED' && event.object.metadata.uid !== metadata.uid) break;
    }
  });

  test('a StatefulSet of the same name with another owner is not changed, and the cluster is Failed', async () => {
    const labels = { app: 'other' };
    const spec = {
      replicas: 7,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'redis', image: 'other' }] } },
    };
    const foreign = await statefulSets().create({ metadata: { name: 'a' }, spec });
    await redis().create(cluster('a'));
    await redisOnce('a', ({ status }) => status?.phase === 'Failed');
    expect(await statefulSets().get('a')).toEqual(foreign);
  });

  test('fields of the StatefulSet that others set remain when the cluster changes', async () => {
    await redis().create(cluster('a', 1));
    await redisOnce('a', ({ status }) => status?.phase === 'Pending');
    const sidecar = { name: 'sidecar', image: 'proxy:1' };
    await retryOnConflict(async () => {
      const statefulSet = await statefulSets().get('a');
      statefulSet.spec?.template.spec?.containers.unshift(sidecar);
      await statefulSets().update(statefulSet);
    });
    await redis().patch('a', mergePatch({ spec: { replicas: 2 } }));
    await replicasOnce('a', 2);
    const images = (await statefulSets().get('a')).spec?.template.spec?.containers.map(({ image }) => image);
    expect(images).toEqual([sidecar.image, 'redis:7.4']);
  });
});

describe.each(controllers)('%s', (_name, run) => {
  test.each(['before it begins', 'before the caches are filled'])('that is stopped %s ends without an error', async (when) => {
    server.faults.add({ verb: '*', times: Infinity }, { type: 'hold' });
    if (when === 'before it begins') stop.abort();
    const running = run(stop.signal);
    stop.abort();
    await running;
  });
});

test('the controller finds clusters by their image', async () => {
  const controller = newRedisClusterController(clientset, factory, silentLogger);
  const running = controller.run(2, stop.signal);
  await redis().create(cluster('a'));
  await redis().create({ ...cluster('b'), spec: { replicas: 1, image: 'redis:6' } });
  await redisOnce('b', ({ status }) => status?.phase === 'Pending');
  expect(controller.clustersByImage('redis:6').map(({ metadata }) => metadata.name)).toEqual(['b']);
  expect(controller.clustersByImage('none')).toEqual([]);
  stop.abort();
  await running;
});

describe('writes', () => {
  test('the second of two writers gets a conflict, and succeeds after another read', async () => {
    const first = await redis().create(cluster('a', 1));
    await redis().update({ ...first, spec: { ...first.spec, replicas: 2 } });
    const refused = redis().update({ ...first, spec: { ...first.spec, replicas: 3 } });
    await expect(refused.catch(isConflict)).resolves.toBe(true);
    let tries = 0;
    const written = await retryOnConflict(async () => {
      const read = tries++ === 0 ? first : await redis().get('a');
      return redis().update({ ...read, spec: { ...read.spec, replicas: 3 } });
    });
    expect(tries).toBe(2);
    expect(written.spec.replicas).toBe(3);
  });

  test('an object that the CRD does not allow is refused, with the field', async () => {
    await expect(redis().create(cluster('a', 21))).rejects.toMatchObject({
      code: 422,
      reason: 'Invalid',
      status: { details: { causes: [expect.objectContaining({ field: 'spec.replicas' })] } },
    });
  });

  test('a status update does not change the spec, and an update does not change the status', async () => {
    const created = await redis().create(cluster('a', 1));
    const withStatus = await redis().updateStatus({
      ...created,
      spec: { ...created.spec, replicas: 9 },
      status: { phase: 'Failed' },
    });
    expect(withStatus).toMatchObject({ spec: { replicas: 1 }, status: { phase: 'Failed' } });
    const updated = await redis().update({
      ...withStatus,
      spec: { ...withStatus.spec, replicas: 2 },
      status: { phase: 'Running' },
    });
    expect(updated).toMatchObject({ spec: { replicas: 2 }, status: { phase: 'Failed' } });
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
  const wasTold = (type: Told['type'], name: string) => () => told.some((event) => event.type === type && event.name === name);

  async function startInformer() {
    const { informer, lister } = factory.cacheV1alpha1.redisClusters;
    const nameOf = (obj: Immutable<RedisCluster>): string => obj.metadata.name;
    informer.addEventHandler({
      onAdd: (obj) => tell({ type: 'add', name: nameOf(obj) }),
      onUpdate: (_old, obj) => tell({ type: 'update', name: nameOf(obj) }),
      onDelete: (gone) =>
        isDeletedFinalStateUnknown(gone)
          ? tell({ type: 'delete', name: gone.key, tombstone: true })
          : tell({ type: 'delete', name: nameOf(gone) }),
    });
    factory.start(stop.signal);
    await factory.waitForCacheSync(stop.signal);
    return { informer, lister: lister.namespace('default') };
  }
  const listsAsked = (): number =>
    server.requests.filter(({ verb, path }) => verb === 'list' && path.includes('redisclusters')).length;

  test('an object with a finalizer is deleted when the finalizer is removed', async () => {
    const { lister } = await startInformer();
    await redis().create({ ...cluster('a'), metadata: { name: 'a', finalizers: ['cache.example.com/backup'] } });
    await toldOnce(wasTold('add', 'a'));
    await redis().delete('a');
    await toldOnce(wasTold('update', 'a'));
    const going = lister.get('a');
    expect(going?.metadata.deletionTimestamp).toBeDefined();
    expect(wasTold('delete', 'a')()).toBe(false);
    await redis().patch('a', mergePatch({ metadata: { finalizers: null } }));
    await toldOnce(wasTold('delete', 'a'));
    expect(lister.get('a')).toBeUndefined();
  });

  test('a watch that is cut continues from its version, without a list and without losing events', async () => {
    const { lister } = await startInformer();
    const before = listsAsked();
    await redis().create(cluster('a'));
    await toldOnce(wasTold('add', 'a'));
    server.cutConnections();
    // Write in this process: after a cut connection, a create over HTTP could not know if it succeeded.
    const elsewhere = createClientset({ ...server.restConfig(), transport: server.transport });
    await elsewhere.cacheV1alpha1.redisClusters('default').create(cluster('b'));
    await toldOnce(wasTold('add', 'b'));
    expect(
      lister
        .list()
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['a', 'b']);
    expect(listsAsked()).toBe(before);
  });

  test('a watch that is cut within an event loses no event', async () => {
    server.faults.add({ verb: 'watch', resource: 'redisclusters' }, { type: 'cut', afterBytes: 700 });
    await startInformer();
    for (const name of ['a', 'b', 'c', 'd']) await redis().create(cluster(name));
    for (const name of ['a', 'b', 'c', 'd']) await toldOnce(wasTold('add', name));
    expect(told.filter(({ type }) => type === 'add').map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('after 410, the informer lists again, and delivers tombstones of objects that were deleted meanwhile', async () => {
    await redis().create(cluster('gone'));
    await redis().create(cluster('kept'));
    const { lister } = await startInformer();
    await toldOnce(() => wasTold('add', 'gone')() && wasTold('add', 'kept')());
    const refused = server.faults.add({ verb: 'watch', resource: 'redisclusters', times: Infinity }, { type: 'refuse' });
    server.endWatches({ resource: 'redisclusters.cache.example.com' });
    await redis().delete('gone');
    await redis().create(cluster('new'));
    server.compact();
    refused.remove();
    await toldOnce(() => wasTold('delete', 'default/gone')() && wasTold('add', 'new')());
    expect(told.find(({ type }) => type === 'delete')).toEqual({ type: 'delete', name: 'default/gone', tombstone: true });
    expect(
      lister
        .list()
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['kept', 'new']);
  });

  test('the informer reconnects to a server after an outage', async () => {
    const { lister } = await startInformer();
    await server.pause();
    await server.restart();
    await redis().create(cluster('a'));
    await toldOnce(wasTold('add', 'a'));
    expect(lister.get('a')?.spec.replicas).toBe(3);
  });
});

/** Returns a reactor that answers the first request with a conflict, as if another writer had been faster. */
function conflictOnce() {
  let met = false;
  return () => {
    if (met) return undefined;
    met = true;
    throw newConflict({ group: 'cache.example.com', resource: 'redisclusters' }, 'a');
  };
}
