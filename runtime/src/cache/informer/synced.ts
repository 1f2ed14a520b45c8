import { messageOf } from '../../util/errors.js';
import { onAbort, systemClock, type Clock } from '../../util/index.js';
import type { InformerSynced } from './informer.js';

/** The progress of an informer towards its first sync. The informer shares it with its handlers. */
export interface SyncProgress {
  /** The name of the informer, such as `pods.v1`. */
  readonly name: string;
  /**
   * Adds a callback that is called when the informer or a handler has synced, when a list or watch fails, and when the informer
   * stops. Returns a function that removes it.
   */
  subscribe(onChange: () => void): () => void;
  /** Whether the informer has stopped. */
  isStopped(): boolean;
  /** Returns the last failure of a list or watch before the informer synced, or undefined if nothing has failed. */
  lastError(): unknown;
  /** Returns the reason why the informer has not synced, or undefined if none is known. */
  reason(): string | undefined;
}

/** The progress of one informer. Stores the last failure, and notifies all waiting callers. */
export class SyncSignal implements SyncProgress {
  /** The name of the informer. */
  readonly name: string;
  private readonly listeners = new Set<() => void>();
  private state: 'new' | 'running' | 'stopped' = 'new';
  private error: unknown;

  constructor(name: string) {
    this.name = name;
  }

  /** Adds a callback for changes. Returns a function that removes it. */
  subscribe(onChange: () => void): () => void {
    // Wrapped, so that a function that is added twice is called twice.
    const listener = (): void => onChange();
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether the informer has stopped. */
  isStopped(): boolean {
    return this.state === 'stopped';
  }

  /** Returns the last failure of a list or watch. */
  lastError(): unknown {
    return this.error;
  }

  /** Returns the reason why the informer has not synced, if it is known. */
  reason(): string | undefined {
    if (this.state === 'new') return 'the informer was not started';
    return this.error === undefined ? undefined : messageOf(this.error);
  }

  /** Called when the informer starts. */
  started(): void {
    this.state = 'running';
  }

  /** Called when the informer has stopped. */
  stopped(): void {
    this.state = 'stopped';
    this.notify();
  }

  /** Called when a list or watch has failed before the sync. */
  failed(error: unknown): void {
    this.error = error;
    this.notify();
  }

  /** Whether there are callbacks. */
  hasListeners(): boolean {
    return this.listeners.size > 0;
  }

  /** Calls all callbacks. Called when the informer or a handler has synced, and when the cache has changed. */
  notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** A cache or handler to wait for: an informer, the registration of a handler, or the `hasSynced` function of one of them. */
export type CacheSync = InformerSynced | { readonly hasSynced: InformerSynced };

const progressKey = Symbol.for('kube-client-runtime.syncProgress');

/** Attaches the progress to a function and returns the function, so that `waitForCacheSync` need not poll it. */
export function withProgress(hasSynced: () => boolean, progress: SyncProgress): InformerSynced {
  return Object.defineProperty(hasSynced, progressKey, { value: progress });
}

/** Returns the progress of an informer or handler, or undefined for other functions. */
export function progressOf(hasSynced: InformerSynced): SyncProgress | undefined {
  return (hasSynced as { readonly [progressKey]?: SyncProgress })[progressKey];
}

/**
 * The time between two calls of a function without progress, as in client-go. Only functions of the user are polled, because nothing
 * announces when their result changes. Informers and handlers notify all waiting callers.
 *
 * Unit: milliseconds
 */
const pollMs = 100;

/**
 * Waits until all caches have synced. Accepts informers, registrations of handlers, their `hasSynced` functions, and functions of
 * your own. Functions of your own are called every 100 ms. Resolves at once without arguments, and if all have synced when the
 * signal has already fired.
 *
 * Rejects when the signal fires, when an informer stops before it has synced, and with the error of a function. The error lists
 * the caches that have not synced, by position and name, each with the last failure of its list or watch. Its `cause` is the
 * reason of the signal.
 *
 * Rejects with a TypeError for any other argument.
 */
export async function waitForCacheSync(signal: AbortSignal | undefined, ...caches: readonly CacheSync[]): Promise<void> {
  const cacheSyncs = caches.map((cache, i) => hasSyncedOf(cache, i));
  const unsynced = (): string => {
    const labels = cacheSyncs.flatMap((hasSynced, i) => (hasSynced() ? [] : [labelOf(hasSynced, i)]));
    return `${labels.length} of ${cacheSyncs.length} caches have not synced: ${labels.join(', ')}`;
  };
  const ended = (hasSynced: InformerSynced): boolean => progressOf(hasSynced)?.isStopped() === true && !hasSynced();
  const synced = (): boolean => {
    if (cacheSyncs.some(ended)) throw new Error(`${unsynced()}; an informer has stopped`);
    return cacheSyncs.every((hasSynced) => hasSynced());
  };
  await waitUntil(synced, { signal, waitsFor: cacheSyncs, message: unsynced });
}

/** Returns the function to wait for. Accepts any value, because programs without types can pass anything. */
function hasSyncedOf(cache: CacheSync, index: number): InformerSynced {
  if (typeof cache === 'function') return cache;
  const { hasSynced } = Object(cache) as { readonly hasSynced?: unknown };
  if (typeof hasSynced === 'function') return progressOf(cache.hasSynced) ? cache.hasSynced : () => cache.hasSynced();
  throw new TypeError(`waitForCacheSync: cache number ${index + 1} is not an informer, a registration or a function`);
}

function labelOf(hasSynced: InformerSynced, index: number): string {
  const progress = progressOf(hasSynced);
  const name = progress?.name ?? hasSynced.name;
  const reason = progress?.reason();
  const details = [name, reason].filter((text) => text !== undefined && text !== '').join(': ');
  return `number ${index + 1}${details ? ` (${details})` : ''}`;
}

/** Options of `waitUntil`. */
export interface WaitUntilOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal | undefined;
  /** The functions that the condition depends on. If one of them has no progress attached, the condition is polled. */
  readonly waitsFor: readonly InformerSynced[];
  /** Returns the message of the error when the signal fires. */
  readonly message: () => string;
  /** Clock and timers for polling. */
  readonly clock?: Clock | undefined;
}

/** Waits until the condition holds. Rejects with the error of the condition, or with `message` when the signal fires first. */
export function waitUntil(
  condition: () => boolean,
  { signal, waitsFor, message, clock = systemClock }: WaitUntilOptions,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const cleanups: (() => void)[] = [];
    let cancelPoll = (): void => {};
    let settled = false;
    const finish = (settle: () => void): void => {
      if (settled) return;
      settled = true;
      cancelPoll();
      for (const cleanup of cleanups) cleanup();
      settle();
    };
    const fail = (error: unknown): void =>
      finish(() => reject(error instanceof Error ? error : new Error(String(error), { cause: error })));
    const check = (): void => {
      if (settled) return;
      try {
        if (condition()) finish(resolve);
      } catch (error) {
        fail(error);
      }
    };
    const onSignal = (): void => {
      if (settled) return;
      try {
        fail(new Error(message(), { cause: signal?.reason }));
      } catch (error) {
        fail(error);
      }
    };
    check();
    if (signal?.aborted) onSignal();
    // The functions above change `settled`, which the compiler does not know.
    if (settled as boolean) return;
    const sources = new Set(waitsFor.map(progressOf));
    for (const progress of sources) if (progress !== undefined) cleanups.push(progress.subscribe(check));
    if (sources.has(undefined)) {
      const poll = (): void => {
        cancelPoll = clock.schedule(pollMs, () => {
          poll();
          check();
        });
      };
      poll();
    }
    cleanups.push(onAbort(signal, onSignal));
  });
}
