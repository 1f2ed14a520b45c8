import type { Clock } from './clock.js';

/** A clock for tests, which stands still until a test advances it. */
export interface FakeClock extends Clock {
  /** The number of callbacks that are scheduled and have neither run nor been cancelled. */
  readonly pending: number;
  /** The milliseconds until the next callback is due, or undefined if nothing is scheduled. */
  readonly nextDelay: number | undefined;
  /**
   * Advances the time by `ms` and runs the callbacks that become due, in the order of their times and then of their scheduling.
   *
   * Each callback sees the time at which it was due. A callback that another one schedules also runs if it becomes due before the
   * end.
   *
   * Throws the error of a callback that throws. The clock then stays at the time of that callback.
   * Throws a RangeError if `ms` is negative or NaN.
   */
  advance(ms: number): void;
  /** Does the same as `advance`, and lets pending promises settle before, between and after the callbacks. */
  advanceAsync(ms: number): Promise<void>;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Waits until all promises that can settle have settled. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Creates a clock that stands at `startMs`, in milliseconds since the epoch. `monotonic()` starts at 0.
 *
 * Default: 2026-01-01T00:00:00Z
 */
export function newFakeClock(startMs: number = Date.UTC(2026, 0, 1)): FakeClock {
  /** Sorted by due time, then by the order of scheduling. */
  const timers: Timer[] = [];
  let elapsed = 0;

  /** Runs the first callback that is due by `until`. Returns whether there was one. */
  const runNext = (until: number): boolean => {
    const next = timers[0];
    if (next === undefined || next.due > until) return false;
    timers.shift();
    elapsed = next.due;
    next.callback();
    return true;
  };

  const end = (ms: number): number => {
    if (!(ms >= 0)) throw new RangeError(`a clock cannot advance by ${ms} ms`);
    return elapsed + ms;
  };

  return {
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    schedule(delayMs, callback) {
      const timer: Timer = { due: elapsed + (delayMs > 0 ? delayMs : 0), callback };
      const after = timers.findIndex((other) => other.due > timer.due);
      timers.splice(after < 0 ? timers.length : after, 0, timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
    get pending() {
      return timers.length;
    },
    get nextDelay() {
      const next = timers[0];
      return next && next.due - elapsed;
    },
    advance(ms) {
      const until = end(ms);
      while (runNext(until));
      elapsed = until;
    },
    async advanceAsync(ms) {
      const until = end(ms);
      do await settle();
      while (runNext(until));
      elapsed = until;
      await settle();
    },
  };
}
