import type { KubeObject, ListOptions, Resource, ResourceInfo } from '../meta/index.js';
import type { Clock, Logger } from '../util/index.js';
import type { SharedIndexInformer, TransformFunc } from './informer/informer.js';
import type { ListerWatcher } from './reflector/lister-watcher.js';
import type { CacheOptionsByResource, ResourceCacheOptions } from './resource-cache-options.js';
import type { CachedObject } from './store/cached-object.js';

/** The options that a `TweakListOptions` sets: the objects that an informer sees. */
export type TweakedListOptions = Pick<ListOptions, 'labelSelector' | 'fieldSelector'>;

/**
 * A function that restricts the objects of a factory's informers by selectors. It is called once for each resource, and either changes
 * the given options, as in Go, or returns new ones.
 *
 * `informerFor` throws a `TypeError` if a selector is then present but undefined, or another option is set: informers choose those.
 */
export type TweakListOptions = (options: TweakedListOptions, resource: ResourceInfo) => unknown;

/** The part of a resource that an informer watches. */
export interface ListerWatcherScope {
  /** The namespace to watch. Undefined for all namespaces and for cluster-scoped resources. */
  readonly namespace: string | undefined;
  /**
   * Selects objects by labels.
   *
   * Default: all objects
   */
  readonly labelSelector: ListOptions['labelSelector'];
  /**
   * Selects objects by fields.
   *
   * Default: all objects
   */
  readonly fieldSelector: ListOptions['fieldSelector'];
  /** Whether the decoder should omit `metadata.managedFields`, which is cheaper than removing them later. */
  readonly stripManagedFields: boolean;
}

/** Options of all informer factories. */
export interface SharedInformerFactoryOptions {
  /**
   * The time between two resyncs of handlers that set none of their own. 0 disables resyncs.
   *
   * Unit: milliseconds
   * Default: 1_800_000 (30 minutes)
   */
  readonly resyncPeriodMs?: number | undefined;
  /**
   * The only namespace to watch, short for `defaults.namespaces` with one name. Does not apply to cluster-scoped resources.
   *
   * Default: all namespaces
   */
  readonly namespace?: string | undefined;
  /** The scope of all caches, and the form of their objects. */
  readonly defaults?: ResourceCacheOptions | undefined;
  /** Options of single resources, which replace those of `defaults` field by field. */
  readonly byResource?: CacheOptionsByResource | undefined;
  /**
   * Restricts the objects of each informer by selectors.
   *
   * Default: all objects
   */
  readonly tweakListOptions?: TweakListOptions | undefined;
  /** Changes every object before it is stored. An informer's own `setTransform` replaces it. */
  readonly transform?: TransformFunc<KubeObject> | undefined;
  /**
   * Removes `metadata.managedFields` from all objects, which take about two fifths of an object.
   *
   * Default: false
   */
  readonly stripManagedFields?: boolean | undefined;
  /**
   * Freezes all objects in the cache, so that a change of an object throws a TypeError at the place of the change. Freezing costs
   * time.
   *
   * Default: true if `NODE_ENV` is `test`, otherwise false
   */
  readonly freeze?: boolean | undefined;
  /**
   * Detects another server at the same address, such as a cluster that was created again. After each lost connection, the UID of
   * the namespace `kube-system` is compared with the previous UID. If they differ, everything is listed again.
   *
   * Sends one request at the start and one for each lost connection. Compares nothing if the caller may not get that namespace.
   *
   * Default: false
   */
  readonly checkServerIdentity?: boolean | undefined;
  /**
   * Clock and timers, for tests.
   *
   * Default: the clock of the system
   */
  readonly clock?: Clock | undefined;
  /**
   * Receives log messages.
   *
   * Default: `defaultLogger`, which writes errors and warnings to standard error
   */
  readonly logger?: Logger | undefined;
}

/** The options of a factory and the source of its objects. */
export interface SharedInformerFactoryConfig extends SharedInformerFactoryOptions {
  /** Returns the source of a resource's objects. Called once for each resource. */
  listerWatcherFor<T extends KubeObject>(resource: Resource<T, unknown, unknown>, scope: ListerWatcherScope): ListerWatcher<T>;
}

/**
 * A factory that shares one informer for each resource, and starts and stops the informers together. A stopped informer cannot be
 * started again; create a new factory for that.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/informers#SharedInformerFactory
 */
export interface SharedInformerFactory {
  /**
   * Returns the informer of the resource, with the namespace index. The first call creates it.
   *
   * `T` is the type of objects from the server. `I` is the type of objects in the cache and must be `Immutable<T>`. The caller
   * states `I`, because it is cheap to compute only where `T` is known.
   */
  informerFor<T extends KubeObject, I extends CachedObject>(resource: Resource<T, unknown, unknown>): SharedIndexInformer<I, T>;
  /**
   * Starts all informers that have been requested and not yet started. Call it again after you request more. They run until the
   * signal fires or until `shutdown`. Does nothing after `shutdown`.
   *
   * Adds one listener to the signal, regardless of the number of informers. Removes it when they have stopped.
   */
  start(signal?: AbortSignal): void;
  /**
   * Waits until all informers that were started before the call have synced. Resolves at once if no informer was started. Handlers may
   * still be processing the initial list: see `ResourceEventHandlerRegistration`.
   *
   * Rejects when the signal fires, with its reason as the `cause`, or when an informer stops before it has synced. The error
   * lists the resources that have not synced, each with the last failure of its list or watch.
   */
  waitForCacheSync(signal?: AbortSignal): Promise<void>;
  /**
   * Stops all informers. Resolves when they have stopped, as described at `SharedIndexInformer.run`. No informer can be started
   * afterwards.
   */
  shutdown(): Promise<void>;
}
