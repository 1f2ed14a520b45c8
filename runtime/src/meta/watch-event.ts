import type { Status } from './status.js';

/** A version without a change. The watch has reported every change up to it. */
export interface Bookmark {
  /** The `apiVersion` of the watched kind. */
  apiVersion: string;
  /** The watched kind. */
  kind: string;
  /** The version, and the mark of the end of the initial events. */
  metadata: {
    resourceVersion: string;
    /** `k8s.io/initial-events-end` is `"true"` on the bookmark that closes the initial events. */
    annotations?: Record<string, string> | undefined;
  };
}

/** A change of an object. A deleted object is in its last state. */
export interface ObjectWatchEvent<T> {
  /** The kind of the change. */
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The object after the change. */
  object: T;
}

/** An event of a watch. `ERROR` is the last event. */
export type WatchEvent<T> = ObjectWatchEvent<T> | { type: 'BOOKMARK'; object: Bookmark } | { type: 'ERROR'; status: Status };
