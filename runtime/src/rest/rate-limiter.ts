import { sleep, type Clock } from '../util/index.js';
import { TokenBucket } from '../util/token-bucket.js';

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
export function newRateLimiter(qps: number, burst: number, clock: Clock): RateLimiter {
  const bucket = new TokenBucket(qps, Math.max(1, burst), clock);
  return {
    async wait(signal) {
      signal?.throwIfAborted();
      const delayMs = bucket.reserve();
      if (delayMs === 0) return 0;
      try {
        await sleep(clock, delayMs, signal);
      } catch (error) {
        bucket.giveBack();
        throw error;
      }
      return delayMs;
    },
  };
}
