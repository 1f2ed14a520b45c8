import { DelayingWorkQueue, type DelayingQueue } from './delaying-queue.js';
import type { QueueOptions } from './queue.js';
import { defaultControllerRateLimiter, type RateLimiter } from './rate-limiters.js';

/** A queue that adds failed items again when its rate limiter allows it. */
export interface RateLimitingQueue<T> extends DelayingQueue<T> {
  /** Adds an item after the delay that the rate limiter returns. Use it for items that failed. */
  addRateLimited(item: T): void;
  /** Clears the failures of an item that succeeded or was given up. The caller must still call `done`. */
  forget(item: T): void;
  /** Returns the number of calls of `addRateLimited` for an item since it was last forgotten. */
  numRequeues(item: T): number;
}

/**
 * Creates an empty rate limiting queue.
 *
 * Default of `rateLimiter`: `defaultControllerRateLimiter()` on the queue's clock
 *
 * @example
 * ```ts
 * import { newRateLimitingQueue } from 'kube-client-runtime';
 *
 * const queue = newRateLimitingQueue<string>();
 * queue.add('default/cache');
 *
 * async function processNext(reconcile: (key: string) => Promise<void>): Promise<boolean> {
 *   const { item, shutdown } = await queue.get(signal);
 *   if (shutdown) return false;
 *   try {
 *     await reconcile(item);
 *     queue.forget(item);
 *   } catch {
 *     queue.addRateLimited(item);
 *   } finally {
 *     queue.done(item);
 *   }
 *   return true;
 * }
 *
 * await processNext(async () => {
 *   throw new Error('the server is away');
 * });
 * queue.numRequeues('default/cache'); // => 1
 * queue.shutDown();
 * ```
 */
export function newRateLimitingQueue<T>(rateLimiter?: RateLimiter<T>, options: QueueOptions<T> = {}): RateLimitingQueue<T> {
  return new RateLimitingWorkQueue<T>(rateLimiter ?? defaultControllerRateLimiter<T>(options.clock), options);
}

class RateLimitingWorkQueue<T> extends DelayingWorkQueue<T> implements RateLimitingQueue<T> {
  private readonly rateLimiter: RateLimiter<T>;

  constructor(rateLimiter: RateLimiter<T>, options: QueueOptions<T>) {
    super(options);
    this.rateLimiter = rateLimiter;
  }

  readonly addRateLimited: (item: T) => void = (item) => {
    this.addAfter(item, this.rateLimiter.when(item));
  };

  readonly forget: (item: T) => void = (item) => {
    this.rateLimiter.forget(item);
  };

  readonly numRequeues: (item: T) => number = (item) => {
    return this.rateLimiter.numRequeues(item);
  };
}
