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
 * Resolves when all of the functions have returned true, which they are asked as soon as something may have synced.
 * Rejects when the signal fires before; the signal's reason is the error's cause.
 */
export function waitForCacheSync(signal: AbortSignal | undefined, ...cacheSyncs: readonly InformerSynced[]): Promise<void> {
  const unsynced = (): number => cacheSyncs.filter((hasSynced) => !hasSynced()).length;
  return waitUntil(
    signal,
    () => unsynced() === 0,
    () => `${unsynced()} of ${cacheSyncs.length} caches have not synced`,
  );
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
    const look = (): void => {
      try {
        if (condition()) finish(resolve);
      } catch (error) {
        finish(() => reject(error instanceof Error ? error : new Error(String(error), { cause: error })));
      }
    };
    const poll = (): void => {
      cancelPoll = clock.schedule(pollMs, () => {
        poll();
        look();
      });
    };
    const giveUp = (): void => finish(() => reject(new Error(message(), { cause: signal?.reason })));
    waiting.add(look);
    const unlink = signal?.aborted ? (): void => {} : onAbort(signal, giveUp);
    poll();
    look();
    if (signal?.aborted) giveUp();
  });
}
