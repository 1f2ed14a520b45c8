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

/** The longest delay of Node's timers; a timer with a longer delay fires immediately. Unit: milliseconds */
const longestDelay = 2 ** 31 - 1;

/** The clock of the operating system, with Node's timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(delayMs: number, callback: () => void): () => void {
    let timer: NodeJS.Timeout;
    // The comparison is false for NaN, so that NaN counts as 0.
    const arm = (leftMs: number): void => {
      timer =
        leftMs > longestDelay
          ? setTimeout(() => arm(leftMs - longestDelay), longestDelay)
          : setTimeout(callback, leftMs > 0 ? leftMs : 0);
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * Calls a function in the next turn of the event loop. This is the `setImmediate` at the time of the import, so that fake timers
 * in a user's tests do not stop the runtime.
 */
export const nextTurn: typeof setImmediate = setImmediate;
