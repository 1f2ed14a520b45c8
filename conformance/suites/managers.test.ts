/** Managers with their controllers and elections behave the same on both servers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  addFinalizer,
  createOrUpdate,
  isConflict,
  isNotFound,
  mergePatch,
  newControllerManagedBy,
  newControllerRef,
  newManager,
  removeFinalizer,
  mutableCopy,
  predicate,
  type CoreEvent,
  type Lease,
  type Manager,
  type ManagerOptions,
  type Reconciler,
} from 'kube-client-runtime';
import { statefulSetResource } from '../../examples/rediscluster/generated/apps/v1/index.js';
import { redisClusterResource } from '../../examples/rediscluster/generated/cache.example.com/v1alpha1/index.js';
import { createClientset, type Clientset } from '../../examples/rediscluster/generated/index.js';
import { installCrd } from '../../examples/rediscluster/src/install-crd.js';
import { told } from '../../test/support/told.js';
import { useServer } from './support/server.js';

const subject = useServer();
const crd = readFileSync(path.join(import.meta.dirname, '../../examples/rediscluster/crd.yaml'), 'utf8');

let clientset: Clientset;
let ends: (() => Promise<unknown>)[];

beforeAll(() => installCrd(subject.rest, 'redisclusters.cache.example.com', crd));
beforeEach(() => {
  clientset = createClientset(subject.config);
  ends = [];
});
afterEach(async () => {
  for (const end of ends) await end();
  clientset.rest.close();
});

const redis = () => clientset.cacheV1alpha1.redisClusters(subject.namespace);
const statefulSets = () => clientset.appsV1.statefulSets(subject.namespace);
const cluster = (name: string) => ({ metadata: { name }, spec: { replicas: 1, image: 'redis:7.4' } });

const make = (options: ManagerOptions = {}): Manager =>
  newManager(clientset, { cache: { namespace: subject.namespace }, ...options });

/** Starts a manager. `end` resolves with the error of `start`, or undefined. */
function start(manager: Manager) {
  const stop = new AbortController();
  const ended = manager.start(stop.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  const end = (): Promise<unknown> => {
    stop.abort();
    return ended;
  };
  ends.push(end);
  return { ended, end };
}

const control = (manager: Manager, reconciler: Reconciler): unknown =>
  newControllerManagedBy(manager).for(redisClusterResource).owns(statefulSetResource).build(reconciler);

describe('a controller', () => {
  test('makes what it owns again when that is deleted by hand', async () => {
    const manager = make();
    const seen = told<string>();
    control(manager, async (key) => {
      const owner = await manager.client.get(redisClusterResource, key);
      if (!owner) return;
      const { name, namespace } = key;
      const template = { metadata: { labels: { name } }, spec: { containers: [{ name: 'redis', image: 'redis:7.4' }] } };
      const desired = {
        metadata: { name, namespace, ownerReferences: [newControllerRef(owner)] },
        spec: { serviceName: name, replicas: 1, selector: { matchLabels: { name } }, template },
      };
      const { operation, object } = await createOrUpdate(manager.client, statefulSetResource, desired, () => {});
      if (operation === 'created') seen.tell(object.metadata.uid);
    });
    start(manager);
    await redis().create(cluster('a'));
    await seen.until(() => seen.values.length === 1);
    await statefulSets().delete('a');
    await seen.until(() => seen.values.length === 2);
    expect((await statefulSets().get('a')).metadata.uid).toBe(seen.values[1]);
    expect(new Set(seen.values).size).toBe(2);
  });

  test('tries again after an error, and honours its finalizer on delete', async () => {
    const manager = make();
    const seen = told<string>();
    const finalizer = 'cache.example.com/backup';
    let failures = 2;
    control(manager, async (key) => {
      const found = await manager.client.get(redisClusterResource, key);
      if (!found) {
        seen.tell('gone');
        return;
      }
      if (failures-- > 0) {
        seen.tell('failed');
        throw new Error('not yet');
      }
      const object = mutableCopy(found);
      if (object.metadata.deletionTimestamp === undefined) {
        if (addFinalizer(object, finalizer)) await manager.client.update(redisClusterResource, object);
        seen.tell('kept');
      } else if (removeFinalizer(object, finalizer)) {
        seen.tell('let go');
        await manager.client.update(redisClusterResource, object);
      }
    });
    start(manager);
    await redis().create(cluster('a'));
    await seen.until(() => seen.values.includes('kept'));
    expect(seen.values.slice(0, 3)).toEqual(['failed', 'failed', 'kept']);
    await redis().delete('a');
    await seen.until(() => seen.values.includes('gone'));
    expect(seen.values).toContain('let go');
    await expect(
      redis()
        .get('a')
        .then(() => false, isNotFound),
    ).resolves.toBe(true);
  });
});

describe('a controller with other writers', () => {
  test('meets a conflict where its cache is behind, and gets through when that has caught up', async () => {
    const manager = make();
    const seen = told<string>();
    control(manager, async (key) => {
      const found = await manager.client.get(redisClusterResource, key);
      if (!found || found.spec.replicas === 3) return;
      // Another writer has changed the object since the cache was filled.
      if (seen.values.length === 0) await redis().patch('a', mergePatch({ metadata: { labels: { by: 'another' } } }));
      const object = mutableCopy(found);
      object.spec.replicas = 3;
      try {
        await manager.client.update(redisClusterResource, object);
        seen.tell('written');
      } catch (error) {
        seen.tell(isConflict(error) ? 'conflict' : String(error));
        throw error;
      }
    });
    start(manager);
    await redis().create(cluster('a'));
    await seen.until(() => seen.values.includes('written'));
    expect(seen.values[0]).toBe('conflict');
    expect(new Set(seen.values)).toEqual(new Set(['conflict', 'written']));
    const { metadata, spec } = await redis().get('a');
    expect({ labels: metadata.labels, replicas: spec.replicas }).toEqual({ labels: { by: 'another' }, replicas: 3 });
  });

  test('receives changes of a spec, and not of labels and status, if its predicate requires it', async () => {
    const manager = make();
    const seen = told<string>();
    newControllerManagedBy(manager)
      .for(redisClusterResource, { predicates: [predicate.generationChanged] })
      .build(async ({ name }) => seen.tell(name));
    start(manager);
    await redis().create(cluster('a'));
    await seen.until(() => seen.values.length === 1);
    await redis().patch('a', mergePatch({ metadata: { labels: { by: 'another' } } }));
    await redis().patchStatus('a', mergePatch({ status: { readyReplicas: 1 } }));
    // Later events arrive later.
    await redis().create(cluster('b'));
    await seen.until(() => seen.values.includes('b'));
    await redis().patch('a', mergePatch({ spec: { replicas: 2 } }));
    await seen.until(() => seen.values.length === 3);
    expect(seen.values).toEqual(['a', 'b', 'a']);
  });
});

describe('of two managers with one Lease', () => {
  const lease = (): Promise<Lease> =>
    subject.rest.request<Lease>({
      method: 'GET',
      path: `/apis/coordination.k8s.io/v1/namespaces/${subject.namespace}/leases/lock`,
      query: [],
      headers: {},
    });
  /** Long enough that the second manager leads during a test only if the first has released the Lease. */
  const times = { leaseDurationMs: 120_000, renewDeadlineMs: 60_000, retryPeriodMs: 200 };
  const candidate = (identity: string, tell: (value: string) => void): Manager => {
    const manager = make({ leaderElection: { namespace: subject.namespace, name: 'lock', identity, ...times } });
    control(manager, async ({ name }) => tell(`${identity} ${name}`));
    return manager;
  };

  test('one reconciles, and the other once the first has released it', async () => {
    const seen = told<string>();
    const first = candidate('first', seen.tell);
    const second = candidate('second', seen.tell);
    const running = start(first);
    await first.elected;
    start(second);
    await redis().create(cluster('a'));
    await seen.until(() => seen.values.includes('first a'));
    const held = await lease();
    expect(held.spec).toMatchObject({ holderIdentity: 'first', leaseDurationSeconds: 120, leaseTransitions: 0 });
    expect(held.spec?.acquireTime).toMatch(/\.\d{6}Z$/);
    expect(held.spec?.renewTime).toMatch(/\.\d{6}Z$/);
    expect(seen.values).not.toContain('second a');
    await expect(running.end()).resolves.toBeUndefined();
    await second.elected;
    await seen.until(() => seen.values.includes('second a'));
    expect((await lease()).spec?.holderIdentity).toBe('second');
    const before = seen.values.length;
    await redis().create(cluster('b'));
    await seen.until(() => seen.values.includes('second b'));
    expect(seen.values.slice(before)).not.toContain('first b');
  });

  test('one takes over when the other has not renewed it for as long as it says', async () => {
    const ago = new Date(Date.now() - 3_600_000).toISOString().replace('Z', '000Z');
    await subject.client.must('POST', '/apis/coordination.k8s.io/v1/namespaces/{ns}/leases', {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'lock', labels: { of: 'the-first' } },
      spec: { holderIdentity: 'first', leaseDurationSeconds: 1, acquireTime: ago, renewTime: ago, leaseTransitions: 4 },
    });
    const seen = told<string>();
    const second = candidate('second', seen.tell);
    const running = start(second);
    await second.elected;
    const taken = await lease();
    expect(taken.metadata.labels).toEqual({ of: 'the-first' });
    expect(taken.spec).toMatchObject({ holderIdentity: 'second', leaseDurationSeconds: 120, leaseTransitions: 5 });
    expect(Date.parse(taken.spec?.acquireTime ?? '')).toBeGreaterThan(Date.parse(ago));
    await running.end();
    expect((await lease()).spec).toMatchObject({ holderIdentity: '', leaseTransitions: 5 });
    const { items } = await subject.rest.request<{ items: CoreEvent[] }>({
      method: 'GET',
      path: `/api/v1/namespaces/${subject.namespace}/events`,
      query: [['fieldSelector', 'involvedObject.name=lock']],
      headers: {},
    });
    expect(items.map(({ reason, message, involvedObject }) => `${involvedObject.kind} ${reason}: ${message}`).sort()).toEqual([
      'Lease LeaderElection: second became leader',
      'Lease LeaderElection: second stopped leading',
    ]);
  });
});
