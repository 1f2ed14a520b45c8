import type { Clock } from './clock.js';

/** The callbacks of each signal. A signal has one listener, which runs all of them. */
const watched: WeakMap<AbortSignal, Set<() => void>> = /* @__PURE__ */ new WeakMap();

/**
 * Calls `callback` once when the signal fires, or immediately if it has fired already. Returns a function that removes the
 * callback; call it in a `finally`.
 *
 * A signal has a single listener for all its callbacks, and no listener after the last callback is removed. Node does not warn
 * about too many listeners, and a long-lived signal keeps nothing alive.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) {
    callback();
    return () => {};
  }
  let callbacks = watched.get(signal);
  if (callbacks === undefined) {
    callbacks = new Set();
    watched.set(signal, callbacks);
  }
  if (callbacks.size === 0) signal.addEventListener('abort', runAll, { once: true });
  // A wrapper, so that the same function, when passed twice, is called twice.
  const entry = (): void => callback();
  const entries = callbacks.add(entry);
  return () => {
    if (entries.delete(entry) && entries.size === 0) signal.removeEventListener('abort', runAll);
  };
}

function runAll(this: AbortSignal): void {
  const callbacks = watched.get(this) ?? new Set();
  const failures: unknown[] = [];
  for (const callback of [...callbacks]) {
    // Skip a callback that an earlier callback removed.
    if (!callbacks.delete(callback)) continue;
    try {
      callback();
    } catch (error) {
      failures.push(error);
    }
  }
  // Throw only after all callbacks have run. The event target reports the error as uncaught, as for any listener.
  if (failures.length > 0) throw failures[0];
}

/** A signal that follows several parent signals. */
export interface LinkedSignal {
  /** Fires with the first parent, or when `abort` is called. */
  readonly signal: AbortSignal;
  /** Fires this signal without its parents. */
  readonly abort: (reason?: unknown) => void;
  /** Removes the callbacks from the parents, which this signal then no longer follows. Call it in a `finally`. */
  readonly unlink: () => void;
}

/**
 * Returns a signal that fires when the first of its parents fires, with the same reason. `AbortSignal.any` is not used: it keeps
 * memory until its longest-lived parent ends.
 */
export function linkSignals(...parents: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController();
  const removals: (() => void)[] = [];
  const unlink = (): void => {
    for (const remove of removals.splice(0)) remove();
  };
  for (const parent of parents) {
    if (controller.signal.aborted) break;
    removals.push(
      onAbort(parent, () => {
        unlink();
        controller.abort(parent?.reason);
      }),
    );
  }
  return {
    signal: controller.signal,
    abort: (reason) => {
      unlink();
      controller.abort(reason);
    },
    unlink,
  };
}

/**
 * Resolves after `delayMs`. Leaves no timer behind.
 *
 * Rejects with the signal's reason, of any type, if the signal fires before.
 */
export async function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const cancel = clock.schedule(delayMs, () => {
      unlink();
      resolve();
    });
    const unlink = onAbort(signal, () => {
      cancel();
      resolve();
    });
  });
  signal?.throwIfAborted();
}
