import type { Random } from '../util/index.js';

/** The delays between tries, as client-go's `wait.Backoff`. */
export interface Backoff {
  /**
   * The first delay.
   *
   * Unit: milliseconds
   */
  readonly durationMs: number;
  /**
   * The factor from one delay to the next. 0 and 1 keep the delay constant.
   *
   * Default: 0
   */
  readonly factor?: number;
  /**
   * The largest random extension of a delay, as a multiple of the delay. Later delays are computed without it.
   *
   * Default: 0
   */
  readonly jitter?: number;
  /**
   * The number of steps in which the delay grows; afterwards it is constant. `exponentialBackoff` and `onError` try this many
   * times in total.
   *
   * Default: 0
   */
  readonly steps?: number;
  /**
   * The longest delay before jitter. The delay that reaches it is the last one that grows.
   *
   * Unit: milliseconds.
   * Default: no cap
   */
  readonly capMs?: number;
}

/** A delay, and the backoff for the delay after it. */
export interface BackoffStep {
  /**
   * The delay to wait now.
   *
   * Unit: milliseconds
   */
  readonly delayMs: number;
  /** The backoff for the following delay. */
  readonly next: Backoff;
}

/** Returns the next delay of a backoff, and the backoff that follows. Its only input besides the backoff is `random`. */
export function backoffStep(backoff: Backoff, random: Random = Math.random): BackoffStep {
  const { durationMs, factor = 0, jitter: part = 0, steps = 0, capMs = 0 } = backoff;
  const delayMs = part > 0 ? jitter(durationMs, part, random) : durationMs;
  if (steps < 1) return { delayMs, next: { ...backoff, steps: 0 } };
  const grown = factor === 0 ? durationMs : durationMs * factor;
  return capMs > 0 && grown > capMs && factor !== 0
    ? { delayMs, next: { ...backoff, durationMs: capMs, steps: 0 } }
    : { delayMs, next: { ...backoff, durationMs: grown, steps: steps - 1 } };
}

/** Extends a duration at random by up to `maxFactor` times itself. A `maxFactor` of 0 or less counts as 1. */
export function jitter(durationMs: number, maxFactor: number, random: Random = Math.random): number {
  return durationMs + random() * (maxFactor > 0 ? maxFactor : 1) * durationMs;
}

/** A function that returns the delays of a backoff in order, in milliseconds. */
export type DelayFunc = () => number;

/** Returns a function that yields the delays of a backoff, beginning with the first. */
export function delayFunc(backoff: Backoff, random: Random = Math.random): DelayFunc {
  let state = backoff;
  return () => {
    const { delayMs, next } = backoffStep(state, random);
    state = next;
    return delayMs;
  };
}

/**
 * Returns a function that yields the delays of a backoff. It starts with the first delay again if it last did so more than `resetMs`
 * milliseconds ago. An error after a long healthy period then gets a short delay.
 */
export function delayWithReset(
  backoff: Backoff,
  resetMs: number,
  clock: { monotonic(): number },
  random: Random = Math.random,
): DelayFunc {
  if ((backoff.factor ?? 0) <= 0) return delayFunc(backoff, random);
  if (resetMs <= 0) return delayFunc({ ...backoff, steps: 0, factor: 0 }, random);
  let begun = clock.monotonic();
  let delays = delayFunc(backoff, random);
  return () => {
    const now = clock.monotonic();
    if (now - begun > resetMs) {
      begun = now;
      delays = delayFunc(backoff, random);
    }
    return delays();
  };
}
