import type { Random } from '../util/index.js';
import type { ElectionTimes } from './config.js';
import type { LeaderElectionRecord } from './resource-lock.js';

/** The knowledge of an elector that all phases share. */
export interface ElectionMemory {
  /** The record that was last read or written. Empty before the first read. */
  readonly observedRecord: LeaderElectionRecord;
  /**
   * The time at which `observedRecord` was first observed, on the clock of `StepContext.now`. Leases are measured only from this
   * time.
   */
  readonly observedAt: number;
  /** The identity in the last `newLeader` effect. */
  readonly reportedLeader: string;
  /**
   * The time at which the last successful write that made or kept this candidate the leader was sent. Other candidates may
   * measure its lease from that time.
   */
  readonly renewedAt: number;
  /** Whether this candidate has read the lock before. A lock that is missing after that may have been held in the meantime. */
  readonly hasRead: boolean;
}

/** An action of the driver. The driver passes the outcome to the step function as an event. */
export type Activity =
  | LockCall
  /** Waits. The event is `woken`. */
  | { readonly type: 'wait'; readonly delayMs: number };

/** One call of the lock. Its event is `failed` if the call does not end within `timeoutMs`. */
export type LockCall = { readonly startedAt: number; readonly timeoutMs: number } & (
  | { readonly type: 'get' }
  | { readonly type: 'create'; readonly record: LeaderElectionRecord }
  | {
      readonly type: 'update';
      readonly record: LeaderElectionRecord;
      /** Whether the lock was not read before this write, on the assumption that it still holds the last observed record. */
      readonly optimistic: boolean;
    }
);

/** The state of an election as one candidate knows it. */
export type ElectionState = ElectionMemory &
  (
    | {
        /** Tries to become the leader, until it succeeds or is stopped. */
        readonly phase: 'acquiring';
        readonly activity: Activity;
        /** The time at which the current try began. */
        readonly triedAt: number;
      }
    | {
        /** Leads, and waits until the next renewal is due. */
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
        /** No longer leads, and waits for the leader's work to end before it releases the lock. */
        readonly phase: 'settling';
        readonly activity: { readonly type: 'settle'; readonly timeoutMs: number };
      }
    | {
        /** Reads the lock and releases it. */
        readonly phase: 'releasing';
        readonly activity: Activity;
      }
    | { readonly phase: 'stopped' }
  );

/** The outcome of an activity, or a request to stop. */
export type ElectionEvent =
  /** The lock was read. */
  | { readonly type: 'got'; readonly record: LeaderElectionRecord }
  /** The lock does not exist. */
  | { readonly type: 'missing' }
  /** The record was written. */
  | { readonly type: 'written' }
  /** The call failed or timed out. The server may have performed it nevertheless. While settling: the work did not end in time. */
  | { readonly type: 'failed'; readonly error: unknown }
  /** The wait is over. */
  | { readonly type: 'woken' }
  /** The leader's work has ended. */
  | { readonly type: 'settled' }
  /** The elector was stopped and gave up its activity. The server may have performed a write nevertheless. */
  | { readonly type: 'cancelled' };

/** An action that the driver performs at once, in the given order, before it handles the new state. */
export type ElectionEffect =
  /** Calls `onStartedLeading`. */
  | { readonly type: 'startLeading' }
  /** Aborts the leader's work. `reason` is undefined if the elector was stopped. */
  | { readonly type: 'endLeading'; readonly reason: unknown }
  /** Calls `onNewLeader`. */
  | { readonly type: 'newLeader'; readonly identity: string }
  /** Counts a renewal for which the leader had to read the lock. */
  | { readonly type: 'slowPath' }
  /** Logs an error. */
  | { readonly type: 'report'; readonly message: string; readonly error: unknown };

/** The result of a step: the next state, and the effects to perform before its activity starts. */
export interface Step {
  /** The next state. */
  readonly state: ElectionState;
  /** Actions to perform at once, in this order. */
  readonly effects: readonly ElectionEffect[];
}

/** The input of a step that comes from outside, and the settings that stay the same during an election. */
export interface StepContext extends ElectionTimes {
  /** The identity of this candidate. */
  readonly identity: string;
  /** Whether the leader releases the lock when it is stopped. */
  readonly releaseOnCancel: boolean;
  /**
   * The time of a monotonic clock.
   *
   * Unit: milliseconds
   */
  readonly now: number;
  /**
   * The time of day, for the timestamps in records.
   *
   * Unit: milliseconds since the epoch
   */
  readonly timeOfDay: number;
  /** Source of randomness for jitter. */
  readonly random: Random;
}

/** The knowledge of an elector before its first read. */
export const initialMemory: ElectionMemory = {
  observedRecord: { holderIdentity: '', leaseDurationSeconds: 0, leaderTransitions: 0 },
  observedAt: -Infinity,
  reportedLeader: '',
  renewedAt: -Infinity,
  hasRead: false,
};

/**
 * Returns the time at which a leader stops leading unless it renews the lock before. It is measured from the time at which the
 * last write was sent. Other candidates wait for `leaseDurationMs`, which may be longer. The difference is the tolerance for
 * clocks of different speed.
 */
export function leadsUntil(
  { renewedAt }: Pick<ElectionMemory, 'renewedAt'>,
  { leaseDurationMs, renewDeadlineMs, retryPeriodMs }: ElectionTimes,
): number {
  return renewedAt + Math.min(leaseDurationMs, retryPeriodMs + renewDeadlineMs);
}

/** Returns the memory of a state without its phase and activity. */
export function memoryOf(memory: ElectionMemory): ElectionMemory {
  const { observedRecord, observedAt, reportedLeader, renewedAt, hasRead } = memory;
  return { observedRecord, observedAt, reportedLeader, renewedAt, hasRead };
}
