import { splitMetaNamespaceKey } from '../cache/index.js';

/** The name of an object to reconcile. It does not say what happened: the state of the object, or its absence, shows that. */
export interface Request {
  /** The namespace, `''` for cluster-scoped objects. */
  readonly namespace: string;
  /** The name. */
  readonly name: string;
}

/** Returns the form of a request in queues, `namespace/name` or `name`. Equal requests have equal keys. */
export function requestKey({ namespace, name }: Request): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Returns the request of a key. */
export function requestOfKey(key: string): Request {
  return splitMetaNamespaceKey(key);
}

/** The priority of objects in the initial list, and of objects that a resync shows again. */
export const lowPriority = -100;

/** Options of adding a request. */
export interface RequestOptions {
  /**
   * The priority. Higher priorities are reconciled first. A request that waits keeps the highest priority that it was added with.
   *
   * Default: `lowPriority` in handlers of events that bring nothing new (the initial list, a resync), otherwise 0
   */
  readonly priority?: number | undefined;
}

/** The queue of a controller, as event handlers see it. A request that waits already is not added a second time. */
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

/** Returns a queue that adds requests without a priority at the given one. */
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
