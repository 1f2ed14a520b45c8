import type { Clock } from '../util/index.js';

/** One timer, for the first of many times. */
export class Alarm {
  private readonly clock: Clock;
  private readonly ring: () => void;
  private at = Infinity;
  private cancel: (() => void) | undefined;

  /** `ring` is called when the time has come; the alarm is then no longer set. */
  constructor(clock: Clock, ring: () => void) {
    this.clock = clock;
    this.ring = ring;
  }

  /** Sets it to a time of the clock's `monotonic()`, in place of any other. Undefined and Infinity: to none, with no timer left. */
  set(at: number = Infinity): void {
    if (at === this.at) return;
    this.cancel?.();
    this.cancel = undefined;
    this.at = at;
    if (at === Infinity) return;
    this.cancel = this.clock.schedule(Math.max(0, at - this.clock.monotonic()), () => {
      this.cancel = undefined;
      this.at = Infinity;
      this.ring();
    });
  }
}
