import { onAbort, systemClock, type Clock } from '../../util/index.js';
import type { InformerSynced } from './informer.js';

/** The progress of an informer towards its first sync, for those who wait for it. Its handlers share it. */
export interface SyncProgress {
  /** The name of the informer, such as `pods.v1`. */
  readonly name: string;
  /** Calls `look` when the informer or a handler has synced, when a list or watch has failed, and at the end. Returns its undoing. */
  subscribe(look: () => void): () => void;
  /** Whether the informer has ended. */
  isStopped(): boolean;
  /** Returns the last failure of a list or watch before the informer synced, or undefined if there was none. */
  lastError(): unknown;
  /** Returns the reason why the informer has not synced, or undefined if none is known. */
  reason(): string | undefined;
}

/** Something whose sync can be waited for: an informer, a handler's registration, or their `hasSynced`. */
export type CacheSync = InformerSynced | { readonly hasSynced: InformerSynced };

const progressKey = Symbol.for('kube-client-runtime.syncProgress');

/** Returns the function with its progress attached, so that `waitForCacheSync` is woken and need not poll. */
export function withProgress(hasSynced: () => boolean, progress: SyncProgress): InformerSynced {
  return Object.defineProperty(hasSynced, progressKey, { value: progress });
}

/** Returns the progress of an informer or handler, or undefined for other functions. */
export function progressOf(hasSynced: InformerSynced): SyncProgress | undefined {
  return (hasSynced as { readonly [progressKey]?: SyncProgress })[progressKey];
}

/** The interval at which functions are called that have no progress attached, in milliseconds. */
const pollMs = 100;

/**
 * Waits until all caches have synced: informers, the registrations of handlers, their `hasSynced` functions, or functions of your own.
 * Without any it resolves at once. A cache that has synced when the signal has fired already counts. Functions of your own are called
 * ten times a second.
 *
 * Rejects when the signal fires before. The error lists the caches that have not synced, by their place among the arguments and their
 * name, each with the last failure of its list or watch; its `cause` is the signal's reason. Rejects when an informer ends before it
 * has synced, and with what a function throws.
 */
export async function waitForCacheSync(signal: AbortSignal | undefined, ...caches: readonly CacheSync[]): Promise<void> {
  const cacheSyncs = caches.map((cache, i) => hasSyncedOf(cache, i));
  const unsynced = (): string => {
    const labels = cacheSyncs.flatMap((hasSynced, i) => (hasSynced() ? [] : [labelOf(hasSynced, i)]));
    return `${labels.length} of ${cacheSyncs.length} caches have not synced: ${labels.join(', ')}`;
  };
  const ended = (hasSynced: InformerSynced): boolean => progressOf(hasSynced)?.isStopped() === true && !hasSynced();
  const synced = (): boolean => {
    if (cacheSyncs.some(ended)) throw new Error(`${unsynced()}; an informer has ended`);
    return cacheSyncs.every((hasSynced) => hasSynced());
  };
  await waitUntil(synced, { signal, waitsFor: cacheSyncs, message: unsynced });
}

/** Programs without types can pass anything. */
function hasSyncedOf(cache: CacheSync, index: number): InformerSynced {
  if (typeof cache === 'function') return cache;
  const { hasSynced } = Object(cache) as { readonly hasSynced?: unknown };
  if (typeof hasSynced === 'function') return progressOf(cache.hasSynced) ? cache.hasSynced : () => cache.hasSynced();
  throw new TypeError(`waitForCacheSync: number ${index + 1} of the caches is no informer, registration or function`);
}

function labelOf(hasSynced: InformerSynced, index: number): string {
  const progress = progressOf(hasSynced);
  const name = progress?.name ?? hasSynced.name;
  const reason = progress?.reason();
  const details = [name, reason].filter((text) => text !== undefined && text !== '').join(': ');
  return `number ${index + 1}${details ? ` (${details})` : ''}`;
}

export interface WaitUntilOptions {
  readonly signal: AbortSignal | undefined;
  /** The functions that the condition depends on. One without progress makes it polled. */
  readonly waitsFor: readonly InformerSynced[];
  /** Returns the message of the error when the signal fires. */
  readonly message: () => string;
  readonly clock?: Clock | undefined;
}

/** Resolves when the condition holds. Rejects with what it throws, and with the message when the signal fires first. */
export function waitUntil(
  condition: () => boolean,
  { signal, waitsFor, message, clock = systemClock }: WaitUntilOptions,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const undo: (() => void)[] = [];
    let cancelPoll = (): void => {};
    let settled = false;
    const finish = (settle: () => void): void => {
      if (settled) return;
      settled = true;
      cancelPoll();
      for (const take of undo) take();
      settle();
    };
    const fail = (error: unknown): void =>
      finish(() => reject(error instanceof Error ? error : new Error(String(error), { cause: error })));
    const look = (): void => {
      if (settled) return;
      try {
        if (condition()) finish(resolve);
      } catch (error) {
        fail(error);
      }
    };
    const giveUp = (): void => {
      if (settled) return;
      try {
        fail(new Error(message(), { cause: signal?.reason }));
      } catch (error) {
        fail(error);
      }
    };
    look();
    if (signal?.aborted) giveUp();
    // The calls above change it, which the compiler cannot see.
    if (settled as boolean) return;
    const sources = new Set(waitsFor.map(progressOf));
    for (const progress of sources) if (progress !== undefined) undo.push(progress.subscribe(look));
    if (sources.has(undefined)) {
      const poll = (): void => {
        cancelPoll = clock.schedule(pollMs, () => {
          poll();
          look();
        });
      };
      poll();
    }
    undo.push(onAbort(signal, giveUp));
  });
}
