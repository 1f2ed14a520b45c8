import {
  groupResourceString,
  type ClusterResource,
  type GroupResource,
  type GroupVersionResource,
  type NamespacedResource,
  type TypeMeta,
} from '../meta/index.js';

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

/** Throws a `TypeError` for an empty namespace: a variable that was meant to hold one must not turn into all of them. */
export function requireGivenNamespace(resource: GroupResource, namespace: string): void {
  if (namespace) return;
  const advice = 'pass a name, or leave it out for the cluster or all namespaces';
  throw new TypeError(`${groupResourceString(resource)}: the namespace is empty (${advice})`);
}
