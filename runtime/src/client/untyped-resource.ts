import type { ClusterResource, GroupVersionResource, NamespacedResource, TypeMeta } from '../meta/index.js';

/**
 * Descriptors of a resource of which nothing is known but where it is to be had. Its kind, which is empty, is taken from the objects
 * and lists themselves.
 */
export function untypedNamespacedResource<T extends TypeMeta, L, A>(gvr: GroupVersionResource): NamespacedResource<T, L, A> {
  return { ...facts(gvr), namespaced: true };
}

/** The same for one of the cluster, or of all namespaces: what is read in both ways is at the same path. */
export function untypedClusterResource<T extends TypeMeta, L, A>(gvr: GroupVersionResource): ClusterResource<T, L, A> {
  return { ...facts(gvr), namespaced: false };
}

function facts({ group, version, resource }: GroupVersionResource) {
  return { group, version, plural: resource, kind: '', listKind: '', singular: '', verbs: [], subresources: [] };
}
