import { formatMicroTime } from '../meta/index.js';
import type { StepContext } from './election-state.js';
import { sameRecord, type LeaderElectionRecord } from './record.js';

/** Creates the record of a candidate that takes the lock now. */
export function newRecord(leaderTransitions: number, context: StepContext): LeaderElectionRecord {
  const now = formatMicroTime(context.timeOfDay);
  return {
    holderIdentity: context.identity,
    // Rounded up, so that other candidates never consider a lease ended that its holder still relies on.
    leaseDurationSeconds: Math.ceil(context.leaseDurationMs / 1000),
    acquireTime: now,
    renewTime: now,
    leaderTransitions,
  };
}

/** Creates the record with which the holder renews the lock. */
export function ownRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  return { ...newRecord(old.leaderTransitions, context), acquireTime: old.acquireTime };
}

/** The duration in the record of a released lock. Source: client-go, `LeaderElector.release`. */
const releasedSeconds = 1;

/** Creates the record with which the holder releases the lock. */
export function releasedRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  return { ...newRecord(old.leaderTransitions, context), holderIdentity: '', leaseDurationSeconds: releasedSeconds };
}

/**
 * Creates the record of a lock whose last holder is unknown, because its record was deleted or emptied. Candidates take such a
 * lock only after the record has stayed unchanged for its duration. Each vacant record differs from the previous record, so that
 * candidates notice every write.
 */
export function vacantRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  const record = newRecord(old.leaderTransitions, context);
  const leaseDurationSeconds = Math.max(record.leaseDurationSeconds, old.leaseDurationSeconds, releasedSeconds + 1);
  return { ...record, holderIdentity: '', leaseDurationSeconds };
}

/** Whether the last holder released the lock. A record from which another client only removed the holder is not released. */
export function isReleased(record: LeaderElectionRecord, last: LeaderElectionRecord): boolean {
  const { holderIdentity, leaseDurationSeconds, renewTime } = record;
  if (holderIdentity !== '' || leaseDurationSeconds !== releasedSeconds || renewTime === undefined) return false;
  return last.holderIdentity === '' || !sameRecord({ ...record, holderIdentity: last.holderIdentity }, last);
}

/** Whether a record states when its lease began and how long it lasts, so that a candidate can wait for its end. */
export function statesLease(record: LeaderElectionRecord): boolean {
  return record.leaseDurationSeconds > 0 && record.renewTime !== undefined;
}
