import { labelSelectorAsSelector, parseSelector, type ReadonlyLabelSelector } from '../../labels/index.js';
import type { Selector } from '../../meta/index.js';
import type { CachedObject } from './cached-object.js';
import { namespaceIndex } from './namespace-index.js';
import { requireInScope } from './scope.js';
import type { Indexer } from './store.js';

/** A label selector: in the grammar of the API, parsed, or in the form that specs carry. */
export type ListerSelector = string | Selector | ReadonlyLabelSelector;

/**
 * Reads a cache of namespaced objects: what it holds now, without asking the server. Order is not defined; arrays are the caller's,
 * the objects are shared, and must not be changed. Before the informer has synced, the cache holds nothing, or a part.
 */
export interface Lister<T> {
  /** The objects of all namespaces that the cache holds whose labels match; all without a selector. Throws for a selector that does not parse. */
  list(selector?: ListerSelector): T[];
  /** The objects of one namespace; `''` stands for all of them, as in requests. */
  namespace(namespace: string): NamespaceLister<T>;
}

/** Reads the objects of one namespace from a cache. Throws a `CacheScopeError` for a namespace or name outside the cache's scope. */
export interface NamespaceLister<T> {
  /** The objects of the namespace whose labels match; all without a selector. Throws for a selector that does not parse. */
  list(selector?: ListerSelector): T[];
  /** The object of the name, or undefined where the cache has none: it may not be there, or not be there yet. */
  get(name: string): T | undefined;
}

/** Reads a cache of cluster-scoped objects, as a `Lister` reads one of namespaced objects. */
export interface ClusterLister<T> {
  /** The objects whose labels match; all without a selector. Throws for a selector that does not parse. */
  list(selector?: ListerSelector): T[];
  /** The object of the name, or undefined where the cache has none: it may not be there, or not be there yet. */
  get(name: string): T | undefined;
}

/** A lister of namespaced objects. One namespace is read by the namespace index, where the indexer has it. */
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

/** A lister of cluster-scoped objects. */
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
