export type { CachedObject } from './cached-object.js';
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
} from './delta-fifo.js';
export { newFilteringResourceEventHandler, type FilteringOptions, type ResourceEventHandler } from './event-handler.js';
export { newIndexer, newStore } from './indexer.js';
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
} from './informer.js';
export {
  deletionHandlingMetaNamespaceKeyFunc,
  KeyError,
  metaNamespaceKeyFunc,
  splitMetaNamespaceKey,
  type KeyFunc,
  type ObjectName,
} from './keys.js';
export type { ListChunk, ListerWatcher, ReflectorListOptions, ReflectorWatchOptions } from './lister-watcher.js';
export {
  newClusterLister,
  newLister,
  type ClusterLister,
  type Lister,
  type ListerSelector,
  type NamespaceLister,
} from './lister.js';
export { metaNamespaceIndexFunc, namespaceIndex } from './namespace-index.js';
export { newReflector, type Reflector, type ReflectorOptions, type ReflectorStore } from './reflector.js';
export { CacheScopeError, isCacheScopeError, type CacheScope } from './scope.js';
export { newSharedIndexInformer, type SharedIndexInformerOptions } from './shared-index-informer.js';
export { newSharedInformerFactory } from './shared-informer-factory.js';
export type { Indexer, Indexers, IndexFunc, Store } from './store.js';
export { waitForCacheSync, type CacheSync } from './synced.js';
export { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';
export { untilWithSync, type PreconditionFunc, type UntilWithSyncOptions } from './until-with-sync.js';
