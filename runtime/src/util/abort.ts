import type { Clock } from './clock.js';

/** What is to be called when a signal fires, signal by signal: however many wait for one, it carries one listener. */
const watched: WeakMap<AbortSignal, Set<() => void>> = /* @__PURE__ */ new WeakMap();

/**
 * Calls `callback` once when the signal fires, at once where it already has. Returns what takes it back, which belongs in a `finally`.
 * A signal carries a single listener for all its callbacks, and none after the last was taken back: no warning of Node about
 * listeners, and nothing that a long-lived signal keeps alive.
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
  // Wrapped, so that the same function given twice is called twice.
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
    // One that an earlier callback took back is not called any more.
    if (!callbacks.delete(callback)) continue;
    try {
      callback();
    } catch (error) {
      failures.push(error);
    }
  }
  // Only after all the others have been told; the event target then reports it as uncaught, as it does for any listener.
  if (failures.length > 0) throw failures[0];
}

/** A signal of one call, which ends with any of its parents. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Ends this signal alone. */
  readonly abort: (reason?: unknown) => void;
  /** Lets go of the parents; the signal no longer follows them. Belongs in a `finally`. */
  readonly unlink: () => void;
}

/**
 * A signal that fires, with the same reason, when the first of the parents does. `AbortSignal.any` is not used: it keeps memory until
 * its longest-lived parent ends.
 */
export function linkSignals(...parents: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController();
  const undo: (() => void)[] = [];
  const unlink = (): void => {
    for (const take of undo.splice(0)) take();
  };
  for (const parent of parents) {
    if (controller.signal.aborted) break;
    undo.push(
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
 * Resolves after `delayMs`. Rejects with the signal's reason, whatever it is, when it fires before, and leaves no timer behind.
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
