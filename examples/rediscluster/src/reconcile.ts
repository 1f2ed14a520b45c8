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
import { broughtUpToDate, desiredStatefulSet, isUpToDate } from './stateful-set.js';
import { observedStatus } from './status.js';

/** What is done for a cluster, which reads from the factory's caches and writes through the clientset. */
export function newReconcile(
  clientset: Clientset,
  factory: SharedInformerFactory,
): (cluster: ObjectName, signal: AbortSignal) => Promise<void> {
  const clusters = factory.cacheV1alpha1.redisClusters;
  const statefulSets = factory.appsV1.statefulSets;

  /** Brings one cluster a step nearer to what it asks for. Called again whenever something changed, and after a failure. */
  async function reconcile({ namespace, name }: ObjectName, signal: AbortSignal): Promise<void> {
    const cluster = clusters.lister.namespace(namespace).get(name);
    // Gone, or going: its StatefulSet goes with it.
    if (!cluster || cluster.metadata.deletionTimestamp) return;

    const statefulSet = statefulSets.lister.namespace(namespace).get(name);
    if (!statefulSet) {
      await createStatefulSet(cluster, signal);
      return;
    }
    // One of the same name that somebody else made, or that belonged to an earlier cluster of that name, is not ours to change.
    if (!isControlledBy(statefulSet, cluster)) {
      await writeStatus(cluster, { phase: 'Failed', readyReplicas: 0 }, signal);
      throw new Error(`the StatefulSet ${namespace}/${name} is there, and does not belong to the cluster`);
    }
    if (!isUpToDate(statefulSet, cluster)) {
      // The copy has the version that the cache saw: where the StatefulSet has changed since, this is a conflict, and we come again.
      await clientset.appsV1.statefulSets(namespace).update(broughtUpToDate(statefulSet, cluster), { signal });
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

  return reconcile;
}
