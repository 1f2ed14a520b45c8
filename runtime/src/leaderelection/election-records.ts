import { formatMicroTime } from '../meta/index.js';
import type { StepContext } from './election-state.js';
import { sameRecord, type LeaderElectionRecord } from './record.js';

/** Creates the record of a candidate that takes the lock now. */
export function newRecord(leaderTransitions: number, context: StepContext): LeaderElectionRecord {
  const now = formatMicroTime(context.timeOfDay);
  return {
    holderIdentity: context.identity,
    // Rounded up: others must not take for ended what its holder still counts on.
    leaseDurationSeconds: Math.ceil(context.leaseDurationMs / 1000),
    acquireTime: now,
    renewTime: now,
    leaderTransitions,
  };
}

/** Creates the record of a candidate that stays the holder. */
export function ownRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  return { ...newRecord(old.leaderTransitions, context), acquireTime: old.acquireTime };
}

/** The duration that marks a released lock. Source: client-go, `LeaderElector.release`. */
const releasedSeconds = 1;

/** Creates the record of a lock that its holder gives back. */
export function releasedRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  return { ...newRecord(old.leaderTransitions, context), holderIdentity: '', leaseDurationSeconds: releasedSeconds };
}

/**
 * Creates the record of a lock whose last holder is not known, because its record was deleted or emptied. Nobody takes such a lock before
 * the record was seen unchanged for its duration. Each one differs from those before it, so every write in between is noticed.
 */
export function vacantRecord(old: LeaderElectionRecord, context: StepContext): LeaderElectionRecord {
  const record = newRecord(old.leaderTransitions, context);
  const leaseDurationSeconds = Math.max(record.leaseDurationSeconds, old.leaseDurationSeconds, releasedSeconds + 1);
  return { ...record, holderIdentity: '', leaseDurationSeconds };
}

/** Whether the last holder gave the lock back. A record from which somebody else only removed the holder is not released. */
export function isReleased(record: LeaderElectionRecord, last: LeaderElectionRecord): boolean {
  const { holderIdentity, leaseDurationSeconds, renewTime } = record;
  if (holderIdentity !== '' || leaseDurationSeconds !== releasedSeconds || renewTime === undefined) return false;
  return last.holderIdentity === '' || !sameRecord({ ...record, holderIdentity: last.holderIdentity }, last);
}

/** Whether a record says when a lease began and how long it lasts, so that a candidate can wait for the lease to end. */
export function statesLease(record: LeaderElectionRecord): boolean {
  return record.leaseDurationSeconds > 0 && record.renewTime !== undefined;
}
