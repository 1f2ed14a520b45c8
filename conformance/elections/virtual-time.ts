import type { Clock } from 'kube-client-runtime';
import type { SeededRandom } from '../faults/random.js';

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/**
 * A simulation of time that advances from one event to the next. This is the true time, which no process of a history can read.
 * Unit: milliseconds
 */
export class VirtualTime {
  now = 0;
  /** Sorted by time, then by the order of scheduling. */
  private readonly queue: Due[] = [];

  /** Schedules `run`. Returns a function that cancels it. */
  at(time: number, run: () => void): () => void {
    const due: Due = { at: Math.max(time, this.now), run };
    let index = this.queue.length;
    while (index > 0 && (this.queue[index - 1]?.at ?? 0) > due.at) index--;
    this.queue.splice(index, 0, due);
    return () => {
      const found = this.queue.indexOf(due);
      if (found >= 0) this.queue.splice(found, 1);
    };
  }

  /** Runs all events until `end`. After each, promises settle, and then `check` runs. */
  async runUntil(end: number, check: () => void): Promise<void> {
    for (;;) {
      const next = this.queue[0];
      if (next === undefined || next.at > end) break;
      this.queue.shift();
      this.now = next.at;
      next.run();
      await new Promise((resolve) => void setImmediate(resolve));
      check();
    }
    this.now = end;
  }
}

/** The speed and the start of the clocks of one process. */
export interface ClockSettings {
  /** The local milliseconds per true millisecond. */
  readonly rate: number;
  readonly monotonicStart: number;
  readonly timeOfDayStart: number;
}

/**
 * A process with its own clocks, which can be paused and killed. A paused process runs nothing. When it continues, everything
 * that became due runs in random order, as timers and responses do in an event loop.
 */
export class VirtualProcess {
  readonly clock: Clock;
  private readonly time: VirtualTime;
  private readonly random: SeededRandom;
  private readonly held: (() => void)[] = [];
  /** The state. In `catchingUp`, the process runs again, but has not yet run everything that became due meanwhile. */
  state: 'running' | 'paused' | 'catchingUp' | 'killed' = 'running';

  constructor(time: VirtualTime, random: SeededRandom, { rate, monotonicStart, timeOfDayStart }: ClockSettings) {
    this.time = time;
    this.random = random;
    this.clock = {
      now: () => timeOfDayStart + time.now * rate,
      monotonic: () => monotonicStart + time.now * rate,
      schedule: (delayMs, callback) => this.deliver(Math.max(0, delayMs) / rate, callback),
    };
  }

  /** Calls `callback` in this process after a delay in true time, or when it runs again. Returns a function that cancels the call. */
  deliver(delayMs: number, callback: () => void): () => void {
    let cancelled = false;
    const run = (): void => {
      if (cancelled || this.state === 'killed') return;
      if (this.state === 'running') callback();
      else this.held.push(run);
    };
    const unschedule = this.time.at(this.time.now + delayMs, run);
    return () => {
      cancelled = true;
      unschedule();
    };
  }

  /** Pauses the process. `first` runs before everything else after the pause. */
  pause(durationMs: number, first: () => void): void {
    if (this.state !== 'running') return;
    this.state = 'paused';
    this.time.at(this.time.now + durationMs, () => {
      if (this.state !== 'paused') return;
      this.state = 'catchingUp';
      first();
      this.catchUp();
    });
  }

  kill(): void {
    this.state = 'killed';
  }

  /** Runs everything that became due in a pause, each in its own turn. */
  private catchUp(): void {
    if (this.state !== 'catchingUp') return;
    const [next] = this.held.splice(this.random.between(0, Math.max(0, this.held.length - 1)), 1);
    if (next === undefined) {
      this.state = 'running';
      return;
    }
    this.state = 'running';
    next();
    this.state = 'catchingUp';
    this.time.at(this.time.now, () => this.catchUp());
  }
}
