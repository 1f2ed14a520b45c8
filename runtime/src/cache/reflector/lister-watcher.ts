import type { KubeObject, ListMeta, ResourceVersionMatch, WatchEvent } from '../../meta/index.js';

/** A part of a list, in the order of the server. */
export interface ListChunk<T> {
  readonly items: readonly T[];
  /** The list's own metadata, on one chunk of each list: the first or the last that is yielded. */
  readonly metadata?: ListMeta;
}

/** The options of a list that a reflector reads. */
export interface ReflectorListOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: ResourceVersionMatch;
  readonly limit?: number;
  readonly continue?: string;
  readonly signal: AbortSignal;
}

/**
 * A stage of a request:
 * - `sent`: its bytes are being written. Credentials and a connection were ready before. Comes again with each attempt.
 * - `answered`: the head of an answer has come, which may be one after which the request is sent again.
 * - `opened`: the watch has begun. `serverTime` is the time of the server, in milliseconds since the epoch, if it says so.
 */
export type WatchProgress =
  | { readonly type: 'sent' }
  | { readonly type: 'answered' }
  | { readonly type: 'opened'; readonly serverTime: number | undefined };

/** The options of a watch that a reflector reads. */
export interface ReflectorWatchOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: ResourceVersionMatch;
  readonly sendInitialEvents?: boolean;
  readonly allowWatchBookmarks: boolean;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Called at each stage by a source that has `reportsProgress`. Never throws. */
  readonly onProgress?: (progress: WatchProgress) => void;
  /** Receives warnings about events that are left out. Never throws. */
  readonly warn?: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/**
 * The source of a reflector: one resource, with its namespace and selectors already settled.
 * Both iterables reject with a `StatusError` if the server refuses, with the cause if the connection fails, and end when the
 * server ends the answer. Leaving the loop closes the connection.
 */
export interface ListerWatcher<T extends KubeObject> {
  /** One page (the complete list without `limit`), in chunks, so that a long list is never one string. */
  list(options: ReflectorListOptions): AsyncIterable<ListChunk<T>>;
  /** Events in the batches in which they arrived, none of them empty. */
  watch(options: ReflectorWatchOptions): AsyncIterable<readonly WatchEvent<T>[]>;
  /**
   * Whether `watch` calls `onProgress`. If it does not, its time limits begin with the call, and it counts as open from its first event on.
   * Default: false.
   */
  readonly reportsProgress?: boolean;
  /**
   * The longest wait that a server can ask for (`Retry-After`). A longer one is cut to this. Unit: milliseconds.
   * Default: 300_000
   */
  readonly maxRetryAfterMs?: number | undefined;
  /**
   * Resolves with the identity of the server that answers, which another server does not have; undefined if it may not be known. Called
   * before the first list, and after each lost connection. Rejects if the server cannot be asked. Default: identities are not compared.
   */
  serverIdentity?(signal: AbortSignal): Promise<string | undefined>;
}
