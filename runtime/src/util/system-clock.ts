import type { Clock } from './clock.js';

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestDelay = 2 ** 31 - 1;

/** The machine's own time, and Node's timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(delayMs: number, callback: () => void): () => void {
    let timer: NodeJS.Timeout;
    // A comparison that is false for NaN: what is not a delay is none.
    const arm = (leftMs: number): void => {
      timer =
        leftMs > longestDelay
          ? setTimeout(() => arm(leftMs - longestDelay), longestDelay)
          : setTimeout(callback, leftMs > 0 ? leftMs : 0);
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
};
