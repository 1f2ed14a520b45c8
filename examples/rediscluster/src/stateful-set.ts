import { mutableCopy, newControllerRef, type Immutable } from 'kube-client-runtime';
import type { StatefulSet, StatefulSetInput } from '../generated/apps/v1/types.js';
import type { RedisCluster } from '../generated/cache.example.com/v1alpha1/index.js';

const containerName = 'redis';

/** Returns the StatefulSet of a cluster. The cluster owns it, so the garbage collector deletes it with the cluster. */
export function desiredStatefulSet(cluster: Immutable<RedisCluster>): StatefulSetInput {
  const { name, namespace } = cluster.metadata;
  const { replicas, image } = cluster.spec;
  const labels = { 'app.kubernetes.io/name': 'redis', 'app.kubernetes.io/instance': name };
  return {
    metadata: { name, namespace, labels, ownerReferences: [newControllerRef(cluster)] },
    spec: {
      serviceName: name,
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: containerName, image, ports: [{ name: 'redis', containerPort: 6379 }] }] },
      },
    },
  };
}

/** Whether the StatefulSet has the replicas and the image of the cluster. Ignores fields that other writers set. */
export function isUpToDate(statefulSet: Immutable<StatefulSet>, cluster: Immutable<RedisCluster>): boolean {
  const containers = statefulSet.spec?.template.spec?.containers;
  const image = containers?.find(({ name }) => name === containerName)?.image;
  return statefulSet.spec?.replicas === cluster.spec.replicas && image === cluster.spec.image;
}

/** Returns a copy of the cached StatefulSet with the replicas and the image of the cluster. */
export function updatedStatefulSet(statefulSet: Immutable<StatefulSet>, cluster: Immutable<RedisCluster>): StatefulSet {
  const changed = mutableCopy(statefulSet);
  const container = changed.spec?.template.spec?.containers.find(({ name }) => name === containerName);
  if (changed.spec) changed.spec.replicas = cluster.spec.replicas;
  if (container) container.image = cluster.spec.image;
  return changed;
}
