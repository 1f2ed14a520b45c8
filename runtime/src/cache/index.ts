export type { CachedObject } from './cached-object.js';
export { newFilteringResourceEventHandler, type FilteringOptions, type ResourceEventHandler } from './event-handler.js';
export type {
  ListerWatcherScope,
  SharedInformerFactory,
  SharedInformerFactoryConfig,
  SharedInformerFactoryOptions,
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
export { newClusterLister, newLister, type ClusterLister, type Lister, type ListerSelector, type NamespaceLister } from './lister.js';
export { metaNamespaceIndexFunc, namespaceIndex } from './namespace-index.js';
export type { Indexer, Indexers, IndexFunc, Store } from './store.js';
export { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';
