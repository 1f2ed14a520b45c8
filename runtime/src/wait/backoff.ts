import type { Random } from '../util/index.js';

/** How delays grow from one try to the next. */
export interface Backoff {
  /** The first delay, in milliseconds. */
  readonly durationMs: number;
  /** By what each delay is multiplied to make the next. Default: 0, which like 1 leaves it as it is. */
  readonly factor?: number;
  /** Each delay is made longer by a random part of up to `jitter` times itself. The next one is not reckoned from that. Default: 0. */
  readonly jitter?: number;
  /**
   * How many steps the delay may grow in; after them it stays. Where tries are counted, as by `exponentialBackoff` and `retry`, it is
   * how many there are in all. Default: 0.
   */
  readonly steps?: number;
  /** The longest delay before jitter, in milliseconds; the delay that would pass it ends the steps. Default: none. */
  readonly capMs?: number;
}

/** A delay, and what to reckon the one after it from. */
export interface BackoffStep {
  /** Milliseconds to wait now. */
  readonly delayMs: number;
  readonly next: Backoff;
}

/** The delay of a backoff, and the backoff after it. Pure, but for `random`. */
export function backoffStep(backoff: Backoff, random: Random = Math.random): BackoffStep {
  const { durationMs, factor = 0, jitter: part = 0, steps = 0, capMs = 0 } = backoff;
  const delayMs = part > 0 ? jitter(durationMs, part, random) : durationMs;
  if (steps < 1) return { delayMs, next: { ...backoff, steps: 0 } };
  const grown = factor === 0 ? durationMs : durationMs * factor;
  return capMs > 0 && grown > capMs && factor !== 0
    ? { delayMs, next: { ...backoff, durationMs: capMs, steps: 0 } }
    : { delayMs, next: { ...backoff, durationMs: grown, steps: steps - 1 } };
}

/** A duration made longer by a random part of up to `maxFactor` times itself; by up to once itself where that is not positive. */
export function jitter(durationMs: number, maxFactor: number, random: Random = Math.random): number {
  return durationMs + random() * (maxFactor > 0 ? maxFactor : 1) * durationMs;
}

/** Gives the delays of a backoff one after the other. */
export type DelayFunc = () => number;

/** The delays of a backoff, from the first on. */
export function delayFunc(backoff: Backoff, random: Random = Math.random): DelayFunc {
  let state = backoff;
  return () => {
    const { delayMs, next } = backoffStep(state, random);
    state = next;
    return delayMs;
  };
}

/**
 * The delays of a backoff, which begins anew when it was last begun more than `resetMs` ago: a fault after a long time of peace is
 * not the next of an old series.
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
