import {
  type CachedObject,
  type ClusterLister,
  type Indexer,
  type Lister,
  type ListerWatcherScope,
  newClusterLister,
  newLister,
  newSharedInformerFactory,
  type SharedIndexInformer,
  type SharedInformerFactory,
  type SharedInformerFactoryOptions,
} from '../cache/index.js';
import {
  type ClusterResource,
  type GroupResource,
  groupResourceString,
  type GroupVersionResource,
  type KubeObject,
  type NamespacedResource,
  type Resource,
  type TypeMeta,
} from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import { newListerWatcher, newServerIdentity } from './lister-watcher.js';

/** Creates a factory whose informers list and watch through `rest`. */
export function newInformerFactory(rest: RESTClient, options: SharedInformerFactoryOptions = {}): SharedInformerFactory {
  const serverIdentity = options.checkServerIdentity === true ? newServerIdentity(rest) : undefined;
  return newSharedInformerFactory({
    ...options,
    listerWatcherFor: <T extends KubeObject>(resource: Resource<T, unknown, unknown>, scope: ListerWatcherScope) =>
      newListerWatcher(rest, resource, { ...scope, serverIdentity }),
  });
}

/**
 * The informer of a resource in a factory, and a lister over its cache. `T` is the type that is read, `I` the type in the cache.
 */
export interface ResourceInformer<T extends KubeObject, I extends CachedObject, Lister> {
  /** The informer. Accessing it registers it with the factory. */
  readonly informer: SharedIndexInformer<I, T>;
  /** The lister. Accessing it registers the informer with the factory. */
  readonly lister: Lister;
}

/** Creates an accessor that requests the informer from the factory when `informer` or `lister` is first accessed. */
export function resourceInformer<T extends KubeObject, I extends CachedObject, Lister>(
  factory: SharedInformerFactory,
  resource: Resource<T, unknown, unknown>,
  newLister: (indexer: Indexer<I>) => Lister,
): ResourceInformer<T, I, Lister> {
  let lister: Lister | undefined;
  return {
    get informer() {
      return factory.informerFor<T, I>(resource);
    },
    get lister() {
      lister ??= newLister(this.informer.indexer);
      return lister;
    },
  };
}

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

/**
 * Returns the descriptor of a resource of which only the group, version and plural are known. Its kind is empty, because objects and
 * lists state their kind.
 */
export function untypedNamespacedResource<T extends TypeMeta, L, A>(gvr: GroupVersionResource): NamespacedResource<T, L, A> {
  return { ...facts(gvr), namespaced: true };
}

/** Returns the descriptor for a cluster-scoped resource, or for objects of all namespaces, which have the same path. */
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
