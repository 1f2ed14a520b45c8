import type { MicroTime } from '../meta/index.js';

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
