import { nextTurn } from './next-turn.js';
import { RingBuffer } from './ring-buffer.js';

/** Work that can be done a piece at a time. */
export interface SlicedTask {
  /**
   * Works until there is nothing left or `performance.now()` reaches the deadline. Returns whether something is left. Never
   * throws.
   */
  runSlice(deadline: number): boolean;
}

/** How long all tasks together hold the event loop in one turn, in milliseconds. */
const sliceMs = 10;

/**
 * Shares the event loop among tasks: they take turns for a slice of time, and then timers and sockets have theirs. One queue
 * serves the whole process: a hundred informers that work at once must not take a hundred slices.
 */
export class RunQueue {
  private readonly tasks = new RingBuffer<SlicedTask>();
  private scheduled = false;

  /** Runs the task from the next turn of the event loop on, until it has nothing left. */
  add(task: SlicedTask): void {
    this.tasks.push(task);
    if (this.scheduled) return;
    this.scheduled = true;
    nextTurn(this.turn);
  }

  private readonly turn = (): void => {
    const deadline = performance.now() + sliceMs;
    // Those that are added meanwhile have their turn next time, so that a task that adds itself gives the loop back.
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
 * Gives the event loop its turn in a loop of promises that may never wait for anything outside: a server in the same process
 * answers at once, and timers and sockets would never be heard.
 */
export class Pacer {
  private turnAt = performance.now();

  /**
   * To be awaited after each piece of work. Waits for a turn of the event loop when it had none for a while, else for nothing.
   */
  pause(): Promise<void> | undefined {
    if (performance.now() - this.turnAt < sliceMs) return undefined;
    return new Promise<void>((resolve) => nextTurn(resolve)).then(() => {
      this.turnAt = performance.now();
    });
  }
}
