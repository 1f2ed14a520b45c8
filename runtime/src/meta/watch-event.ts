import type { Status } from './status.js';

/** A version without a change: everything up to it has been seen. */
export interface Bookmark {
  apiVersion: string;
  kind: string;
  metadata: {
    resourceVersion: string;
    /** `k8s.io/initial-events-end` is `"true"` on the bookmark that closes the initial events. */
    annotations?: Record<string, string> | undefined;
  };
}

/** What happened to an object. One that was deleted is in its last state. */
export interface ObjectWatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: T;
}

/** What a watch yields. `ERROR` is the last event of its watch. */
export type WatchEvent<T> = ObjectWatchEvent<T> | { type: 'BOOKMARK'; object: Bookmark } | { type: 'ERROR'; status: Status };
