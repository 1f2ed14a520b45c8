import type { Clock } from './clock.js';

/** The longest delay of Node's timers; a timer with a longer delay fires immediately. Unit: milliseconds */
const longestDelay = 2 ** 31 - 1;

/** The clock of the operating system, with Node's timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(delayMs: number, callback: () => void): () => void {
    let timer: NodeJS.Timeout;
    // The comparison is false for NaN, so that NaN counts as 0.
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
