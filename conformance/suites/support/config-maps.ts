import type { ApplyConfiguration, KubeList, KubeObject, NamespacedResource } from 'kube-client-runtime';

/** The fields of a ConfigMap that tests use. */
export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

/** The resource of ConfigMaps, for tests that need objects without effects. */
export const configMaps: NamespacedResource<ConfigMap, KubeList<ConfigMap>, ApplyConfiguration> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  listKind: 'ConfigMapList',
  plural: 'configmaps',
  singular: 'configmap',
  namespaced: true,
  verbs: [],
  subresources: [],
};
