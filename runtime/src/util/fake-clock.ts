import type { Clock } from './clock.js';

/** A clock that stands still until it is told to go on. For tests, the package's own and its users'. */
export interface FakeClock extends Clock {
  /** How many callbacks are scheduled and have neither run nor been cancelled. */
  readonly pending: number;
  /** How many milliseconds until the next callback is due, or undefined where none is scheduled. */
  readonly nextDelay: number | undefined;
  /**
   * Goes on by `ms`, running what falls due on the way: earliest first, in the order of scheduling where two are due together,
   * each seeing the time at which it was due. What they schedule in turn runs too, when it falls due before the end.
   * What a callback throws comes out here, and the clock stands where it was thrown.
   */
  advance(ms: number): void;
  /** As `advance`, but before, between and after the callbacks everything that waits on a promise gets its turn. */
  advanceAsync(ms: number): Promise<void>;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** Lets promises that can settle do so, however long their chains. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A clock at `startMs` since the epoch, 2026-01-01T00:00:00Z by default; `monotonic()` begins at 0. */
export function newFakeClock(startMs: number = Date.UTC(2026, 0, 1)): FakeClock {
  /** Sorted by when they are due, and by order of scheduling among equals. */
  const timers: Timer[] = [];
  let elapsed = 0;

  /** Runs the first callback that is due by `until`, and says whether there was one. */
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
