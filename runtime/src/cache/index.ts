/**
 * Caches of objects that follow the server: informers with event handlers and indexes, as in client-go's `tools/cache`.
 *
 * Start with the informer factory of a generated client, or with `newInformerFactory` of the client package. Listers read the
 * caches. A reflector (`newReflector`) follows the server for a store of your own. Caches do not write to the server.
 *
 * To read the code, start with `informer/shared-index-informer.ts`: a reflector (`reflector/`) lists and watches, `store/` holds
 * the objects, and `informer/` calls the handlers.
 *
 * @packageDocumentation
 */
export type { CachedObject } from './store/cached-object.js';
export {
  FIFOClosedError,
  newDeltaFIFO,
  RequeueError,
  type Delta,
  type DeltaFIFO,
  type DeltaFIFOOptions,
  type Deltas,
  type DeltaType,
  type KnownObjects,
  type PopProcessFunc,
} from './store/delta-fifo.js';
export { newFilteringResourceEventHandler, type FilteringOptions, type ResourceEventHandler } from './informer/event-handler.js';
export { newIndexer, newStore } from './store/indexer.js';
export type {
  ListerWatcherScope,
  SharedInformerFactory,
  SharedInformerFactoryConfig,
  SharedInformerFactoryOptions,
  TweakedListOptions,
  TweakListOptions,
} from './informer-factory.js';
export type {
  HandlerOptions,
  InformerSynced,
  ResourceEventHandlerRegistration,
  SharedIndexInformer,
  TransformFunc,
  WatchErrorHandler,
} from './informer/informer.js';
export {
  deletionHandlingMetaNamespaceKeyFunc,
  KeyError,
  metaNamespaceKeyFunc,
  splitMetaNamespaceKey,
  type KeyFunc,
  type ObjectName,
} from './store/keys.js';
export type {
  ListChunk,
  ListerWatcher,
  ReflectorListOptions,
  ReflectorWatchOptions,
  WatchProgress,
} from './reflector/lister-watcher.js';
export {
  newClusterLister,
  newLister,
  type ClusterLister,
  type Lister,
  type ListerSelector,
  type NamespaceLister,
} from './store/lister.js';
export { metaNamespaceIndexFunc, namespaceIndex } from './store/namespace-index.js';
export { newReflector, type Reflector, type ReflectorOptions, type ReflectorStore } from './reflector/reflector.js';
export { CacheScopeError, isCacheScopeError, type CacheScope } from './store/scope.js';
export { newSharedIndexInformer, type SharedIndexInformerOptions } from './informer/shared-index-informer.js';
export type { CacheNamespace, CacheOptionsByResource, CacheSelectors, ResourceCacheOptions } from './resource-cache-options.js';
export { newSharedInformerFactory } from './shared-informer-factory.js';
export type { Indexer, Indexers, IndexFunc, Store } from './store/store.js';
export { waitForCacheSync, type CacheSync } from './informer/synced.js';
export { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './store/tombstone.js';
export { untilWithSync, type PreconditionFunc, type UntilWithSyncOptions } from './until-with-sync.js';
