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

/** Reads a cache whose objects live in namespaces or do not: `namespace()` is for the ones, and `get` for the others. */
export interface GenericLister<T> extends Lister<T>, ClusterLister<T> {}

/** The informer of a resource that was chosen at run time, and a lister over its cache. `T` is what the cache holds, `Plain` what is read. */
export interface GenericInformer<T extends CachedObject, Plain extends KubeObject> {
  readonly informer: SharedIndexInformer<T, Plain>;
  readonly lister: GenericLister<T>;
}

/** The informer of a resource in a factory, made where there is none yet. */
export function genericInformer<T extends CachedObject, Plain extends KubeObject>(
  factory: SharedInformerFactory,
  gvr: GroupVersionResource,
): GenericInformer<T, Plain> {
  // Said to be namespaced, so that the factory's namespace counts; without one the path is that of a resource of the cluster.
  const informer = factory.informerFor<Plain, T>(untypedNamespacedResource(gvr));
  return { informer, lister: { ...newLister(informer.indexer), ...newClusterLister(informer.indexer) } };
}
