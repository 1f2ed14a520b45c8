import type { KubeObject } from '../../meta/index.js';
import type { Clock, Logger, Random } from '../../util/index.js';
import type { DeletedFinalStateUnknown } from '../store/tombstone.js';
import type { ListerWatcher } from './lister-watcher.js';

/** The receiver of the objects that a reflector sees: a `Store`, or a queue in front of one. */
export interface ReflectorStore<T> {
  add(obj: T): void;
  update(obj: T): void;
  /** A tombstone is given where the object itself could not be prepared. */
  delete(obj: T | DeletedFinalStateUnknown<T>): void;
  replace(list: readonly T[], resourceVersion: string): void;
  /** Shows all objects again. */
  resync?(): void;
  /**
   * Called after each event and each `replace`. A promise that it returns is awaited before more is read, which slows
   * the server down to what can be taken in. It must not reject.
   */
  flush?(): Promise<void> | undefined;
  /** Returns the version of the object under this key; undefined if there is none. An event that is older is dropped. */
  resourceVersionOf?(key: string): string | undefined;
}

/** Options of `newReflector`. */
export interface ReflectorOptions<T extends KubeObject, I> {
  readonly listerWatcher: ListerWatcher<T>;
  readonly store: ReflectorStore<I>;
  /** Converts an object from the server into the object to store. Called once for each object that comes. */
  prepare(obj: T): I;
  /** Called with every failure. Must not throw. */
  onError(error: unknown): void;
  /** Receives warnings about dropped events and about waits of more than 5 s. Default: `defaultLogger`, which writes to standard error. */
  readonly logger?: Logger | undefined;
  /** Milliseconds between two resyncs; 0, the default, for none. */
  readonly resyncPeriodMs?: number | undefined;
  /** Returns whether a resync that is due is wanted. Default: always. */
  shouldResync?(): boolean;
  /**
   * The size of a page of a list; 0 for no paging. Default: 500 for the first list, when it burdens no server, and none later.
   */
  readonly pageSize?: number | undefined;
  /**
   * Whether to ask the server to stream the initial state. If the server does not, the reflector finds out by itself. Default: true.
   */
  readonly useWatchList?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** Keeps a store equal to a collection of the server. */
export interface Reflector {
  /**
   * Runs until the signal fires, whatever the server and the network do; then resolves, at most a second later. It may be called
   * once.
   */
  run(signal: AbortSignal): Promise<void>;
  /** The version up to which the server has been seen, `''` before the first list. */
  lastSyncResourceVersion(): string;
}
