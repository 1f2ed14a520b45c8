/** Time from outside, so that protocols are tested without waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that only goes forward; differences are what counts. */
  monotonic(): number;
  /**
   * Calls `callback` once after `delayMs` (0 or more, any length: longer than Node's limit of 2^31-1 is handled).
   * Returns what cancels it; cancelling twice, or after the call, does nothing. The timer keeps the process alive.
   */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** A number in [0, 1), as `Math.random`. */
export type Random = () => number;
