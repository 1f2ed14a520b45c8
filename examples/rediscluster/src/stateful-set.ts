import { mutableCopy, newControllerRef, type Immutable } from 'kube-client-runtime';
import type { StatefulSet, StatefulSetInput } from '../generated/apps/v1/types.js';
import type { RedisCluster } from '../generated/cache.example.com/v1alpha1/index.js';

const containerName = 'redis';

/** The StatefulSet that a cluster asks for. It belongs to the cluster, so the garbage collector removes it with its owner. */
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

/** Whether the StatefulSet runs what the cluster asks for. Fields that others own, and that we never set, do not count. */
export function isUpToDate(statefulSet: Immutable<StatefulSet>, cluster: Immutable<RedisCluster>): boolean {
  const containers = statefulSet.spec?.template.spec?.containers;
  const image = containers?.find(({ name }) => name === containerName)?.image;
  return statefulSet.spec?.replicas === cluster.spec.replicas && image === cluster.spec.image;
}

/** The StatefulSet, which is one from the cache, as it is to be: a copy in which only what the cluster says has changed. */
export function broughtUpToDate(statefulSet: Immutable<StatefulSet>, cluster: Immutable<RedisCluster>): StatefulSet {
  const changed = mutableCopy(statefulSet);
  const container = changed.spec?.template.spec?.containers.find(({ name }) => name === containerName);
  if (changed.spec) changed.spec.replicas = cluster.spec.replicas;
  if (container) container.image = cluster.spec.image;
  return changed;
}
