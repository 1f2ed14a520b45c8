import type { Clock } from '../util/index.js';

/** A single timer for the earliest of many times. */
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

  /** Sets the alarm to a time of the clock's `monotonic()` and replaces any earlier setting. Undefined and Infinity clear it. */
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
