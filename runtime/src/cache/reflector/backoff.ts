import type { Random } from '../../util/index.js';

/** The state of a backoff, whose delays grow with each failure. */
export interface Backoff {
  /** The base of the next delay, before jitter. Unit: milliseconds */
  readonly nextMs: number;
  /** The end of the last delay, as a time of `StepContext.now`. */
  readonly endedAt: number;
}

/** The first delay. The values are those of client-go's reflector. Unit: milliseconds */
const initMs = 800;
/** The longest delay, before jitter. Unit: milliseconds */
const maxMs = 30_000;
const factor = 2;
/** The time without a delay after which the server counts as healthy again. Unit: milliseconds */
const resetMs = 120_000;

/** The backoff of a reflector that has not failed. */
export const initialBackoff: Backoff = { nextMs: initMs, endedAt: -Infinity };

/** Returns the next delay, which has up to 100% jitter and is at least `atLeastMs`, the delay that the server asked for. */
export function nextBackoff(
  backoff: Backoff,
  context: { readonly now: number; readonly random: Random },
  atLeastMs: number,
): { readonly delayMs: number; readonly backoff: Backoff } {
  const base = context.now - backoff.endedAt > resetMs ? initMs : backoff.nextMs;
  const delayMs = Math.max(base * (1 + context.random()), atLeastMs);
  return { delayMs, backoff: { nextMs: Math.min(base * factor, maxMs), endedAt: context.now + delayMs } };
}
