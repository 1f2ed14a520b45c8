import { newControllerRef, type Immutable } from 'kube-client-runtime';
import type { StatefulSet, StatefulSetInput } from '../generated/apps/v1/types.js';
import type { RedisCluster } from '../generated/cache.example.com/v1alpha1/index.js';

/** The StatefulSet that a cluster asks for. It belongs to the cluster, so the garbage collector removes it with its owner. */
export function desiredStatefulSet(cluster: Immutable<RedisCluster>): StatefulSetInput {
  const { name, namespace } = cluster.metadata;
  const labels = { 'app.kubernetes.io/name': 'redis', 'app.kubernetes.io/instance': name };
  return {
    metadata: { name, namespace, labels, ownerReferences: [newControllerRef(cluster)] },
    spec: {
      serviceName: name,
      replicas: cluster.spec.replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'redis', image: cluster.spec.image, ports: [{ name: 'redis', containerPort: 6379 }] }] },
      },
    },
  };
}

/** Whether the StatefulSet runs what the cluster asks for. Fields that others own, and that we never set, do not count. */
export function isUpToDate(statefulSet: Immutable<StatefulSet>, cluster: Immutable<RedisCluster>): boolean {
  return (
    statefulSet.spec?.replicas === cluster.spec.replicas &&
    statefulSet.spec.template.spec?.containers[0]?.image === cluster.spec.image
  );
}
