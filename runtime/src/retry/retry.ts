import { isConflict } from '../errors/index.js';
import { sleep, systemClock } from '../util/index.js';
import { backoffStep } from '../wait/index.js';
import type { Backoff, BackoffOptions } from '../wait/index.js';

/** The backoff for conflicts between clients that do not watch the object: five tries, 10 ms apart. */
export const defaultRetry: Backoff = { steps: 5, durationMs: 10, factor: 1, jitter: 0.1 };

/** The backoff for conflicts with controllers that work on the object: four tries, 10, 50 and 250 ms apart. */
export const defaultBackoff: Backoff = { steps: 4, durationMs: 10, factor: 5, jitter: 0.1 };

/** Options of `onError` and `retryOnConflict`. */
export interface OnErrorOptions extends BackoffOptions {
  /**
   * The number of tries and the delays between them.
   *
   * Default: `defaultRetry`.
   */
  readonly backoff?: Backoff | undefined;
}

/**
 * Calls `fn` until it succeeds, and resolves with its result.
 *
 * Rejects with the last error of `fn`: at once if `retriable` returns false for it, otherwise after the last try.
 * Rejects with the signal's reason when the signal fires.
 * Throws a RangeError if the backoff has no steps.
 */
export async function onError<T>(
  retriable: (error: unknown) => boolean,
  fn: () => T | Promise<T>,
  options: OnErrorOptions = {},
): Promise<T> {
  const { backoff = defaultRetry, clock = systemClock, random, signal } = options;
  if ((backoff.steps ?? 0) < 1) throw new RangeError('a backoff without steps allows no try: set steps to 1 or more');
  for (let state = backoff; ;) {
    signal?.throwIfAborted();
    const { delayMs, next } = backoffStep(state, random);
    try {
      return await fn();
    } catch (error) {
      if (next.steps === 0 || !retriable(error)) throw error;
    }
    state = next;
    await sleep(clock, delayMs, signal);
  }
}

/**
 * Calls `fn` again while it fails with a conflict. Each call of `fn` must read the object, change it and write it. An update of an
 * object that was read before the conflict can only conflict again.
 *
 * Rejects as `onError` does.
 *
 * @example
 * ```ts
 * import { retryOnConflict } from 'kube-client-runtime';
 *
 * const redis = clientset.cacheV1alpha1.redisClusters('default');
 * await redis.create({ metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } });
 *
 * const scaled = await retryOnConflict(async () => {
 *   const cluster = await redis.get('cache');
 *   cluster.spec.replicas = 5;
 *   return redis.update(cluster);
 * });
 * scaled.spec.replicas; // => 5
 * ```
 */
export async function retryOnConflict<T>(fn: () => T | Promise<T>, options: OnErrorOptions = {}): Promise<T> {
  return onError(isConflict, fn, options);
}
