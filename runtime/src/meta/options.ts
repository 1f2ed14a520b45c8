import { isPlainObject } from '../util/index.js';
import type { FieldSelector, ReadonlyLabelSelector, Selector } from './selectors.js';

/** Options of every call. */
export interface CallOptions {
  /** Ends the call at once. The promise rejects with the signal's reason, and the connection is closed. */
  signal?: AbortSignal | undefined;
  /**
   * The time after which the call, including its retries, fails.
   *
   * Unit: milliseconds.
   * Default: the config's `timeoutMs`; no limit for a watch
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

/** `true` and `'All'` are equivalent: the server does everything except storing the result. */
export type DryRun = boolean | 'All' | readonly 'All'[];

/** The server's reaction to unknown and duplicate fields. The server's default is `Warn`. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** The meaning of `resourceVersion` in a list. */
export type ResourceVersionMatch = 'Exact' | 'NotOlderThan';

/** The treatment of the objects that a deleted object owns. */
export type DeletionPropagation = 'Orphan' | 'Background' | 'Foreground';

/** Options of `get`. */
export interface GetOptions extends CallOptions {
  /**
   * The version that the result must not be older than. `'0'` accepts any state that the server has cached.
   *
   * Default: the newest state
   */
  resourceVersion?: string | undefined;
}

/** A selection of the objects of a collection. */
export interface SelectionOptions {
  /** A label selector: text, a parsed selector, or the form that specs carry. */
  labelSelector?: string | Selector | ReadonlyLabelSelector | undefined;
  /** A field selector: text or a parsed selector. */
  fieldSelector?: string | FieldSelector | undefined;
}

/** Options of `list`. */
export interface ListOptions extends SelectionOptions, CallOptions {
  /**
   * The largest number of items in a page.
   *
   * Default: all items in one response
   */
  limit?: number | undefined;
  /** The `metadata.continue` of the previous page. */
  continue?: string | undefined;
  /**
   * The version that the result must not be older than, or must be exactly, according to `resourceVersionMatch`. `'0'` accepts
   * any state.
   *
   * Default: the newest state
   */
  resourceVersion?: string | undefined;
  /**
   * The meaning of `resourceVersion`. Refused without it.
   *
   * Default: the server's rules, which depend on `limit`
   *
   * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
   */
  resourceVersionMatch?: ResourceVersionMatch | undefined;
  /**
   * The time after which the server ends the call.
   *
   * Unit: seconds
   */
  timeoutSeconds?: number | undefined;
}

/** Options of `iterate`: those of a list without its paging. `limit` is the size of a page, 500 by default. */
export interface IterateOptions extends Omit<ListOptions, 'continue'> {
  /**
   * Whether to fetch the complete list if the server no longer has the state that the next page belongs to, after about five minutes.
   * If false, the iteration then throws a `StatusError` (`isResourceExpired`). To skip objects that were yielded already, the names of
   * all of them are kept in memory.
   *
   * Default: true
   */
  fullListIfExpired?: boolean | undefined;
}

/** Options of `watch`. */
export interface WatchOptions extends SelectionOptions, CallOptions {
  /** The version after which events are sent. If it is absent, the server first sends all objects as `ADDED`. */
  resourceVersion?: string | undefined;
  /** The meaning of `resourceVersion`. Needed with `sendInitialEvents`. */
  resourceVersionMatch?: ResourceVersionMatch | undefined;
  /**
   * The time after which the server ends the watch.
   *
   * Unit: seconds.
   * Default: the server's choice, 30 to 60 minutes
   */
  timeoutSeconds?: number | undefined;
  /**
   * Whether to request `BOOKMARK` events, which carry only a version.
   *
   * Default: true
   */
  allowWatchBookmarks?: boolean | undefined;
  /**
   * Whether to request the state as `ADDED` events, ended by a bookmark, before the watch begins. Needs `resourceVersionMatch:
   * 'NotOlderThan'`.
   */
  sendInitialEvents?: boolean | undefined;
  /**
   * Milliseconds without a byte, once the answer has begun, after which the connection counts as dead. 0 turns it off.
   * Default: 75_000 from the first bookmark on that does not end the initial events.
   */
  idleTimeoutMs?: number | undefined;
}

/** Options that all writing verbs share. */
export interface WriteOptions extends CallOptions {
  /**
   * The dry run mode. With `true` or `'All'` the server does everything except storing the result.
   *
   * Default: false
   */
  dryRun?: DryRun | undefined;
  /**
   * The name of the writer in `managedFields`: at most 128 printable characters.
   *
   * Default: taken from the user agent by the server
   */
  fieldManager?: string | undefined;
  /** The server's reaction to unknown and duplicate fields. */
  fieldValidation?: FieldValidation | undefined;
}

/** Options of `create`. */
export interface CreateOptions extends WriteOptions {}

/** Options of `update` and of the updates of subresources. */
export interface UpdateOptions extends WriteOptions {}

/**
 * The format of a patch, which is the `content-type` of its request.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-apply
 */
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/** Options of `patch` and of patches of subresources. */
export interface PatchOptions extends WriteOptions {}

/** Options of `apply` and of applies to subresources. */
export interface ApplyOptions extends WriteOptions {
  /** The name of the applier. Fields that it applied before and omits now are removed. */
  fieldManager: string;
  /**
   * Whether to take over fields that other managers own instead of failing with a conflict.
   *
   * Default: false
   */
  force?: boolean | undefined;
}

/** Conditions for a deletion. The server answers with a conflict if the stored object does not meet them. */
export interface Preconditions {
  /** The version that the object must have. */
  resourceVersion?: string | undefined;
  /** The uid that the object must have. */
  uid?: string | undefined;
}

/** Options of `delete`. */
export interface DeleteOptions extends CallOptions {
  /**
   * The dry run mode. With `true` or `'All'` the server does everything except deleting the object.
   *
   * Default: false
   */
  dryRun?: DryRun | undefined;
  /**
   * The time that the object has to terminate. 0 deletes it at once.
   *
   * Unit: seconds.
   * Default: the kind's own
   */
  gracePeriodSeconds?: number | undefined;
  /** Conditions for the deletion. */
  preconditions?: Preconditions | undefined;
  /**
   * The treatment of dependent objects.
   *
   * Default: the kind's own, usually `Background`
   */
  propagationPolicy?: DeletionPropagation | undefined;
  /** @deprecated Use `propagationPolicy`. */
  orphanDependents?: boolean | undefined;
  /**
   * Whether to delete objects that the server can no longer read, such as a secret whose encryption key is lost. Ignores
   * finalizers.
   *
   * Default: false
   */
  ignoreStoreReadErrorWithClusterBreakingPotential?: boolean | undefined;
}

/** A selection of the objects of a collection to delete, and the manner of their deletion. */
export interface DeleteCollectionOptions extends DeleteOptions, SelectionOptions {
  /** The largest number of objects to delete in one call. */
  limit?: number | undefined;
  /** The `metadata.continue` of the previous response. */
  continue?: string | undefined;
  /** The version that the listed state must not be older than, or must be exactly, according to `resourceVersionMatch`. */
  resourceVersion?: string | undefined;
  /** The meaning of `resourceVersion`. */
  resourceVersionMatch?: ResourceVersionMatch | undefined;
  /**
   * The time after which the server ends the call.
   *
   * Unit: seconds
   */
  timeoutSeconds?: number | undefined;
}

/**
 * Throws a `TypeError` for a selector that is present but has no value: `undefined`, `null`, the empty string, or a `LabelSelector`
 * with such parts. A variable that was meant to hold a selector must not turn into all objects. An empty selector (`{}`) is allowed.
 */
export function requireSelectors(options: SelectionOptions): void {
  for (const name of ['labelSelector', 'fieldSelector'] as const) {
    if (!(name in options)) continue;
    const value: unknown = options[name];
    const fault = value === '' ? 'an empty string' : isMissing(value) ? String(value) : missingPart(value);
    if (fault !== undefined) throw new TypeError(`${name} is ${fault}: leave it out to select all objects, or pass a selector`);
  }
}

/** A `LabelSelector` with parts that have no value selects more than its author meant. */
function missingPart(selector: unknown): string | undefined {
  if (!isPlainObject(selector)) return undefined;
  for (const part of ['matchLabels', 'matchExpressions']) {
    if (part in selector && isMissing(selector[part])) return `a selector whose ${part} is ${String(selector[part])}`;
  }
  const labels = selector['matchLabels'];
  for (const [key, value] of Object.entries(isPlainObject(labels) ? labels : {})) {
    if (isMissing(value)) return `a selector whose label ${key} is ${String(value)}`;
  }
  return undefined;
}

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
