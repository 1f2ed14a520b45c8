import type { KubeObject } from '../../meta/index.js';
import type { Clock, Logger, Random } from '../../util/index.js';
import type { DeletedFinalStateUnknown } from '../store/tombstone.js';
import type { ListerWatcher } from './lister-watcher.js';

/** The receiver of the objects of a reflector: a `Store`, or a queue before a store. */
export interface ReflectorStore<T> {
  /** Stores an object of an `ADDED` event. */
  add(obj: T): void;
  /** Stores an object of a `MODIFIED` event. */
  update(obj: T): void;
  /** Deletes an object. Receives a tombstone if the object could not be prepared. */
  delete(obj: T | DeletedFinalStateUnknown<T>): void;
  /** Replaces all objects. `resourceVersion` is the version of the list. */
  replace(list: readonly T[], resourceVersion: string): void;
  /** Passes on all objects again. */
  resync?(): void;
  /**
   * Called after each batch of events, after each `replace`, and before `resourceVersionOf`. The reflector awaits the returned
   * promise before it reads on, which slows the server down. The promise must not reject.
   */
  flush?(): Promise<void> | undefined;
  /**
   * Returns the version of the object under this key, or undefined if there is no such object. The reflector drops an event that
   * is older. Called only for events that may be older than their object.
   */
  resourceVersionOf?(key: string): string | undefined;
}

/** The options of a reflector. */
export interface ReflectorOptions<T extends KubeObject, I> {
  /** The source of the objects. */
  readonly listerWatcher: ListerWatcher<T>;
  /** The receiver of the objects. */
  readonly store: ReflectorStore<I>;
  /**
   * Converts an object from the server into the object to store. Must keep its name and namespace. Called once for each received
   * object.
   */
  prepare(obj: T): I;
  /** Called with every failure. Must not throw. */
  onError(error: unknown): void;
  /**
   * The receiver of warnings about dropped events, and about waits of more than 5 s.
   *
   * Default: `defaultLogger`, which writes to standard error
   */
  readonly logger?: Logger | undefined;
  /**
   * The time between two resyncs; 0 disables them.
   *
   * Default: 0
   * Unit: milliseconds
   */
  readonly resyncPeriodMs?: number | undefined;
  /**
   * Returns whether to perform a resync that is due.
   *
   * Default: every resync is performed
   */
  shouldResync?(): boolean;
  /**
   * The size of a page of a list; 0 disables paging.
   *
   * Default: 500 for the first list, if that is no burden to the server, and no paging later
   */
  readonly pageSize?: number | undefined;
  /**
   * Whether to request a stream of the initial state. The reflector falls back to a list if the server does not support streams.
   *
   * Default: true
   */
  readonly useWatchList?: boolean | undefined;
  /**
   * The clock of waits and time limits.
   *
   * Default: `systemClock`
   */
  readonly clock?: Clock | undefined;
  /**
   * The source of the randomness of waits and of the lengths of watches.
   *
   * Default: `Math.random`
   */
  readonly random?: Random | undefined;
}

/** A reflector, which keeps a store equal to a collection of the server. */
export interface Reflector {
  /**
   * Runs until the signal fires, even if the server or the network fails. Then resolves within a second. It may be called once.
   */
  run(signal: AbortSignal): Promise<void>;
  /**
   * Returns the version up to which the reflector has seen the server; `''` before the first list. It is never ahead of the
   * store.
   */
  lastSyncResourceVersion(): string;
}
