import {
  newSharedInformerFactory,
  type CachedObject,
  type Indexer,
  type ListerWatcherScope,
  type SharedIndexInformer,
  type SharedInformerFactory,
  type SharedInformerFactoryOptions,
} from '../cache/index.js';
import type { KubeObject, ListOptions, Resource } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import { newListerWatcher } from './lister-watcher.js';
import { newServerIdentity } from './server-identity.js';

/** A factory whose informers list and watch through `rest`. */
export function newInformerFactory(rest: RESTClient, options: SharedInformerFactoryOptions = {}): SharedInformerFactory {
  const serverIdentity = options.checkServerIdentity === true ? newServerIdentity(rest) : undefined;
  return newSharedInformerFactory({
    ...options,
    listerWatcherFor: <T extends KubeObject>(
      resource: Resource<T, unknown, unknown>,
      { namespace, tweakListOptions, stripManagedFields }: ListerWatcherScope,
    ) => {
      const tweaked: ListOptions = {};
      tweakListOptions?.(tweaked);
      return newListerWatcher(rest, resource, { ...tweaked, namespace, stripManagedFields, serverIdentity });
    },
  });
}

/** The informer of a resource in a factory, and a lister over its cache. `T` is what is read, `I` what the cache holds. */
export interface ResourceInformer<T extends KubeObject, I extends CachedObject, Lister> {
  readonly informer: SharedIndexInformer<I, T>;
  readonly lister: Lister;
}

/** Asks the factory for the informer when `informer` or `lister` is first touched, and not before. */
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
