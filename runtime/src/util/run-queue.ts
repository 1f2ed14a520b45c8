import { nextTurn } from './clock.js';
import { RingBuffer } from './ring-buffer.js';

/** A task that works in short slices of time. */
export interface SlicedTask {
  /** Works until nothing is left or `performance.now()` reaches the deadline. Returns whether work is left. Must not throw. */
  runSlice(deadline: number): boolean;
}

/** The time that all tasks together may hold the event loop in one turn. Unit: milliseconds */
const sliceMs = 10;

/**
 * A queue of tasks that share the event loop. In each turn, the tasks run for one slice of time; then timers and sockets get
 * their turn.
 *
 * One queue serves the process, so that a hundred busy informers do not take a hundred slices per turn.
 */
export class RunQueue {
  private readonly tasks = new RingBuffer<SlicedTask>();
  private scheduled = false;

  /** Runs the task in slices, from the next turn of the event loop until the task has no work left. */
  add(task: SlicedTask): void {
    this.tasks.push(task);
    if (this.scheduled) return;
    this.scheduled = true;
    nextTurn(this.turn);
  }

  private readonly turn = (): void => {
    const deadline = performance.now() + sliceMs;
    // Tasks that are added meanwhile wait for the next turn, so that a task that adds itself yields to the event loop.
    for (let left = this.tasks.length; left > 0; left--) {
      const task = this.tasks.shift();
      if (task?.runSlice(deadline)) this.tasks.push(task);
      if (performance.now() >= deadline) break;
    }
    if (this.tasks.length > 0) nextTurn(this.turn);
    else this.scheduled = false;
  };
}

/** The queue of this process. */
export const runQueue: RunQueue = /* @__PURE__ */ new RunQueue();

/**
 * Yields to the event loop from a loop of promises. If a server in the same process answers immediately, such a loop would never
 * let timers and sockets run.
 */
export class EventLoopYielder {
  private turnAt = performance.now();

  /**
   * Waits for a turn of the event loop if it had no turn for a while, else returns undefined. Await the result after each unit of
   * work.
   */
  yieldIfDue(): Promise<void> | undefined {
    if (performance.now() - this.turnAt < sliceMs) return undefined;
    return new Promise<void>((resolve) => nextTurn(resolve)).then(() => {
      this.turnAt = performance.now();
    });
  }
}
