import type { ElectionTimes } from './config.js';
import { leadsUntil, type ElectionState } from './election-state.js';
import { LeadershipLostError, type LeadershipLostReason } from './leadership-lost-error.js';

/** The leadership as of the last step. `until` can pass before the election takes its next step. */
type Leadership =
  | { readonly type: 'notLeading'; readonly reason: Exclude<LeadershipLostReason, 'LeaseExpired'>; readonly cause?: unknown }
  | { readonly type: 'leading'; readonly until: number };

/**
 * A check whether a candidate leads at this moment. The election notices the end of a lease only when the event loop runs, which
 * is too late after the process was paused.
 */
export class LeadershipFence {
  private readonly lock: string;
  private readonly times: ElectionTimes;
  private leadership: Leadership = { type: 'notLeading', reason: 'NotLeading' };

  constructor(lock: string, times: ElectionTimes) {
    this.lock = lock;
    this.times = times;
  }

  /** Updates the check to the next state of the election. Called before the effects of that step are performed. */
  follow(state: ElectionState): void {
    switch (state.phase) {
      case 'acquiring':
        this.leadership = { type: 'notLeading', reason: 'NotLeading' };
        return;
      case 'leading':
      case 'renewing':
      case 'settling':
        this.leadership = { type: 'leading', until: leadsUntil(state, this.times) };
        return;
      case 'releasing':
        if (this.leadership.type === 'leading') this.leadership = { type: 'notLeading', reason: 'Released' };
        return;
      case 'stopped':
        // A leader that was stopped without releasing the lock keeps its lease until the end.
        return;
    }
  }

  /** Ends the leadership at once. */
  close(cause: unknown): void {
    if (this.leadership.type === 'leading') this.leadership = { type: 'notLeading', reason: 'Lost', cause };
  }

  /** Throws a LeadershipLostError unless the candidate leads at `now`, a time of the monotonic clock. */
  check(now: number): void {
    const { leadership, lock } = this;
    if (leadership.type === 'leading') {
      if (now < leadership.until) return;
      const lateMs = Math.round(now - leadership.until);
      throw this.error(
        'LeaseExpired',
        `the lease of ${lock} ended ${lateMs} ms ago without a renewal, so another candidate may lead now`,
      );
    }
    const { reason, cause } = leadership;
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
