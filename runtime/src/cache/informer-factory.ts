import type { KubeObject, ListOptions, Resource, ResourceInfo } from '../meta/index.js';
import type { Clock, Logger } from '../util/index.js';
import type { SharedIndexInformer, TransformFunc } from './informer/informer.js';
import type { ListerWatcher } from './reflector/lister-watcher.js';
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

/** What of a resource an informer is to watch. */
export interface ListerWatcherScope {
  /** One namespace; undefined for all, and for cluster-scoped resources. */
  readonly namespace: string | undefined;
  /** The labels of the objects. Default: any. */
  readonly labelSelector: ListOptions['labelSelector'];
  /** The fields of the objects. Default: any. */
  readonly fieldSelector: ListOptions['fieldSelector'];
  /** Whether `metadata.managedFields` may be left out already where the objects are decoded, which is cheapest. */
  readonly stripManagedFields: boolean;
}

/** The options of a factory that are the same whatever it gets its objects from. */
export interface SharedInformerFactoryOptions {
  /**
   * How often handlers are shown all objects again, unless they say otherwise, in milliseconds. Default: 30 minutes; 0 for never.
   */
  readonly resyncPeriodMs?: number | undefined;
  /** Watches one namespace only. Default: all. Cluster-scoped resources are not concerned. */
  readonly namespace?: string | undefined;
  readonly tweakListOptions?: TweakListOptions | undefined;
  /** Changes every object before it is stored. An informer's own `setTransform` takes its place. */
  readonly transform?: TransformFunc<KubeObject> | undefined;
  /** Leaves `metadata.managedFields` out of the cache, which are about two fifths of an object. Default: false. */
  readonly stripManagedFields?: boolean | undefined;
  /**
   * Freezes what enters the cache, so that a write to it throws a `TypeError` where it happens. It costs time, so the default is
   * true only where `NODE_ENV` is `test`.
   */
  readonly freeze?: boolean | undefined;
  /**
   * Notices another server at the same address, such as a cluster that was built again: after each lost connection, the UID of the namespace
   * `kube-system` is compared with the one before. If it differs, everything is listed again. Takes one request at the start and one for each
   * lost connection. Without the right to get that namespace, nothing is compared. Default: false.
   */
  readonly checkServerIdentity?: boolean | undefined;
  readonly clock?: Clock | undefined;
  /** Default: `defaultLogger`, which writes errors and warnings to standard error. */
  readonly logger?: Logger | undefined;
}

/** What a factory is made of. */
export interface SharedInformerFactoryConfig extends SharedInformerFactoryOptions {
  /** Where the objects of a resource come from. Called once a resource. */
  listerWatcherFor<T extends KubeObject>(resource: Resource<T, unknown, unknown>, scope: ListerWatcherScope): ListerWatcher<T>;
}

/**
 * Shares one informer a resource among all who ask for it, and starts and ends them together. An informer that has ended is not
 * started again: that takes a new factory.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/informers#SharedInformerFactory
 */
export interface SharedInformerFactory {
  /**
   * The informer of the resource, made when first asked for, with the namespace index. `T` is what the server sends, and `I` what
   * the cache holds: always `Immutable<T>`, given by the caller because it is cheap to build only where `T` is known.
   */
  informerFor<T extends KubeObject, I extends CachedObject>(resource: Resource<T, unknown, unknown>): SharedIndexInformer<I, T>;
  /**
   * Starts the informers that were asked for and were not started yet; call it again after asking for more. They run until the
   * signal fires, or `shutdown`. Does nothing after `shutdown`. The signal carries one listener, however many informers, and none
   * once they have ended.
   */
  start(signal?: AbortSignal): void;
  /**
   * Resolves when all informers that were started before the call have synced, at once where there are none. Their handlers may
   * still be catching up: see `ResourceEventHandlerRegistration`.
   *
   * Rejects when the signal fires (its reason is the error's `cause`), or when one of them ended before. The error lists the resources
   * that have not synced, each with the last failure of its list or watch.
   */
  waitForCacheSync(signal?: AbortSignal): Promise<void>;
  /** Ends all informers, and resolves when they have ended: see `SharedIndexInformer.run`. None is started after. */
  shutdown(): Promise<void>;
}
