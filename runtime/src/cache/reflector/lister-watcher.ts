import type { KubeObject, ListMeta, ResourceVersionMatch, WatchEvent } from '../../meta/index.js';

/** A part of a list, in the order of the server. */
export interface ListChunk<T> {
  /** The objects of this part. */
  readonly items: readonly T[];
  /** The metadata of the list. Either the first or the last chunk of each list has it. */
  readonly metadata?: ListMeta;
}

/** The parameters of a list by a reflector. */
export interface ReflectorListOptions {
  /** The version to list, as in `ListOptions`. */
  readonly resourceVersion?: string;
  /** The meaning of `resourceVersion`, as in `ListOptions`. */
  readonly resourceVersionMatch?: ResourceVersionMatch;
  /** The largest number of objects in a page. */
  readonly limit?: number;
  /** The token of the next page. */
  readonly continue?: string;
  /** Ends the list. */
  readonly signal: AbortSignal;
}

/**
 * A stage of a request:
 * - `sent`: its bytes are being written. Credentials and a connection were ready before. Comes again with each attempt.
 * - `answered`: the head of a response has come. The request may be sent again after that response.
 * - `opened`: the watch has begun. `serverTime` is the time of the server, in milliseconds since the epoch, if the response
 *   contains it.
 */
export type WatchProgress =
  | { readonly type: 'sent' }
  | { readonly type: 'answered' }
  | { readonly type: 'opened'; readonly serverTime: number | undefined };

/** The parameters of a watch by a reflector. */
export interface ReflectorWatchOptions {
  /** The version after which the watch begins. */
  readonly resourceVersion?: string;
  /** The meaning of `resourceVersion`, as in `ListOptions`. */
  readonly resourceVersionMatch?: ResourceVersionMatch;
  /** Whether the watch begins with the complete state. */
  readonly sendInitialEvents?: boolean;
  /** Whether the server may send bookmarks. */
  readonly allowWatchBookmarks: boolean;
  /**
   * The time after which the server ends the watch.
   *
   * Unit: seconds
   */
  readonly timeoutSeconds: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Called at each stage by a source that sets `reportsProgress`. Never throws. */
  readonly onProgress?: (progress: WatchProgress) => void;
  /** Receives warnings about skipped events. Never throws. */
  readonly warn?: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/**
 * The source of a reflector: one resource, in a fixed namespace and with fixed selectors.
 *
 * Both iterables end when the server ends the response. They throw a `StatusError` if the server refuses the request, and the
 * cause if the connection fails. Leaving the loop closes the connection.
 */
export interface ListerWatcher<T extends KubeObject> {
  /** Yields one page, or the complete list without `limit`, in chunks, so that a long list is never one string. */
  list(options: ReflectorListOptions): AsyncIterable<ListChunk<T>>;
  /** Yields events in the batches in which they arrived. No batch is empty. */
  watch(options: ReflectorWatchOptions): AsyncIterable<readonly WatchEvent<T>[]>;
  /**
   * Whether `watch` calls `onProgress`. Otherwise its time limits begin with the call, and it counts as open from its first event
   * on.
   *
   * Default: false
   */
  readonly reportsProgress?: boolean;
  /**
   * The longest wait that a server can request by `Retry-After`. A longer one is shortened to this.
   *
   * Default: 300_000
   * Unit: milliseconds
   */
  readonly maxRetryAfterMs?: number | undefined;
  /**
   * Resolves with the identity of the server, which another server does not have; undefined if the caller may not read it. Called
   * before the first list, and after each lost connection.
   *
   * Rejects if the server does not answer.
   * Default: identities are not compared
   */
  serverIdentity?(signal: AbortSignal): Promise<string | undefined>;
}
