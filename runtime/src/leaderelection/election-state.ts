import type { Random } from '../util/index.js';
import type { ElectionTimes } from './config.js';
import type { LeaderElectionRecord } from './record.js';

/** What an elector remembers, whatever it is doing. */
export interface ElectionMemory {
  /** The record as it was last read or written; nobody's before that. */
  readonly observedRecord: LeaderElectionRecord;
  /** When it was first seen to be so, in the time of `StepContext.now`. The only time that a lease is reckoned from. */
  readonly observedAt: number;
  /** Whom `newLeader` last told of. */
  readonly reportedLeader: string;
  /** When the last write was sent that made or kept this candidate the leader: others may reckon its lease from then on. */
  readonly renewedAt: number;
  /** Whether this candidate has read the lock before. If the lock is missing then, it may have been held since. */
  readonly hasRead: boolean;
}

/** What the driver does, and then tells the step function what came of it. */
export type Activity =
  | LockCall
  /** Waits, and is `woken`. */
  | { readonly type: 'wait'; readonly delayMs: number };

/** One call of the lock, which `failed` when it has not ended in time. */
export type LockCall = { readonly startedAt: number; readonly timeoutMs: number } & (
  | { readonly type: 'get' }
  | { readonly type: 'create'; readonly record: LeaderElectionRecord }
  | {
      readonly type: 'update';
      readonly record: LeaderElectionRecord;
      /** The record was not read before: the one that was last seen is taken for what the lock still holds. */
      readonly optimistic: boolean;
    }
);

/** Where an election stands for one candidate. */
export type ElectionState = ElectionMemory &
  (
    | {
        /** Tries to become the leader, for ever. */
        readonly phase: 'acquiring';
        readonly activity: Activity;
        /** When the try began. */
        readonly triedAt: number;
      }
    | {
        /** Leads, and rests until the next renewal is due. */
        readonly phase: 'leading';
        readonly activity: Activity;
      }
    | {
        /** Leads, and tries to renew the lock until the deadline. */
        readonly phase: 'renewing';
        readonly activity: Activity;
        readonly triedAt: number;
        readonly deadline: number;
      }
    | {
        /** Leads no more, and waits for what only the leader may do to end before the lock is released. */
        readonly phase: 'settling';
        readonly activity: { readonly type: 'settle'; readonly timeoutMs: number };
      }
    | {
        readonly phase: 'releasing';
        readonly activity: Activity;
      }
    | { readonly phase: 'stopped' }
  );

/** What came of an activity. */
export type ElectionEvent =
  /** The lock was read. */
  | { readonly type: 'got'; readonly record: LeaderElectionRecord }
  /** The lock was read, and is not there. */
  | { readonly type: 'missing' }
  /** The record was written. */
  | { readonly type: 'written' }
  /** The call failed, or took too long; it may have been done all the same. Of settling: it did not end in time. */
  | { readonly type: 'failed'; readonly error: unknown }
  /** The wait is over. */
  | { readonly type: 'woken' }
  /** What only the leader may do has ended. */
  | { readonly type: 'settled' }
  /** The elector is to stop. What it was doing was given up; a write may have been done all the same. */
  | { readonly type: 'cancelled' };

/** What the driver does at once, in this order, before it turns to the new state. */
export type ElectionEffect =
  | { readonly type: 'startLeading' }
  /** Everything that only the leader may do has to end. `reason` says why, undefined where it was told to. */
  | { readonly type: 'endLeading'; readonly reason: unknown }
  | { readonly type: 'newLeader'; readonly identity: string }
  /** A leader reads the lock before it renews it. */
  | { readonly type: 'slowPath' }
  | { readonly type: 'report'; readonly message: string; readonly error: unknown };

export interface Step {
  readonly state: ElectionState;
  readonly effects: readonly ElectionEffect[];
}

/** What a step takes from outside, and what does not change during an election. */
export interface StepContext extends ElectionTimes {
  readonly identity: string;
  readonly releaseOnCancel: boolean;
  /** Milliseconds on a clock that only goes forward. */
  readonly now: number;
  /** The time of day in milliseconds since the epoch, for the times in records. */
  readonly timeOfDay: number;
  readonly random: Random;
}

/** What an elector knows before it has seen the lock. */
export const initialMemory: ElectionMemory = {
  observedRecord: { holderIdentity: '', leaseDurationSeconds: 0, leaderTransitions: 0 },
  observedAt: -Infinity,
  reportedLeader: '',
  renewedAt: -Infinity,
  hasRead: false,
};

/**
 * Returns the time at which a leader leads no more, if it does not renew the lock before. It is reckoned from when the last write was sent.
 * Other candidates wait for `leaseDurationMs`, so the two may differ: that is by how much their clocks may.
 */
export function leadsUntil(
  { renewedAt }: Pick<ElectionMemory, 'renewedAt'>,
  { leaseDurationMs, renewDeadlineMs, retryPeriodMs }: ElectionTimes,
): number {
  return renewedAt + Math.min(leaseDurationMs, retryPeriodMs + renewDeadlineMs);
}

/** Returns the memory alone, without the current activity. */
export function memoryOf(memory: ElectionMemory): ElectionMemory {
  const { observedRecord, observedAt, reportedLeader, renewedAt, hasRead } = memory;
  return { observedRecord, observedAt, reportedLeader, renewedAt, hasRead };
}
