import type { Clock } from 'kube-client-runtime';

/** The longest time without progress on the machine's clock, in case a program's own clock is held forever. Unit: milliseconds */
const standstillMs = 10 * 60_000;

/** A signal of progress. Waits check their conditions only after progress. One wait at a time. */
export class Progress {
  private look: (() => void) | undefined;

  /** Reports progress. A wait checks its condition in the next turn of the event loop. */
  made(): void {
    this.look?.();
  }

  /** Waits until the condition is true. Rejects after `limitMs` of the given clock, and after ten minutes of the machine's. */
  async until(condition: () => boolean, limitMs: number, clock: Clock): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      let looking = false;
      let ended = false;
      const finish = (end: () => void): void => {
        cancelLimit();
        clearTimeout(standstill);
        this.look = undefined;
        ended = true;
        end();
      };
      const cancelLimit = clock.schedule(limitMs, () =>
        finish(() => reject(new Error(`not within ${limitMs / 1000} s of the program's time`))),
      );
      const standstill = setTimeout(
        () => finish(() => reject(new Error(`not within ${standstillMs / 60_000} minutes`))),
        standstillMs,
      );
      // Check once per turn, because many events arrive in one turn.
      this.look = () => {
        if (looking) return;
        looking = true;
        setImmediate(() => {
          looking = false;
          if (!ended && condition()) finish(resolve);
        });
      };
      this.look();
    });
  }
}
