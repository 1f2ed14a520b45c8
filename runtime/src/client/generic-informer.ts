import {
  newClusterLister,
  newLister,
  type CachedObject,
  type ClusterLister,
  type Lister,
  type SharedIndexInformer,
  type SharedInformerFactory,
} from '../cache/index.js';
import type { GroupVersionResource, KubeObject } from '../meta/index.js';
import { untypedNamespacedResource } from './untyped-resource.js';

/** A reader of a cache of namespaced or cluster-scoped objects. Use `namespace()` for the former and `get` for the latter. */
export interface GenericLister<T> extends Lister<T>, ClusterLister<T> {}

/**
 * The informer of a resource that is chosen at run time, and a lister over its cache. `T` is the type in the cache, `Plain` the
 * type that is read.
 */
export interface GenericInformer<T extends CachedObject, Plain extends KubeObject> {
  /** The informer. */
  readonly informer: SharedIndexInformer<T, Plain>;
  /** The lister. */
  readonly lister: GenericLister<T>;
}

/** Returns the informer of a resource in a factory, and creates it on first use. */
export function genericInformer<T extends CachedObject, Plain extends KubeObject>(
  factory: SharedInformerFactory,
  gvr: GroupVersionResource,
): GenericInformer<T, Plain> {
  // Marked as namespaced so that the factory's namespace applies. Without a namespace, the path is that of a cluster-scoped
  // resource.
  const informer = factory.informerFor<Plain, T>(untypedNamespacedResource(gvr));
  return { informer, lister: { ...newLister(informer.indexer), ...newClusterLister(informer.indexer) } };
}
