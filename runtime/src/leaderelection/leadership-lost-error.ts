import { type Brand, findError, newBrand } from '../util/errors.js';

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
