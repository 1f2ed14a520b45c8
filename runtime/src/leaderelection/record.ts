import type { MicroTime } from '../meta/index.js';

/**
 * Who leads, as the lock stores it. The times are for people: they were written by clocks of other machines, and no candidate compares
 * them with its own. What counts is that they change.
 */
export interface LeaderElectionRecord {
  /**
   * The holder of the lock, or `''`. A lock without a holder whose duration is 1 was released, and can be taken at once. With any other
   * duration, candidates that have read the lock before wait for that duration.
   */
  readonly holderIdentity: string;
  /** How long a candidate has to see no change before it may take the lock from its holder. */
  readonly leaseDurationSeconds: number;
  /** When the holder took the lock. */
  readonly acquireTime?: MicroTime | undefined;
  /** When the holder last said that it is alive. */
  readonly renewTime?: MicroTime | undefined;
  /** How often the lock went from one holder to another. */
  readonly leaderTransitions: number;
}

/** Whether two records say the same. */
export function sameRecord(a: LeaderElectionRecord, b: LeaderElectionRecord): boolean {
  return (
    a.holderIdentity === b.holderIdentity &&
    a.leaseDurationSeconds === b.leaseDurationSeconds &&
    a.acquireTime === b.acquireTime &&
    a.renewTime === b.renewTime &&
    a.leaderTransitions === b.leaderTransitions
  );
}
