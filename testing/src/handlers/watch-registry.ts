import type { Status } from 'kube-client-runtime/meta';

/** Asks watches to end. */
export interface WatchEnd {
  /** Only watches of this collection of the storage. Absent: all. */
  readonly storage?: string;
  /** Sent as an `ERROR` event before the end. */
  readonly status?: Status;
}

/** The watches that run, so that they can be ended from outside. */
export interface WatchRegistry {
  /** Calls `end` when a watch of `storage` is to end, until the returned function is called. */
  register(storage: string, end: (status: Status | undefined) => void): () => void;
  /** Ends watches; returns how many. */
  end(which: WatchEnd): number;
  readonly size: number;
}

export function newWatchRegistry(): WatchRegistry {
  const running = new Set<{ readonly storage: string; readonly end: (status: Status | undefined) => void }>();
  return {
    register(storage, end) {
      const entry = { storage, end };
      running.add(entry);
      return () => running.delete(entry);
    },
    end({ storage, status }) {
      const chosen = [...running].filter((entry) => storage === undefined || entry.storage === storage);
      for (const entry of chosen) entry.end(status);
      return chosen.length;
    },
    get size() {
      return running.size;
    },
  };
}
