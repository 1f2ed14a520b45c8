import type { KubeObject } from '../../meta/index.js';
import type { Indexer, Indexers } from '../store/store.js';
import type { ResourceEventHandler } from './event-handler.js';

/**
 * A function that changes an object before it is stored, for example to remove fields that no handler reads. It may change the
 * object in place. It must keep the name and namespace. It should be fast, because it is called for each state that the server
 * sends, including deletions.
 *
 * If it throws for a watch event, the error is reported as a watch error and the cache keeps the previous state. A deletion still
 * takes effect. If it throws for an object of a list, the complete list fails and is tried again.
 */
export type TransformFunc<T> = (obj: T) => T;

/**
 * A callback for the error of a failed list or watch. It is for information only, because the informer retries after a backoff.
 *
 * A promise that it returns is not awaited. An error that it throws or rejects with is logged.
 */
export type WatchErrorHandler = (error: unknown) => unknown;

/**
 * A function that returns whether a cache or handler has synced, for `waitForCacheSync`. Errors contain the name of the function,
 * if it has one.
 */
export type InformerSynced = () => boolean;

/** Options of `addEventHandler`. */
export interface HandlerOptions {
  /**
   * The time between two resyncs of this handler, which deliver all objects as updates. 0 disables resyncs.
   *
   * The value is raised to 1000, and to the shortest period that was requested before the informer started. A raised value logs a
   * warning. An informer that was started without resyncs never resyncs. A resync is postponed while the handler is processing
   * the previous one.
   *
   * Unit: milliseconds
   * Default: the period of the informer
   */
  readonly resyncPeriodMs?: number | undefined;
}

/** The registration of a handler at an informer. */
export interface ResourceEventHandlerRegistration {
  /**
   * Returns whether the informer has synced and the handler has processed all objects that existed when it was added. Failed calls count
   * as processed. Once true, it stays true. It stays false if the handler is removed before.
   */
  readonly hasSynced: InformerSynced;
}

/**
 * A cache of one resource that follows the server and notifies handlers of changes. `T` is the type of objects in the cache.
 * `Plain` is the type of objects from the server, which only `setTransform` uses.
 *
 * The cache is eventually consistent with the server. It holds a state of each object that the server had, and later states in
 * order. The cache keeps its content while the server or the network fails. An informer stops only when the signal of `run`
 * fires.
 *
 * All methods can be passed as values, without the informer.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#SharedIndexInformer
 */
export interface SharedIndexInformer<T, Plain = KubeObject> {
  /**
   * The cache, which only the informer should change. Tests of code that reads the cache may change it too. It can be read at any
   * time, also after the informer has stopped. It is empty before the first list, and incomplete while the informer processes a
   * long list.
   */
  readonly indexer: Indexer<T>;
  /**
   * Adds a handler, at any time. A handler that is added to a running informer first receives all objects in the cache as adds
   * with `isInInitialList`, and then changes. No event is missing or repeated. The handler is never called before this method
   * returns. The same handler can be added several times.
   *
   * Each handler has its own queue without a limit. A slow handler does not delay others, but its queue takes memory.
   *
   * Throws an Error if the signal of `run` has fired.
   */
  addEventHandler(handler: ResourceEventHandler<T>, options?: HandlerOptions): ResourceEventHandlerRegistration;
  /**
   * Removes a handler. It is not called again, and its queued events are dropped. A call in progress continues. Ignores
   * registrations of other informers and of removed handlers.
   */
  removeEventHandler(registration: ResourceEventHandlerRegistration): void;
  /**
   * Adds indexes, also to a running informer. An error of an index function is logged, and the object is stored without a value
   * in that index.
   *
   * Throws an Error, and adds no index, if a name is taken or the signal of `run` has fired.
   */
  addIndexers(indexers: Indexers<T>): void;
  /**
   * Sets the function that changes objects before they are stored. Replaces the option `transform`. Throws an Error if the
   * informer was started.
   */
  setTransform(transform: TransformFunc<Plain>): void;
  /** Sets the callback for failed lists and watches, which are otherwise logged. Throws an Error if the informer was started. */
  setWatchErrorHandler(handler: WatchErrorHandler): void;
  /**
   * Runs until the signal fires. Resolves when the watch and the calls of handlers have ended, for which it waits at most one
   * second. No handler is called after the signal has fired.
   *
   * Rejects with an Error if the informer was started before.
   */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Returns whether the cache contains a first complete list. Once true, it stays true. Handlers may still be processing the list: see
   * their registrations.
   */
  readonly hasSynced: InformerSynced;
  /** Whether the informer was started and has stopped. */
  isStopped(): boolean;
  /**
   * Returns the latest resource version that the informer has received, `''` before the first list. The cache contains all
   * changes up to it.
   *
   * An informer of several namespaces returns the version of the given one, or the lowest of all. Others ignore the argument.
   */
  lastSyncResourceVersion(namespace?: string): string;
}
