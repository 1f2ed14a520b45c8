import type { KubeObject, ListMeta, ResourceVersionMatch, WatchEvent } from '../meta/index.js';

/** A part of a list, in the order of the server. */
export interface ListChunk<T> {
  readonly items: readonly T[];
  /** The list's own metadata, on one chunk of each list: the first or the last that is yielded. */
  readonly metadata?: ListMeta;
}

/** What a reflector asks of a list. */
export interface ReflectorListOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: ResourceVersionMatch;
  readonly limit?: number;
  readonly continue?: string;
  readonly signal: AbortSignal;
}

/** What a reflector asks of a watch. */
export interface ReflectorWatchOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: ResourceVersionMatch;
  readonly sendInitialEvents?: boolean;
  readonly allowWatchBookmarks: boolean;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * Where a reflector gets its objects from: one resource, with its namespace and selectors already settled.
 * Both iterables reject with a `StatusError` when the server refuses, with the cause when the connection fails, and end when the
 * server ends the answer. Leaving the loop closes the connection.
 */
export interface ListerWatcher<T extends KubeObject> {
  /** One page (the whole list without `limit`), in chunks, so that a long list is never one string. */
  list(options: ReflectorListOptions): AsyncIterable<ListChunk<T>>;
  /** Events in the batches in which they arrived, none of them empty. */
  watch(options: ReflectorWatchOptions): AsyncIterable<readonly WatchEvent<T>[]>;
}
