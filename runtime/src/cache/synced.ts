import { onAbort, systemClock, type Clock } from '../util/index.js';
import type { InformerSynced } from './informer.js';

/** Who waits for something to sync. */
const waiting = /* @__PURE__ */ new Set<() => void>();

/** Lets those who wait look again: something has synced, or has ended. */
export function notifySynced(): void {
  for (const look of [...waiting]) look();
}

/** How often functions are asked that may not be an informer's, in milliseconds. */
const pollMs = 100;

/**
 * Resolves when all of the functions return true, which they are asked as soon as an informer or a handler has synced, and ten
 * times a second for the sake of those that are no informer's. With none it resolves at once; what has synced when the signal
 * has fired already counts.
 *
 * Rejects when the signal fires before: the error says which have not synced, by their place among the arguments and their
 * names where they have one, and its `cause` is the signal's reason. Rejects with what a function throws. Without a signal it
 * waits for ever, also for an informer that has ended.
 */
export function waitForCacheSync(signal: AbortSignal | undefined, ...cacheSyncs: readonly InformerSynced[]): Promise<void> {
  return waitUntil(
    signal,
    () => cacheSyncs.every((hasSynced) => hasSynced()),
    () => {
      const unsynced = cacheSyncs.flatMap((hasSynced, i) => (hasSynced() ? [] : [labelOf(hasSynced, i)]));
      return `${unsynced.length} of ${cacheSyncs.length} caches have not synced: ${unsynced.join(', ')}`;
    },
  );
}

function labelOf(hasSynced: InformerSynced, index: number): string {
  return `number ${index + 1}${hasSynced.name ? ` (${hasSynced.name})` : ''}`;
}

/** Resolves when the condition holds. Rejects with what it throws, and with the message when the signal fires first. */
export function waitUntil(
  signal: AbortSignal | undefined,
  condition: () => boolean,
  message: () => string,
  clock: Clock = systemClock,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let cancelPoll: (() => void) | undefined;
    const finish = (settle: () => void): void => {
      if (!waiting.delete(look)) return;
      cancelPoll?.();
      unlink();
      settle();
    };
    const fail = (error: unknown): void =>
      finish(() => reject(error instanceof Error ? error : new Error(String(error), { cause: error })));
    const look = (): void => {
      try {
        if (condition()) finish(resolve);
      } catch (error) {
        fail(error);
      }
    };
    const poll = (): void => {
      cancelPoll = clock.schedule(pollMs, () => {
        poll();
        look();
      });
    };
    const giveUp = (): void => {
      try {
        fail(new Error(message(), { cause: signal?.reason }));
      } catch (error) {
        fail(error);
      }
    };
    waiting.add(look);
    const unlink = signal?.aborted ? (): void => {} : onAbort(signal, giveUp);
    poll();
    look();
    if (signal?.aborted) giveUp();
  });
}
