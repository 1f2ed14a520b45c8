import { DelayingWorkQueue, type DelayingQueue } from './delaying-queue.js';
import type { QueueOptions } from './queue.js';
import { defaultControllerRateLimiter, type RateLimiter } from './rate-limiters.js';

/** A queue that adds items again as soon as its rate limiter lets them. */
export interface RateLimitingQueue<T> extends DelayingQueue<T> {
  /** Adds the item after the delay that the rate limiter gives it: for what failed and is to be tried again. */
  addRateLimited(item: T): void;
  /** Tells the rate limiter that the item succeeded or is given up. `done` is still due. */
  forget(item: T): void;
  /** How often the item was added by `addRateLimited` since it was last forgotten. */
  numRequeues(item: T): number;
}

/** Makes an empty rate limiting queue. Default limiter: `defaultControllerRateLimiter()`, on the queue's clock. */
export function newRateLimitingQueue<T>(rateLimiter?: RateLimiter<T>, options: QueueOptions<T> = {}): RateLimitingQueue<T> {
  return new RateLimitingWorkQueue<T>(rateLimiter ?? defaultControllerRateLimiter<T>(options.clock), options);
}

class RateLimitingWorkQueue<T> extends DelayingWorkQueue<T> implements RateLimitingQueue<T> {
  private readonly rateLimiter: RateLimiter<T>;

  constructor(rateLimiter: RateLimiter<T>, options: QueueOptions<T>) {
    super(options);
    this.rateLimiter = rateLimiter;
  }

  addRateLimited(item: T): void {
    this.addAfter(item, this.rateLimiter.when(item));
  }

  forget(item: T): void {
    this.rateLimiter.forget(item);
  }

  numRequeues(item: T): number {
    return this.rateLimiter.numRequeues(item);
  }
}
