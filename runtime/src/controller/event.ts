import type { OwnerReference } from '../meta/index.js';

/** The part of any object that predicates and event handlers read. */
export interface WatchedObject {
  /** The metadata that all kinds share. */
  readonly metadata: {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly resourceVersion?: string | undefined;
    readonly generation?: number | undefined;
    readonly labels?: { readonly [key: string]: string } | undefined;
    readonly annotations?: { readonly [key: string]: string } | undefined;
    readonly ownerReferences?: readonly Readonly<OwnerReference>[] | undefined;
  };
}

/** A change that can cause a reconciliation. Its objects are shared with the cache and must not be changed. */
export type ObjectEvent<T> =
  | {
      readonly type: 'create';
      readonly object: T;
      /** Whether the object already existed when the controller started. */
      readonly isInInitialList: boolean;
    }
  | {
      /** The object has changed, or a resync delivers it again. In a resync, both states have the same resource version. */
      readonly type: 'update';
      readonly oldObject: T;
      readonly object: T;
    }
  | {
      readonly type: 'delete';
      readonly object: T;
      /** Whether the watch missed the deletion. `object` is then the last observed state, which may be stale. */
      readonly deleteStateUnknown: boolean;
    }
  | {
      /** An event from outside the cluster, from a custom source. */
      readonly type: 'generic';
      readonly object: T;
    };
