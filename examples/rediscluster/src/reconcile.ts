import {
  isAlreadyExists,
  isControlledBy,
  isInvalid,
  mutableCopy,
  semanticEqual,
  type Immutable,
  type ObjectName,
} from 'kube-client-runtime';
import type { RedisCluster, RedisClusterStatus } from '../generated/cache.example.com/v1alpha1/index.js';
import type { Clientset, SharedInformerFactory } from '../generated/index.js';
import { updatedStatefulSet, desiredStatefulSet, isUpToDate } from './stateful-set.js';
import { observedStatus } from './status.js';

/** Returns the reconcile function, which reads from the caches of the factory and writes through the clientset. */
export function newReconcile(
  clientset: Clientset,
  factory: SharedInformerFactory,
): (cluster: ObjectName, signal: AbortSignal) => Promise<void> {
  const clusters = factory.cacheV1alpha1.redisClusters;
  const statefulSets = factory.appsV1.statefulSets;

  /** Takes the next step for one cluster. Called again when something has changed, and after a failure. */
  async function reconcile({ namespace, name }: ObjectName, signal: AbortSignal): Promise<void> {
    const cluster = clusters.lister.namespace(namespace).get(name);
    // The cluster was deleted or is being deleted. The garbage collector deletes its StatefulSet.
    if (!cluster || cluster.metadata.deletionTimestamp) return;

    const statefulSet = statefulSets.lister.namespace(namespace).get(name);
    if (!statefulSet) {
      await createStatefulSet(cluster, signal);
      return;
    }
    // Do not change a StatefulSet that belongs to something else, such as an earlier cluster of the same name.
    if (!isControlledBy(statefulSet, cluster)) {
      await writeStatus(cluster, { phase: 'Failed', readyReplicas: 0 }, signal);
      throw new Error(`the StatefulSet ${namespace}/${name} exists, but the cluster does not own it`);
    }
    if (!isUpToDate(statefulSet, cluster)) {
      // The copy has the resourceVersion of the cache. If the StatefulSet has changed since then, the update is a conflict and is
      // retried.
      await clientset.appsV1.statefulSets(namespace).update(updatedStatefulSet(statefulSet, cluster), { signal });
    }
    await writeStatus(cluster, observedStatus(cluster, statefulSet), signal);
  }

  async function createStatefulSet(cluster: Immutable<RedisCluster>, signal: AbortSignal): Promise<void> {
    try {
      await clientset.appsV1.statefulSets(cluster.metadata.namespace).create(desiredStatefulSet(cluster), { signal });
    } catch (error) {
      // The cache does not have the created StatefulSet yet. Its event causes the next reconcile.
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

  return reconcile;
}
