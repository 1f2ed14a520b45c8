import type { ElectionTimes } from './config.js';
import { leadsUntil, type ElectionState } from './election-state.js';
import { LeadershipLostError, type LeadershipLostReason } from './leadership-lost-error.js';

/** What a candidate may do now, which the clock can change before the election goes on. */
type Standing =
  | { readonly type: 'outside'; readonly reason: Exclude<LeadershipLostReason, 'LeaseExpired'>; readonly cause?: unknown }
  | { readonly type: 'leading'; readonly until: number };

/**
 * A check that a candidate leads at this moment. The election itself goes on with the next turn of the event loop only, which is late
 * when the process was paused.
 */
export class LeadershipFence {
  private readonly lock: string;
  private readonly times: ElectionTimes;
  private standing: Standing = { type: 'outside', reason: 'NotLeading' };

  constructor(lock: string, times: ElectionTimes) {
    this.lock = lock;
    this.times = times;
  }

  /** Follows the election to its next state. Called before any effect of that step. */
  follow(state: ElectionState): void {
    switch (state.phase) {
      case 'acquiring':
        this.standing = { type: 'outside', reason: 'NotLeading' };
        return;
      case 'leading':
      case 'renewing':
      case 'settling':
        this.standing = { type: 'leading', until: leadsUntil(state, this.times) };
        return;
      case 'releasing':
        if (this.standing.type === 'leading') this.standing = { type: 'outside', reason: 'Released' };
        return;
      case 'stopped':
        // A leader that was told to stop, and leaves the lock alone, has its lease to the end.
        return;
    }
  }

  /** Ends the leadership at once. */
  close(cause: unknown): void {
    if (this.standing.type === 'leading') this.standing = { type: 'outside', reason: 'Lost', cause };
  }

  /** Throws a `LeadershipLostError` unless the candidate leads at `now`, a time of the monotonic clock. */
  check(now: number): void {
    const { standing, lock } = this;
    if (standing.type === 'leading') {
      if (now < standing.until) return;
      const lateMs = Math.round(now - standing.until);
      throw this.error(
        'LeaseExpired',
        `the lease of ${lock} ended ${lateMs} ms ago and was not renewed, so another may lead by now`,
      );
    }
    const { reason, cause } = standing;
    switch (reason) {
      case 'NotLeading':
        throw this.error(reason, `this candidate does not hold ${lock}`);
      case 'Released':
        throw this.error(reason, `this candidate has released ${lock}`);
      case 'Lost': {
        const why = cause instanceof Error ? `: ${cause.message}` : '';
        throw this.error(reason, `this candidate has lost ${lock}${why}`, cause);
      }
    }
  }

  private error(reason: LeadershipLostReason, message: string, cause?: unknown): LeadershipLostError {
    return new LeadershipLostError(message, { reason, lock: this.lock, cause });
  }
}
