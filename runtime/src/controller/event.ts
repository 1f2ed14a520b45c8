import type { OwnerReference } from '../meta/index.js';

/** What predicates and event handlers read of any object. */
export interface WatchedObject {
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

/** A change that may be a reason to reconcile. Objects are those of the cache: shared, and not to be written to. */
export type ObjectEvent<T> =
  | {
      readonly type: 'create';
      readonly object: T;
      /** Whether the object was there when the controller began. */
      readonly isInInitialList: boolean;
    }
  | {
      /** The object has changed, or is only shown again, on a resync: both states then have one resource version. */
      readonly type: 'update';
      readonly oldObject: T;
      readonly object: T;
    }
  | {
      readonly type: 'delete';
      readonly object: T;
      /** The deletion itself was missed; `object` is the last state that was seen, and may be old. */
      readonly deleteStateUnknown: boolean;
    }
  | {
      /** Something outside the cluster, from a source of one's own. */
      readonly type: 'generic';
      readonly object: T;
    };
