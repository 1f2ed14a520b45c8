import { labelSelectorAsSelector, parseSelector, type ReadonlyLabelSelector } from '../../labels/index.js';
import type { Selector } from '../../meta/index.js';
import type { CachedObject } from './cached-object.js';
import { namespaceIndex } from './namespace-index.js';
import { requireInScope } from './scope.js';
import type { Indexer } from './store.js';

/** A label selector: a string in the syntax of the API, a parsed selector, or the object form that specs contain. */
export type ListerSelector = string | Selector | ReadonlyLabelSelector;

/**
 * Reads a cache of namespaced objects without requests to the server. The order of lists is not defined. Returned objects are
 * shared and must not be changed; the arrays are the caller's.
 *
 * Before the informer has synced, the cache is empty or incomplete.
 */
export interface Lister<T> {
  /**
   * Returns the objects of all namespaces whose labels match. Returns all objects without a selector.
   *
   * Throws an Error for a selector that does not parse.
   */
  list(selector?: ListerSelector): T[];
  /** Returns a lister for one namespace. `''` means all namespaces, as in requests. */
  namespace(namespace: string): NamespaceLister<T>;
}

/**
 * Reads the objects of one namespace from a cache.
 *
 * Throws a CacheScopeError for a namespace or name outside the scope of the cache.
 */
export interface NamespaceLister<T> {
  /**
   * Returns the objects of the namespace whose labels match. Returns all of them without a selector.
   *
   * Throws an Error for a selector that does not parse.
   */
  list(selector?: ListerSelector): T[];
  /** Returns the object with the name, or undefined if the cache does not contain it. The cache may lag behind the server. */
  get(name: string): T | undefined;
}

/** Reads a cache of cluster-scoped objects. Its guarantees are those of `Lister`. */
export interface ClusterLister<T> {
  /**
   * Returns the objects whose labels match. Returns all objects without a selector.
   *
   * Throws an Error for a selector that does not parse.
   */
  list(selector?: ListerSelector): T[];
  /** Returns the object with the name, or undefined if the cache does not contain it. The cache may lag behind the server. */
  get(name: string): T | undefined;
}

/** Creates a lister of namespaced objects. It reads single namespaces from the namespace index if the indexer has one. */
export function newLister<T extends CachedObject>(indexer: Indexer<T>): Lister<T> {
  return {
    list: (selector) => matching(indexer.list(), selector),
    namespace: (namespace) => ({
      list: (selector) => {
        if (namespace !== '') requireInScope(indexer.scope, { namespace });
        return matching(inNamespace(indexer, namespace), selector);
      },
      get: (name) => {
        requireInScope(indexer.scope, { namespace, name });
        return indexer.getByKey(namespace === '' ? name : `${namespace}/${name}`);
      },
    }),
  };
}

/** Creates a lister of cluster-scoped objects. */
export function newClusterLister<T extends CachedObject>(indexer: Indexer<T>): ClusterLister<T> {
  return {
    list: (selector) => matching(indexer.list(), selector),
    get: (name) => {
      requireInScope(indexer.scope, { namespace: '', name });
      return indexer.getByKey(name);
    },
  };
}

function inNamespace<T extends CachedObject>(indexer: Indexer<T>, namespace: string): T[] {
  if (namespace === '') return indexer.list();
  if (Object.hasOwn(indexer.getIndexers(), namespaceIndex)) return indexer.byIndex(namespaceIndex, namespace);
  return indexer.list().filter((obj) => (obj.metadata.namespace ?? '') === namespace);
}

function matching<T extends CachedObject>(objects: T[], selector: ListerSelector | undefined): T[] {
  if (selector === undefined) return objects;
  const parsed = toSelector(selector);
  return parsed.empty() ? objects : objects.filter((obj) => parsed.matches(obj.metadata.labels));
}

function toSelector(selector: ListerSelector): Selector {
  if (typeof selector === 'string') return parseSelector(selector);
  return 'matches' in selector ? selector : labelSelectorAsSelector(selector);
}
