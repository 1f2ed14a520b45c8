import { sleep, type Clock } from '../util/index.js';

/** Lets so many through a second on average, and `burst` at once. */
export interface RateLimiter {
  /**
   * Resolves with the milliseconds that were waited, in the order of the calls. Rejects with the signal's reason, and then took
   * no token.
   */
  wait(signal?: AbortSignal): Promise<number>;
}

/** A token bucket that begins full, as client-go's `flowcontrol`. */
export function newTokenBucket(qps: number, burst: number, clock: Clock): RateLimiter {
  const capacity = Math.max(1, burst);
  // May go below zero: callers who wait have taken their token already, and the debt is their place in the queue.
  let tokens = capacity;
  let filledAt = clock.monotonic();
  const fill = (): void => {
    const now = clock.monotonic();
    tokens = Math.min(capacity, tokens + ((now - filledAt) / 1000) * qps);
    filledAt = now;
  };
  return {
    async wait(signal) {
      signal?.throwIfAborted();
      fill();
      tokens -= 1;
      if (tokens >= 0) return 0;
      const delayMs = (-tokens / qps) * 1000;
      try {
        await sleep(clock, delayMs, signal);
      } catch (error) {
        fill();
        tokens = Math.min(capacity, tokens + 1);
        throw error;
      }
      return delayMs;
    },
  };
}
