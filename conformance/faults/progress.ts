import type { Clock } from 'kube-client-runtime';

/** No program may stand still for so long on the machine's clock, as when its own clock is held for ever. */
const standstillMs = 10 * 60_000;

/** A signal that something has happened, and waits for conditions that can only change when it has. One wait at a time. */
export class Progress {
  private look: (() => void) | undefined;

  /** Lets a wait look at its condition in the next turn of the event loop. */
  made(): void {
    this.look?.();
  }

  /** Waits until the condition holds. Rejects after `limitMs` on the given clock, and after ten minutes on the machine's. */
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
      // One look a turn: many events arrive in one.
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
