import { type Clock, sleep } from '../util/index.js';
import { TokenBucket } from '../util/token-bucket.js';

/** The result of one attempt to send a request. `broken` is true if the connection was reset or ended before a response. */
export type AttemptOutcome =
  | { readonly type: 'response'; readonly status: number; readonly retryAfter: string | undefined }
  /** `broken`: the connection was reset or ended before an answer. */
  | { readonly type: 'error'; readonly broken: boolean };

/** The decision after an attempt. */
export type NextStep = { readonly type: 'done' } | { readonly type: 'retry'; readonly delayMs: number; readonly reason: string };

/** The maximum number of repetitions of a request. */
const maxRetries = 10;
const done: NextStep = { type: 'done' };

/**
 * Returns whether to repeat a request, by client-go's rules. `retries` is the number of previous repetitions.
 *
 * - If the server answers 429 or a status of at least 500 with `Retry-After`, it has not executed the request: repeats it after
 *   that time.
 * - If the connection of a GET breaks, repeats it after one second, unless it is `streaming`.
 */
export function nextStep(
  request: { readonly method: string; readonly streaming?: boolean },
  retries: number,
  outcome: AttemptOutcome,
): NextStep {
  if (retries >= maxRetries) return done;
  if (outcome.type === 'error') {
    const retry = outcome.broken && request.method === 'GET' && request.streaming !== true;
    return retry ? { type: 'retry', delayMs: 1_000, reason: 'the connection broke' } : done;
  }
  const seconds = retryAfterSeconds(outcome.retryAfter);
  if (seconds === undefined || (outcome.status !== 429 && outcome.status < 500)) return done;
  return {
    type: 'retry',
    delayMs: seconds * 1_000,
    reason: `the server answered ${outcome.status} with Retry-After: ${seconds}`,
  };
}

/** Returns the value of a `Retry-After` header if it is a number of seconds, else undefined. API servers send no other format. */
export function retryAfterSeconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;
}

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
