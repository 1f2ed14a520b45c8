import {
  newItemExponentialFailureRateLimiter,
  newPriorityQueue,
  newRateLimitingQueue,
  type CommonQueueOptions,
  type QueueItem,
  type RateLimiter,
} from '../workqueue/index.js';
import { requestKey, type RequestQueue } from './request.js';

/** A request and its priority. */
export interface NextRequest {
  /** The key of the request. */
  readonly key: string;
  /** The priority with which it was waiting. */
  readonly priority: number;
}

/** The queue of a controller, as its workers see it. */
export interface ControllerQueue extends RequestQueue {
  /** Resolves with the next request, or with undefined at the end of the queue. The caller must call `done` for it. */
  next(): Promise<NextRequest | undefined>;
  /** Marks a request as processed. */
  done(key: string): void;
  /** Clears the failures of a request. */
  forget(key: string): void;
  /** Ends the queue. Requests that wait are dropped. */
  shutDown(): void;
}

/** Options of the queue of a controller. */
export interface ControllerQueueOptions extends CommonQueueOptions {
  /** Whether higher priorities come first. Otherwise, requests come in the order in which they were added. */
  readonly usePriorityQueue: boolean;
  /** The rate limiter of failed requests. */
  readonly rateLimiter?: RateLimiter<string> | undefined;
}

/** At least one of this number of consecutive requests has a low priority, if one is waiting. */
const lowPriorityEvery = 20;

/** Creates the queue of a controller. */
export function newControllerQueue({ usePriorityQueue, rateLimiter, ...common }: ControllerQueueOptions): ControllerQueue {
  return usePriorityQueue ? byPriority(common, rateLimiter) : byArrival(common, rateLimiter);
}

function byPriority(common: CommonQueueOptions, given: RateLimiter<string> | undefined): ControllerQueue {
  const rateLimiter = given ?? newItemExponentialFailureRateLimiter<string>(5, 1_000_000);
  const queue = newPriorityQueue<string>({ ...common, rateLimiter, lowPriorityEvery });
  return {
    add: (request, options) => queue.addWithOpts({ priority: options?.priority }, requestKey(request)),
    addAfter: (request, afterMs, options) => queue.addWithOpts({ priority: options?.priority, afterMs }, requestKey(request)),
    addRateLimited: (request, options) =>
      queue.addWithOpts({ priority: options?.priority, rateLimited: true }, requestKey(request)),
    next: async () => {
      const got = await queue.get();
      return got.shutdown ? undefined : { key: got.item, priority: got.priority };
    },
    done: (key) => queue.done(key),
    forget: (key) => queue.forget(key),
    shutDown: () => queue.shutDown(),
  };
}

function byArrival(common: CommonQueueOptions, rateLimiter: RateLimiter<string> | undefined): ControllerQueue {
  const queue = newRateLimitingQueue<string>(rateLimiter, common);
  return {
    add: (request) => queue.add(requestKey(request)),
    addAfter: (request, delayMs) => queue.addAfter(requestKey(request), delayMs),
    addRateLimited: (request) => queue.addRateLimited(requestKey(request)),
    next: async () => {
      const got: QueueItem<string> = await queue.get();
      return got.shutdown ? undefined : { key: got.item, priority: 0 };
    },
    done: (key) => queue.done(key),
    forget: (key) => queue.forget(key),
    shutDown: () => queue.shutDown(),
  };
}
