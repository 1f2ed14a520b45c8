/** A source of time and timers. Tests inject one, so that they do not wait. */
export interface Clock {
  /** Returns the milliseconds since the epoch. */
  now(): number;
  /** Returns the milliseconds of a clock that never goes back. Only differences between two values have a meaning. */
  monotonic(): number;
  /**
   * Calls `callback` once after `delayMs`. The delay is 0 or more and may exceed Node's limit of 2^31-1 ms. The timer keeps the
   * process alive.
   *
   * Returns a function that cancels the timer. Cancelling twice, or after the call, has no effect.
   */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** A function that returns a number in [0, 1), as `Math.random` does. */
export type Random = () => number;
