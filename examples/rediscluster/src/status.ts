import type { Immutable } from 'kube-client-runtime';
import type { StatefulSet } from '../generated/apps/v1/types.js';
import type { RedisCluster, RedisClusterStatus } from '../generated/cache.example.com/v1alpha1/index.js';

/** Returns the status of a cluster: pending without ready replicas, scaling with some of them, or running with all. */
export function observedStatus(cluster: Immutable<RedisCluster>, statefulSet: Immutable<StatefulSet>): RedisClusterStatus {
  const readyReplicas = statefulSet.status?.readyReplicas ?? 0;
  if (readyReplicas === cluster.spec.replicas) return { phase: 'Running', readyReplicas };
  return { phase: readyReplicas === 0 ? 'Pending' : 'Scaling', readyReplicas };
}
