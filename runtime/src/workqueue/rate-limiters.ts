import { systemClock, type Clock } from '../util/index.js';
import { TokenBucket } from '../util/token-bucket.js';

/** A source of delays before an item may be tried again. Items are identified as by a `Map`. */
export interface RateLimiter<T> {
  /**
   * Counts a failure of the item and returns the delay.
   *
   * Unit: milliseconds
   */
  when(item: T): number;
  /** Clears the failures of an item that succeeded or was given up. */
  forget(item: T): void;
  /** Returns the number of failures of an item. */
  numRequeues(item: T): number;
}

/**
 * Creates the default rate limiter of controllers. It uses the longer of two delays:
 * - an exponential delay per item, from 5 ms to 1000 s
 * - a bucket for all items, with 10 per second and a burst of 100
 */
export function defaultControllerRateLimiter<T>(clock: Clock = systemClock): RateLimiter<T> {
  return newMaxOfRateLimiter(newItemExponentialFailureRateLimiter<T>(5, 1_000_000), newBucketRateLimiter<T>(10, 100, clock));
}

/** Creates a rate limiter with an exponential delay per item, from 1 ms to 1000 s. */
export function defaultItemBasedRateLimiter<T>(): RateLimiter<T> {
  return newItemExponentialFailureRateLimiter<T>(1, 1_000_000);
}

/**
 * Creates a rate limiter that delays an item by `baseDelayMs` after its first failure, and twice as long after each further one,
 * up to `maxDelayMs`.
 *
 * @example
 * ```ts
 * import { newItemExponentialFailureRateLimiter } from 'kube-client-runtime/workqueue';
 *
 * const limiter = newItemExponentialFailureRateLimiter<string>(5, 1_000_000);
 * limiter.when('default/cache'); // => 5
 * limiter.when('default/cache'); // => 10
 * limiter.forget('default/cache');
 * limiter.when('default/cache'); // => 5
 * ```
 */
export function newItemExponentialFailureRateLimiter<T>(baseDelayMs: number, maxDelayMs: number): RateLimiter<T> {
  const failures = new Map<T, number>();
  return {
    when(item) {
      const count = failures.get(item) ?? 0;
      failures.set(item, count + 1);
      return Math.min(baseDelayMs * 2 ** count, maxDelayMs);
    },
    ...counted(failures),
  };
}

/**
 * Creates a rate limiter that delays an item by `fastDelayMs` for its first `maxFastAttempts` failures, and by `slowDelayMs`
 * afterwards.
 */
export function newItemFastSlowRateLimiter<T>(fastDelayMs: number, slowDelayMs: number, maxFastAttempts: number): RateLimiter<T> {
  const failures = new Map<T, number>();
  return {
    when(item) {
      const count = (failures.get(item) ?? 0) + 1;
      failures.set(item, count);
      return count <= maxFastAttempts ? fastDelayMs : slowDelayMs;
    },
    ...counted(failures),
  };
}

/**
 * Creates a rate limiter with one bucket for all items. The bucket holds `burst` tokens and refills at `qps` per second. It
 * counts no failures. Without a burst, no item ever comes.
 */
export function newBucketRateLimiter<T>(qps: number, burst: number, clock: Clock = systemClock): RateLimiter<T> {
  const bucket = new TokenBucket(qps, burst, clock);
  return {
    when() {
      if (qps === Infinity) return 0;
      return burst < 1 ? Infinity : bucket.reserve();
    },
    forget() {
      // Drawn tokens are not returned.
    },
    numRequeues: () => 0,
  };
}

/** Creates a rate limiter that uses the longest delay of several limiters. Each of them counts the failure. */
export function newMaxOfRateLimiter<T>(...limiters: readonly RateLimiter<T>[]): RateLimiter<T> {
  return {
    when: (item) => limiters.reduce((longest, limiter) => Math.max(longest, limiter.when(item)), 0),
    forget(item) {
      for (const limiter of limiters) limiter.forget(item);
    },
    numRequeues: (item) => limiters.reduce((most, limiter) => Math.max(most, limiter.numRequeues(item)), 0),
  };
}

/** Creates a rate limiter that shortens the delays of another to `maxDelayMs`. */
export function newWithMaxWaitRateLimiter<T>(limiter: RateLimiter<T>, maxDelayMs: number): RateLimiter<T> {
  return {
    when: (item) => Math.min(limiter.when(item), maxDelayMs),
    forget: (item) => limiter.forget(item),
    numRequeues: (item) => limiter.numRequeues(item),
  };
}

function counted<T>(failures: Map<T, number>): Pick<RateLimiter<T>, 'forget' | 'numRequeues'> {
  return {
    forget: (item) => void failures.delete(item),
    numRequeues: (item) => failures.get(item) ?? 0,
  };
}
