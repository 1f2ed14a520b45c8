import {
  deletionHandlingMetaNamespaceKeyFunc,
  getControllerOf,
  isAlreadyExists,
  isConflict,
  isDeletedFinalStateUnknown,
  isInvalid,
  metaNamespaceKeyFunc,
  mutableCopy,
  newRateLimitingQueue,
  semanticEqual,
  splitMetaNamespaceKey,
  type Immutable,
  type Logger,
} from 'kube-client-runtime';
import type { StatefulSet } from '../generated/apps/v1/types.js';
import type { RedisCluster, RedisClusterStatus } from '../generated/cache.example.com/v1alpha1/index.js';
import type { Clientset, SharedInformerFactory } from '../generated/index.js';
import { desiredStatefulSet, isUpToDate } from './stateful-set.js';
import { observedStatus } from './status.js';

const maxRetries = 15;

/** Keeps a StatefulSet for each RedisCluster, and tells in the cluster's status how far it is. */
export interface RedisClusterController {
  /** Works until the signal fires and the work in hand is done. Rejects if the caches cannot be filled. */
  run(workers: number, signal: AbortSignal): Promise<void>;
  /** The clusters that run an image, from the cache. */
  clustersByImage(image: string): readonly Immutable<RedisCluster>[];
}

/** A controller that reads from the factory's caches and writes through the clientset. The factory is started by `run`. */
export function newRedisClusterController(
  clientset: Clientset,
  factory: SharedInformerFactory,
  logger: Logger,
): RedisClusterController {
  const clusters = factory.cacheV1alpha1.redisClusters;
  const statefulSets = factory.appsV1.statefulSets;
  const queue = newRateLimitingQueue<string>();

  clusters.informer.addIndexers({ image: (cluster) => [cluster.spec.image] });
  clusters.informer.addEventHandler({
    onAdd: (cluster) => queue.add(metaNamespaceKeyFunc(cluster)),
    onUpdate: (_old, cluster) => queue.add(metaNamespaceKeyFunc(cluster)),
    onDelete: (cluster) => queue.add(deletionHandlingMetaNamespaceKeyFunc(cluster)),
  });
  // A StatefulSet that changes, or goes, is a reason to look at the cluster that owns it.
  const enqueueOwner = (statefulSet: Immutable<StatefulSet>): void => {
    const owner = getControllerOf(statefulSet);
    if (owner?.kind === 'RedisCluster') queue.add(`${statefulSet.metadata.namespace}/${owner.name}`);
  };
  statefulSets.informer.addEventHandler({
    onAdd: enqueueOwner,
    onUpdate: (_old, statefulSet) => enqueueOwner(statefulSet),
    onDelete: (gone) => {
      const statefulSet = isDeletedFinalStateUnknown(gone) ? gone.obj : gone;
      if (statefulSet) enqueueOwner(statefulSet);
    },
  });

  /** Brings one cluster a step nearer to what it asks for. Called again whenever something changed, and after a failure. */
  async function reconcile(key: string, signal: AbortSignal): Promise<void> {
    const { namespace, name } = splitMetaNamespaceKey(key);
    const cluster = clusters.lister.namespace(namespace).get(name);
    // Gone, or going: its StatefulSet goes with it.
    if (!cluster || cluster.metadata.deletionTimestamp) return;

    const statefulSet = statefulSets.lister.namespace(namespace).get(name);
    if (!statefulSet) {
      await createStatefulSet(cluster, signal);
      return;
    }
    if (!isUpToDate(statefulSet, cluster)) {
      const wanted = mutableCopy(statefulSet);
      wanted.spec = desiredStatefulSet(cluster).spec;
      await clientset.appsV1.statefulSets(namespace).update(wanted, { signal });
    }
    await writeStatus(cluster, observedStatus(cluster, statefulSet), signal);
  }

  async function createStatefulSet(cluster: Immutable<RedisCluster>, signal: AbortSignal): Promise<void> {
    try {
      await clientset.appsV1.statefulSets(cluster.metadata.namespace).create(desiredStatefulSet(cluster), { signal });
    } catch (error) {
      // The cache has not seen yet what an earlier turn has made: the event will bring us back.
      if (isAlreadyExists(error)) return;
      if (isInvalid(error)) await writeStatus(cluster, { phase: 'Failed', readyReplicas: 0 }, signal);
      throw error;
    }
    await writeStatus(cluster, { phase: 'Pending', readyReplicas: 0 }, signal);
  }

  async function writeStatus(cluster: Immutable<RedisCluster>, status: RedisClusterStatus, signal: AbortSignal): Promise<void> {
    if (semanticEqual(cluster.status, status)) return;
    const changed = { ...mutableCopy(cluster), status };
    await clientset.cacheV1alpha1.redisClusters(cluster.metadata.namespace).updateStatus(changed, { signal });
  }

  async function work(signal: AbortSignal): Promise<void> {
    for await (const key of queue) {
      try {
        await reconcile(key, signal);
        queue.forget(key);
      } catch (error) {
        retry(key, error);
      } finally {
        queue.done(key);
      }
    }
  }

  function retry(key: string, error: unknown): void {
    if (queue.numRequeues(key) >= maxRetries) {
      logger.error('giving up', { key, error });
      queue.forget(key);
      return;
    }
    // A conflict is no fault: the cache was behind, and its next event brings what is new.
    if (!isConflict(error)) logger.warn('will try again', { key, error });
    queue.addRateLimited(key);
  }

  return {
    async run(workers, signal) {
      const stop = (): void => queue.shutDown();
      signal.addEventListener('abort', stop, { once: true });
      factory.start(signal);
      try {
        await factory.waitForCacheSync(signal);
        await Promise.all(Array.from({ length: workers }, () => work(signal)));
      } finally {
        signal.removeEventListener('abort', stop);
        queue.shutDown();
        await factory.shutdown();
      }
    },
    clustersByImage: (image) => clusters.informer.indexer.byIndex('image', image),
  };
}
