import type { KubeObject } from '../../meta/index.js';
import type { Indexer, Indexers } from '../store/store.js';
import type { ResourceEventHandler } from './event-handler.js';

/**
 * Changes an object before it is stored: to leave out what nobody reads. It may change the object itself, must keep its name and
 * namespace, and must be fast: it is called once for each state that the server sends, that of a deletion too.
 *
 * Where it throws, that is reported as a watch error. The state of a watch event is then left out, and the cache keeps the one
 * before; a deletion counts all the same. A list fails as a whole, and is tried again.
 */
export type TransformFunc<T> = (obj: T) => T;

/**
 * Is told why a list or a watch failed; the informer then waits and goes on by itself. For visibility only.
 * A promise that it returns is not waited for. What it throws, or rejects with, is logged.
 */
export type WatchErrorHandler = (error: unknown) => unknown;

/**
 * A function that returns whether something has synced, for which `waitForCacheSync` waits. An error calls it by its name, if it has
 * one.
 */
export type InformerSynced = () => boolean;

/** Options of `addEventHandler`. */
export interface HandlerOptions {
  /**
   * Milliseconds between two resyncs of this handler, in which it is shown everything again as updates; 0 for none. Default: the
   * informer's.
   *
   * It is raised, and the log is warned, where it is less than 1000, or less than the shortest that was asked for before the
   * informer was started; an informer that was started without resyncs does none. A resync that is due while the handler is not
   * through with the last one is put off until it is.
   */
  readonly resyncPeriodMs?: number | undefined;
}

/** A handler's place at an informer. */
export interface ResourceEventHandlerRegistration {
  /**
   * Whether the informer has synced and the handler has been given everything that was there when it began: its calls for that
   * have ended, also those that failed. Once true it stays so; for a handler that was removed before, it never becomes true.
   */
  readonly hasSynced: InformerSynced;
}

/**
 * Keeps a cache of one resource equal to the server, and tells handlers of the changes.
 * `T` is what the cache holds, `Plain` what the server sends, which only `setTransform` sees.
 *
 * The cache is eventually what the server has: of each object it holds a state that the server had, and later ones in their
 * order. Failures of the server or the network leave it as it is until they are over. It ends only by the signal given to `run`.
 *
 * All methods can be passed as values, without their informer.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#SharedIndexInformer
 */
export interface SharedIndexInformer<T, Plain = KubeObject> {
  /**
   * The cache. Only to be read, but for tests of code that reads it. It can be read at any time, also after the end: it is empty
   * before the first list, and part of a list may be in it while a long one is taken in.
   */
  readonly indexer: Indexer<T>;
  /**
   * Adds a handler, at any time. One that is added to a running informer is given everything in the cache, as adds with
   * `isInInitialList`, and then what changes: nothing is told twice or left out. It has a queue of its own, without limit: a slow
   * handler holds up no other, and costs the memory of what waits for it. It is never called before this returns.
   * The same handler can be added several times. Throws when the signal has fired.
   */
  addEventHandler(handler: ResourceEventHandler<T>, options?: HandlerOptions): ResourceEventHandlerRegistration;
  /**
   * Removes a handler: it is not called again, and what waits for it is dropped. A call that is under way goes on. One that is not
   * there, or another informer's, is ignored.
   */
  removeEventHandler(registration: ResourceEventHandlerRegistration): void;
  /**
   * Adds indexes, also to a running informer: they serve at once. Throws, and adds none, when a name is taken or the signal has
   * fired. A function that throws is logged, and the object has no value in that index.
   */
  addIndexers(indexers: Indexers<T>): void;
  /** Sets what changes objects before they are stored, in the place of the option's. Throws when the informer was started. */
  setTransform(transform: TransformFunc<Plain>): void;
  /** Sets who is told of failed lists and watches, in the place of the log. Throws when the informer was started. */
  setWatchErrorHandler(handler: WatchErrorHandler): void;
  /**
   * Runs until the signal fires, and resolves when all has ended: the watch, and the calls of handlers that were under way, for
   * which it waits a second at most. No handler is called after the signal. Rejects only when it was called before.
   */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Whether the cache holds a first whole list; from then on it stays true. Handlers may still be catching up: see their
   * registrations.
   */
  readonly hasSynced: InformerSynced;
  /** Whether it has run and ended. */
  isStopped(): boolean;
  /**
   * The version up to which the server has been seen, `''` before the first list. It never runs ahead of the cache, which holds
   * everything up to it.
   */
  lastSyncResourceVersion(): string;
}
