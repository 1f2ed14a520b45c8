import type { FieldSelector, LabelSelector, Selector } from './selectors.js';

/** What every call takes, whatever its verb. */
export interface CallOptions {
  /** Ends the call at once: the promise rejects with the signal's reason, and the connection is given up. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds after which the call, its retries included, fails. Default: the config's `timeoutMs`, which is no limit; for a watch
   * no limit in any case.
   */
  timeoutMs?: number | undefined;
  /**
   * Called before every attempt is written, once its credentials and its connection are ready, TLS included. Sending again after a
   * redirect or a 401 is an attempt, too. Must return at once.
   *
   * An error that it throws rejects the call as it is. Nothing of that attempt is written, and no other follows.
   */
  onSend?: (() => void) | undefined;
}

/** `true` and `'All'` mean the same: the server does everything but store the result. */
export type DryRun = boolean | 'All' | readonly 'All'[];

/** What the server does with fields that it does not know, or that stand twice. The server's default is `Warn`. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** How `resourceVersion` is to be met by a list. */
export type ResourceVersionMatch = 'Exact' | 'NotOlderThan';

/** What becomes of the objects that a deleted object owns. */
export type DeletionPropagation = 'Orphan' | 'Background' | 'Foreground';

/** What `get` takes. */
export interface GetOptions extends CallOptions {
  /** Answers with a state at least as new as this version; `'0'` takes whatever the server's cache has. Default: the newest. */
  resourceVersion?: string | undefined;
}

/** Which objects of a collection are meant. */
export interface SelectionOptions {
  /** In the grammar of the API, parsed, or in the form that specs carry. */
  labelSelector?: string | Selector | LabelSelector | undefined;
  fieldSelector?: string | FieldSelector | undefined;
}

/** What `list` takes. */
export interface ListOptions extends SelectionOptions, CallOptions {
  /** How many items a page has at most. Default: everything in one answer. */
  limit?: number | undefined;
  /** The `metadata.continue` of the page before. */
  continue?: string | undefined;
  /** A state at least as new as this version, or just this, as `resourceVersionMatch` says. `'0'` is any. Default: the newest. */
  resourceVersion?: string | undefined;
  /**
   * How `resourceVersion` is meant, without which it is refused. Default: the server's rules, which depend on `limit`.
   * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
   */
  resourceVersionMatch?: ResourceVersionMatch | undefined;
  /** Seconds after which the server gives the call up. */
  timeoutSeconds?: number | undefined;
}

/** A list without its paging, which `iterate` does by itself; `limit` is the size of a page, 500 by default. */
export type IterateOptions = Omit<ListOptions, 'continue'>;

/** What `watch` takes. */
export interface WatchOptions extends SelectionOptions, CallOptions {
  /** Events after this version. Absent: first everything there is, as `ADDED`, then what happens. */
  resourceVersion?: string | undefined;
  resourceVersionMatch?: ResourceVersionMatch | undefined;
  /** Seconds after which the server ends the watch. Default: the server's choice, 30 to 60 minutes. */
  timeoutSeconds?: number | undefined;
  /** Asks for `BOOKMARK` events, which carry the version alone. Default: true. */
  allowWatchBookmarks?: boolean | undefined;
  /** Asks for the state as `ADDED` events before the watch begins, closed by a bookmark. Needs `resourceVersionMatch: 'NotOlderThan'`. */
  sendInitialEvents?: boolean | undefined;
  /** Milliseconds without a byte, once the answer has begun, after which the connection counts as dead. Default: 75,000; 0 turns it off. */
  idleTimeoutMs?: number | undefined;
}

/** What the verbs that write have in common. */
export interface WriteOptions extends CallOptions {
  dryRun?: DryRun | undefined;
  /** Who writes, for `managedFields`. At most 128 printable characters. Default: the server takes it from the user agent. */
  fieldManager?: string | undefined;
  fieldValidation?: FieldValidation | undefined;
}

/** What `create` takes. */
export interface CreateOptions extends WriteOptions {}

/** What `update` and its like take. */
export interface UpdateOptions extends WriteOptions {}

/** What `patch` and its like take. */
export interface PatchOptions extends WriteOptions {}

/** What `apply` and its like take. */
export interface ApplyOptions extends WriteOptions {
  /** Who applies. The fields that one manager applied before and leaves out now are removed. */
  fieldManager: string;
  /** Takes over fields that other managers own, instead of failing with a conflict. Default: false. */
  force?: boolean | undefined;
}

/** Fails the deletion with a conflict unless the stored object is the one that is meant. */
export interface Preconditions {
  resourceVersion?: string | undefined;
  uid?: string | undefined;
}

/** What `delete` takes. */
export interface DeleteOptions extends CallOptions {
  dryRun?: DryRun | undefined;
  /** Seconds that the object has to end; 0 means at once. Default: the kind's own. */
  gracePeriodSeconds?: number | undefined;
  preconditions?: Preconditions | undefined;
  /** Default: the kind's own, mostly `Background`. */
  propagationPolicy?: DeletionPropagation | undefined;
  /** @deprecated Use `propagationPolicy`. */
  orphanDependents?: boolean | undefined;
  /** Deletes even what the server can no longer read, such as a secret whose key is lost, whatever its finalizers. Default: false. */
  ignoreStoreReadErrorWithClusterBreakingPotential?: boolean | undefined;
}

/** Which objects of a collection to delete, and how. */
export interface DeleteCollectionOptions extends DeleteOptions, SelectionOptions {
  limit?: number | undefined;
  continue?: string | undefined;
  resourceVersion?: string | undefined;
  resourceVersionMatch?: ResourceVersionMatch | undefined;
  timeoutSeconds?: number | undefined;
}
