import {
  deletionHandlingMetaNamespaceKeyFunc,
  getControllerOf,
  isConflict,
  isDeletedFinalStateUnknown,
  metaNamespaceKeyFunc,
  newRateLimitingQueue,
  parseGroupVersion,
  splitMetaNamespaceKey,
  type Immutable,
  type Logger,
  type OwnerReference,
} from 'kube-client-runtime';
import type { StatefulSet } from '../generated/apps/v1/types.js';
import { redisClusterResource, type RedisCluster } from '../generated/cache.example.com/v1alpha1/index.js';
import type { Clientset, SharedInformerFactory } from '../generated/index.js';
import { newReconcile } from './reconcile.js';

/** The number of failures in a row after which a cluster is dropped from the queue until it or its StatefulSet changes. */
const maxRetries = 15;

/** A controller that manages a StatefulSet for each RedisCluster, and reports the progress in the status of the RedisCluster. */
export interface RedisClusterController {
  /**
   * Fills the caches, then reconciles up to `workers` clusters at once until the signal fires. Call it once.
   *
   * Reconciliations that are running at that time are aborted. The next start reconciles every cluster again.
   */
  run(workers: number, signal: AbortSignal): Promise<void>;
  /** Returns the clusters with an image, from the cache. */
  clustersByImage(image: string): readonly Immutable<RedisCluster>[];
}

/** Creates a controller that reads from the caches of the factory and writes through the clientset. `run` starts the factory. */
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
  // When a StatefulSet changes or is deleted, reconcile the cluster that owns it.
  const enqueueOwner = (statefulSet: Immutable<StatefulSet>): void => {
    const owner = getControllerOf(statefulSet);
    if (owner && isRedisCluster(owner)) queue.add(`${statefulSet.metadata.namespace}/${owner.name}`);
  };
  statefulSets.informer.addEventHandler({
    onAdd: enqueueOwner,
    onUpdate: (_old, statefulSet) => enqueueOwner(statefulSet),
    onDelete: (gone) => {
      const statefulSet = isDeletedFinalStateUnknown(gone) ? gone.obj : gone;
      if (statefulSet) enqueueOwner(statefulSet);
    },
  });

  const reconcile = newReconcile(clientset, factory);

  async function work(signal: AbortSignal): Promise<void> {
    for await (const key of queue) {
      try {
        await reconcile(splitMetaNamespaceKey(key), signal);
        queue.forget(key);
      } catch (error) {
        if (!signal.aborted) retry(key, error);
      } finally {
        queue.done(key);
      }
    }
  }

  function retry(key: string, error: unknown): void {
    if (queue.numRequeues(key) >= maxRetries) {
      logger.error('Dropping the cluster out of the queue', { key, error });
      queue.forget(key);
      return;
    }
    // A conflict is expected: the cache was not up to date. Its next event brings the new state.
    if (!isConflict(error)) logger.warn('Reconciling failed; trying again', { key, error });
    queue.addRateLimited(key);
  }

  return {
    async run(workers, signal) {
      // Workers end when the queue is shut down and empty.
      const stop = (): void => queue.shutDown();
      signal.addEventListener('abort', stop, { once: true });
      factory.start(signal);
      try {
        await factory.waitForCacheSync(signal);
        await Promise.all(Array.from({ length: workers }, () => work(signal)));
      } catch (error) {
        // Stopping while the caches are being filled is not an error.
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
        queue.shutDown();
        await factory.shutdown();
      }
    },
    clustersByImage: (image) => clusters.informer.indexer.byIndex('image', image),
  };
}

/** Whether an owner reference refers to a RedisCluster, in any version. Other groups may have a kind of the same name. */
function isRedisCluster({ apiVersion, kind }: OwnerReference): boolean {
  return kind === redisClusterResource.kind && parseGroupVersion(apiVersion).group === redisClusterResource.group;
}
