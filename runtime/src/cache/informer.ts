import type { KubeObject } from '../meta/index.js';
import type { ResourceEventHandler } from './event-handler.js';
import type { Indexer, Indexers } from './store.js';

/** Changes an object before it is stored: to leave out what nobody reads. It may change the object itself, and must be fast. */
export type TransformFunc<T> = (obj: T) => T;

/**
 * Is told why a list or a watch failed; the informer then waits and goes on by itself. For visibility only.
 * A promise that it returns is not waited for. What it throws, or rejects with, is logged.
 */
export type WatchErrorHandler = (error: unknown) => unknown;

/** Whether something has synced; what `waitForCacheSync` waits for. */
export type InformerSynced = () => boolean;

export interface HandlerOptions {
  /** Milliseconds between two resyncs of this handler, 0 for none, at least 1000 otherwise. Default: the informer's. */
  readonly resyncPeriodMs?: number | undefined;
}

/** A handler's place at an informer. */
export interface ResourceEventHandlerRegistration {
  /** Whether the informer has synced and the handler has been given everything that was there: its calls for that have ended. */
  hasSynced(): boolean;
}

/**
 * Keeps a cache of one resource equal to the server, and tells handlers of the changes.
 * `T` is what the cache holds, `Plain` what the server sends, which only `setTransform` sees.
 *
 * The cache is eventually what the server has: of each object it holds a state that the server had, and later ones in their
 * order. Failures of the server or the network leave it as it is until they are over. It ends only by the signal given to `run`.
 */
export interface SharedIndexInformer<T, Plain = KubeObject> {
  /** The cache. Only to be read, but for tests of code that reads it. */
  readonly indexer: Indexer<T>;
  /**
   * Adds a handler, at any time. One that is added to a running informer is given everything in the cache, as adds with
   * `isInInitialList`, and then what changes. It has a queue of its own: a slow handler holds up no other.
   * The same handler can be added several times. Throws when the informer has ended.
   */
  addEventHandler(handler: ResourceEventHandler<T>, options?: HandlerOptions): ResourceEventHandlerRegistration;
  /** Removes a handler; what waits for it is dropped. One that is not there, or another informer's, is ignored. */
  removeEventHandler(registration: ResourceEventHandlerRegistration): void;
  /** Adds indexes, also to a running informer. Throws when the name is taken, or the informer has ended. */
  addIndexers(indexers: Indexers<T>): void;
  /** Sets what changes objects before they are stored. Throws when the informer was started. */
  setTransform(transform: TransformFunc<Plain>): void;
  /** Sets who is told of failed lists and watches, in the place of the log. Throws when the informer was started. */
  setWatchErrorHandler(handler: WatchErrorHandler): void;
  /**
   * Runs until the signal fires, and resolves when all has ended: the watch, and the calls of handlers that were under way, for
   * which it waits a second at most. No handler is called after the signal. Rejects only when it was called before.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Whether the cache holds a first whole list. Handlers may still be catching up: see their registrations. */
  hasSynced(): boolean;
  /** Whether it has run and ended. */
  isStopped(): boolean;
  /** The version up to which the server has been seen, `''` before the first list. */
  lastSyncResourceVersion(): string;
}
