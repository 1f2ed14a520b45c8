import { systemClock, type Clock } from '../util/index.js';

/** Says how long an item has to wait until it may be tried again. Items are told apart as by a `Map`. */
export interface RateLimiter<T> {
  /** Counts one more failure of the item, and gives the milliseconds it has to wait. */
  when(item: T): number;
  /** Forgets the item's failures: it succeeded, or is given up. */
  forget(item: T): void;
  /** How many failures of the item are counted. */
  numRequeues(item: T): number;
}

/**
 * What controllers use by default: the longer of an exponential delay an item (5 ms, doubled each time, at most 1000 s) and
 * a bucket for all items together (10 a second, 100 at once).
 */
export function defaultControllerRateLimiter<T>(clock: Clock = systemClock): RateLimiter<T> {
  return newMaxOfRateLimiter(newItemExponentialFailureRateLimiter<T>(5, 1_000_000), newBucketRateLimiter<T>(10, 100, clock));
}

/** An exponential delay an item, from 1 ms to 1000 s. */
export function defaultItemBasedRateLimiter<T>(): RateLimiter<T> {
  return newItemExponentialFailureRateLimiter<T>(1, 1_000_000);
}

/** `baseDelayMs` after the first failure of an item, twice as long after each further one, never more than `maxDelayMs`. */
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

/** `fastDelayMs` for the first `maxFastAttempts` failures of an item, `slowDelayMs` for the further ones. */
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
 * A bucket of `burst` tokens, refilled with `qps` a second, from which all items draw: whoever finds it empty waits until its
 * token will have come. It counts no failures. Without a burst, nothing ever comes.
 */
export function newBucketRateLimiter<T>(qps: number, burst: number, clock: Clock = systemClock): RateLimiter<T> {
  let tokens = burst;
  let filledAt = clock.monotonic();
  return {
    when() {
      if (qps === Infinity) return 0;
      if (burst < 1) return Infinity;
      const now = clock.monotonic();
      tokens = Math.min(burst, tokens + ((now - filledAt) * qps) / 1000) - 1;
      filledAt = now;
      return tokens >= 0 ? 0 : (-tokens * 1000) / qps;
    },
    forget() {
      // Tokens that were drawn stay drawn.
    },
    numRequeues: () => 0,
  };
}

/** The longest of the delays that the limiters give, all of which count the failure. */
export function newMaxOfRateLimiter<T>(...limiters: readonly RateLimiter<T>[]): RateLimiter<T> {
  return {
    when: (item) => limiters.reduce((longest, limiter) => Math.max(longest, limiter.when(item)), 0),
    forget(item) {
      for (const limiter of limiters) limiter.forget(item);
    },
    numRequeues: (item) => limiters.reduce((most, limiter) => Math.max(most, limiter.numRequeues(item)), 0),
  };
}

/** The limiter's delays, none of them longer than `maxDelayMs`. */
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
