import { isConflict } from '../errors/index.js';
import { sleep, systemClock } from '../util/index.js';
import { backoffStep } from '../wait/index.js';
import type { Backoff, BackoffOptions } from '../wait/index.js';

/** For a conflict where many write the same object: five tries, 10 ms apart. */
export const defaultRetry: Backoff = { steps: 5, durationMs: 10, factor: 1, jitter: 0.1 };

/** For a conflict with controllers that are at work on the object: four tries, 10, 50 and 250 ms apart. */
export const defaultBackoff: Backoff = { steps: 4, durationMs: 10, factor: 5, jitter: 0.1 };

export interface OnErrorOptions extends BackoffOptions {
  /** How many tries, and how long between them. Default: `defaultRetry`. */
  readonly backoff?: Backoff | undefined;
}

/**
 * Calls `fn` until it does not fail, and resolves with what it resolves with. Rejects with its last error: at once where that is not
 * `retriable`, else after the last try. When the signal fires it rejects with the signal's reason.
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
 * Calls `fn` again as long as it fails with a conflict, by `defaultRetry` or another backoff. `fn` has to read the object anew each
 * time, change it, and write it; an update of what was read before can only conflict again.
 */
export async function retryOnConflict<T>(fn: () => T | Promise<T>, options: OnErrorOptions = {}): Promise<T> {
  return onError(isConflict, fn, options);
}
