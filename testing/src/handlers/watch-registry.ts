import type { Status } from 'kube-client-runtime/meta';

/** A request to end watches. */
export interface WatchEnd {
  /** The collection whose watches end. Absent for all watches. */
  readonly storage?: string;
  /** A status to send as an `ERROR` event before the end. */
  readonly status?: Status;
}

/** The running watches, which can be ended from outside. */
export interface WatchRegistry {
  /** Registers a watch. `end` is called when it must end, until the returned function is called. */
  register(storage: string, end: (status: Status | undefined) => void): () => void;
  /** Ends watches. Returns their number. */
  end(which: WatchEnd): number;
  /** The number of running watches. */
  readonly size: number;
}

/** Creates an empty registry. */
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
