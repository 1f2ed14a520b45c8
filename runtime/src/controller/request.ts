import { splitMetaNamespaceKey } from '../cache/index.js';

/**
 * The name of an object to reconcile. It does not say what happened, because the reconciler reads the current state of the
 * object.
 */
export interface Request {
  /** The namespace, `''` for cluster-scoped objects. */
  readonly namespace: string;
  /** The name. */
  readonly name: string;
}

/** Returns the key of a request in queues, `namespace/name` or `name`. */
export function requestKey({ namespace, name }: Request): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Returns the request of a key. */
export function requestOfKey(key: string): Request {
  return splitMetaNamespaceKey(key);
}

/** The priority of objects in the initial list, and of objects that a resync shows again. */
export const lowPriority = -100;

/** Options of a request. */
export interface RequestOptions {
  /**
   * The priority. Requests with a higher priority are reconciled first. A waiting request keeps the highest priority that it was
   * added with.
   *
   * Default: `lowPriority` in handlers of the initial list and of resyncs, otherwise 0
   */
  readonly priority?: number | undefined;
}

/** The queue of a controller, as event handlers see it. A request that is already waiting is not added a second time. */
export interface RequestQueue {
  /**
   * Adds a request.
   *
   * Throws a RangeError if the priority is not a number.
   */
  add(request: Request, options?: RequestOptions): void;
  /**
   * Adds a request after a delay.
   *
   * Unit of `delayMs`: milliseconds
   */
  addAfter(request: Request, delayMs: number, options?: RequestOptions): void;
  /** Adds a request after the delay that the rate limiter of the controller returns. */
  addRateLimited(request: Request, options?: RequestOptions): void;
}

/** Returns a queue that adds requests with `priority` unless they state another one. */
export function withDefaultPriority(queue: RequestQueue, priority: number): RequestQueue {
  const withPriority = (options: RequestOptions | undefined): RequestOptions => ({
    ...options,
    priority: options?.priority ?? priority,
  });
  return {
    add: (request, options) => queue.add(request, withPriority(options)),
    addAfter: (request, delayMs, options) => queue.addAfter(request, delayMs, withPriority(options)),
    addRateLimited: (request, options) => queue.addRateLimited(request, withPriority(options)),
  };
}
