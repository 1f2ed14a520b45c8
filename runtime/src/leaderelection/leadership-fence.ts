import { type Brand, findError, newBrand } from '../util/errors.js';
import type { ElectionTimes } from './config.js';
import { type ElectionState, leadsUntil } from './election-state.js';

const brand: Brand<LeadershipLostError> = /* @__PURE__ */ newBrand('LeadershipLostError');

/** The reason for which a candidate may not act as the leader. */
export type LeadershipLostReason =
  /** The candidate has not become the leader. */
  | 'NotLeading'
  /**
   * The lease has ended by the monotonic clock, and the election has not noticed yet. The process was paused, or its event loop was
   * blocked.
   */
  | 'LeaseExpired'
  /** The candidate could not renew the lock, or another candidate holds it. */
  | 'Lost'
  /** The candidate has released the lock. */
  | 'Released';

/** An error of an action that only the leader may do, in a process that does not lead. The action was not started. */
export class LeadershipLostError extends Error {
  /** The reason for which this process may not act as the leader. */
  readonly reason: LeadershipLostReason;
  /** The description of the lock: `namespace/name`. */
  readonly lock: string;

  constructor(
    message: string,
    options: { readonly reason: LeadershipLostReason; readonly lock: string; readonly cause?: unknown },
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    brand.mark(this);
    this.name = 'LeadershipLostError';
    this.reason = options.reason;
    this.lock = options.lock;
  }
}

/** Whether an error, or one of its causes, is a LeadershipLostError. */
export function isLeadershipLost(error: unknown): boolean {
  return leadershipLost(error) !== undefined;
}

/** Returns the first LeadershipLostError among an error and its causes, or undefined. */
export function leadershipLost(error: unknown): LeadershipLostError | undefined {
  return findError(error, brand.has);
}

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
