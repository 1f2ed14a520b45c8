import {
  newSharedInformerFactory,
  type CachedObject,
  type Indexer,
  type ListerWatcherScope,
  type SharedIndexInformer,
  type SharedInformerFactory,
  type SharedInformerFactoryOptions,
} from '../cache/index.js';
import type { KubeObject, Resource } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import { newListerWatcher } from './lister-watcher.js';
import { newServerIdentity } from './server-identity.js';

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
