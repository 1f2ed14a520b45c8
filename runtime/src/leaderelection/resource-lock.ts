import type { MicroTime } from '../meta/index.js';

/**
 * A lock that candidates share: a record in one object on the server. The server must refuse a write if the object has changed
 * since the last successful call of `get`, `create` or `update`. Only this keeps two candidates from leading at the same time.
 */
export interface ResourceLock {
  /** The identity of this candidate. Unique among all candidates. */
  readonly identity: string;
  /** Returns a description of the locked object for messages: `namespace/name`. */
  describe(): string;
  /** Reads the record. Rejects with an error that `isNotFound` accepts if there is no object yet. */
  get(signal: AbortSignal): Promise<LeaderElectionRecord>;
  /** Creates the object with the record. Rejects if the object exists. */
  create(record: LeaderElectionRecord, signal: AbortSignal): Promise<void>;
  /** Replaces the record. Rejects if the object has changed, and if this lock has not read or created it before. */
  update(record: LeaderElectionRecord, signal: AbortSignal): Promise<void>;
  /** Records a change of leadership: `became leader` or `stopped leading`. */
  recordEvent?(message: string): void;
}

/**
 * The record of the leader that the lock stores. The timestamps are for people, since other machines wrote them by their own
 * clocks. Candidates never compare them with local time and only notice that they change.
 */
export interface LeaderElectionRecord {
  /**
   * The identity of the holder, or `''`. A lock without a holder and with a duration of 1 was released, and candidates take it at
   * once. With any other duration, candidates that have read the lock before wait for that duration.
   */
  readonly holderIdentity: string;
  /**
   * The time that a candidate must observe no change before it takes the lock from its holder.
   *
   * Unit: seconds
   */
  readonly leaseDurationSeconds: number;
  /** The time at which the holder took the lock. */
  readonly acquireTime?: MicroTime | undefined;
  /** The time at which the holder last renewed the lock. */
  readonly renewTime?: MicroTime | undefined;
  /** The number of changes of the holder. */
  readonly leaderTransitions: number;
}

/** Whether two records have equal fields. */
export function sameRecord(a: LeaderElectionRecord, b: LeaderElectionRecord): boolean {
  return (
    a.holderIdentity === b.holderIdentity &&
    a.leaseDurationSeconds === b.leaseDurationSeconds &&
    a.acquireTime === b.acquireTime &&
    a.renewTime === b.renewTime &&
    a.leaderTransitions === b.leaderTransitions
  );
}
