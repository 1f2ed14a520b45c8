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

/** After so many failures in a row a cluster is left alone until it, or its StatefulSet, changes. */
const maxRetries = 15;

/** Keeps a StatefulSet for each RedisCluster, and tells in the cluster's status how far it is. */
export interface RedisClusterController {
  /**
   * Fills the caches, then works on so many clusters at once until the signal fires. What is under way then is given up, and taken up
   * by the next start, which looks at every cluster anew. To be called once.
   */
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
      // Workers end when the queue is shut down and empty.
      const stop = (): void => queue.shutDown();
      signal.addEventListener('abort', stop, { once: true });
      factory.start(signal);
      try {
        await factory.waitForCacheSync(signal);
        await Promise.all(Array.from({ length: workers }, () => work(signal)));
      } catch (error) {
        // To be stopped while the caches are filled is no failure.
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

/** Whether a reference is to a cluster of ours: the kind alone could be another group's. The version does not matter. */
function isRedisCluster({ apiVersion, kind }: OwnerReference): boolean {
  return kind === redisClusterResource.kind && parseGroupVersion(apiVersion).group === redisClusterResource.group;
}
