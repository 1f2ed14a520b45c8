import { sleep, type Clock } from '../util/index.js';

/** A limit of the rate of requests. */
export interface RateLimiter {
  /**
   * Waits for the next free token, in the order of the calls. Resolves with the waited time in milliseconds.
   *
   * Rejects with the signal's reason, without taking a token.
   */
  wait(signal?: AbortSignal): Promise<number>;
}

/**
 * Creates a full token bucket, as client-go's `flowcontrol`. Allows `qps` requests per second on average and `burst` requests at
 * once.
 */
export function newTokenBucket(qps: number, burst: number, clock: Clock): RateLimiter {
  const capacity = Math.max(1, burst);
  // Negative while callers wait: they have already taken their tokens, in the order of their calls.
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
