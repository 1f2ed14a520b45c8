import { findError } from '../errors/status-error.js';

const marker = Symbol.for('kube-client-runtime.LeadershipLostError');

/** Why a candidate may not act as the leader. */
export type LeadershipLostReason =
  /** It has not become the leader. */
  | 'NotLeading'
  /** Its lease has ended by its own monotonic clock, and it has not noticed yet: the process was paused, or its event loop was blocked. */
  | 'LeaseExpired'
  /** It could not renew the lock, or another holds it. */
  | 'Lost'
  /** It has given the lock back. */
  | 'Released';

/** The error of an action that only the leader may do, in a process that leads no more. The action was not begun. */
export class LeadershipLostError extends Error {
  readonly reason: LeadershipLostReason;
  /** The lock, as it describes itself: `namespace/name`. */
  readonly lock: string;

  constructor(
    message: string,
    options: { readonly reason: LeadershipLostReason; readonly lock: string; readonly cause?: unknown },
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    Object.defineProperty(this, marker, { value: true });
    this.name = 'LeadershipLostError';
    this.reason = options.reason;
    this.lock = options.lock;
  }
}

/** Whether an error is, or has among its causes, a `LeadershipLostError`. */
export function isLeadershipLost(error: unknown): boolean {
  return leadershipLost(error) !== undefined;
}

/** Returns the `LeadershipLostError` that an error is or has among its causes. */
export function leadershipLost(error: unknown): LeadershipLostError | undefined {
  return findError(error, isMarked);
}

function isMarked(value: unknown): value is LeadershipLostError {
  return typeof value === 'object' && value !== null && marker in value;
}
