import type { Clock, LinkedSignal } from '../../util/index.js';
import type { WatchProgress } from './lister-watcher.js';

/** The outcome of waiting for a response. */
export type ReadOutcome =
  /** Events have arrived, which `take` returns. */
  | { readonly type: 'arrived' }
  | WatchProgress
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: 'timeout' }
  | { readonly type: 'interrupted' };

/** A reader of the response to one list or watch. It returns one event at a time, and reading can be interrupted at any moment. */
export interface EventReader<E> {
  /** Returns the next event that has arrived, or undefined if all were taken or reading was interrupted. */
  take(): E | undefined;
  /** Resolves with the next outcome, or with `timeout` at `deadline`, in the time of the clock's `monotonic`. Never rejects. */
  wait(deadline: number | undefined): Promise<ReadOutcome>;
  /** Makes the current and all later waits resolve with `interrupted`, even if the source ignores it. */
  interrupt(): void;
  /** Stops reading, and cancels the timer. Resolves when the source has stopped. Never rejects. */
  close(): Promise<void>;
}

/**
 * If a timer fires this much later than it was due, this process was held up, which says nothing about the server.
 *
 * Unit: milliseconds
 */
const lateMs = 1000;

const arrived: ReadOutcome = { type: 'arrived' };
const interrupted: ReadOutcome = { type: 'interrupted' };
const timeout: ReadOutcome = { type: 'timeout' };

/** The reader of a response whose batches `toEvents` turns into events. */
export class ResponseReader<B, E> implements EventReader<E> {
  private readonly link: LinkedSignal;
  private readonly clock: Clock;
  private readonly toEvents: (batch: B) => readonly E[];
  private readonly iterator: AsyncIterator<B>;
  /** The events of one batch, and the position of the next one. */
  private events: readonly E[] = [];
  private position = 0;
  /** Outcomes that came while the driver did not wait, each with its events. */
  private readonly waiting: { readonly outcome: ReadOutcome; readonly events: readonly E[] }[] = [];
  private settle: ((outcome: ReadOutcome) => void) | undefined;
  private isPulling = false;
  private isInterrupted = false;
  private hasEnded = false;
  private deadline: number | undefined;
  /** The last deadline that was extended. */
  private extended: number | undefined;
  private timer: { readonly due: number; readonly cancel: () => void } | undefined;

  /** Sends the request. Throws every error that `open` throws. */
  constructor(
    link: LinkedSignal,
    clock: Clock,
    open: (signal: AbortSignal, onProgress: (progress: WatchProgress) => void) => AsyncIterable<B>,
    toEvents: (batch: B) => readonly E[],
  ) {
    this.link = link;
    this.clock = clock;
    this.toEvents = toEvents;
    try {
      this.iterator = open(link.signal, (progress) => this.arrive(progress))[Symbol.asyncIterator]();
    } catch (error) {
      link.unlink();
      throw error;
    }
    this.pull();
  }

  take(): E | undefined {
    return this.isInterrupted ? undefined : this.events[this.position++];
  }

  wait(deadline: number | undefined): Promise<ReadOutcome> {
    return new Promise((resolve) => {
      if (this.isInterrupted) {
        resolve(interrupted);
        return;
      }
      const next = this.waiting.shift();
      if (next !== undefined) {
        this.setEvents(next.events);
        resolve(next.outcome);
        return;
      }
      const due = this.dueOf(deadline);
      if (due === 'now') {
        resolve(timeout);
        return;
      }
      this.settle = resolve;
      this.deadline = due;
      if (due !== undefined) this.arm(due);
      this.pull();
    });
  }

  interrupt(): void {
    this.isInterrupted = true;
    this.finish(interrupted);
  }

  async close(): Promise<void> {
    this.interrupt();
    this.timer?.cancel();
    this.timer = undefined;
    // A response that has ended is not aborted, because its connection may already serve another request.
    if (this.hasEnded) {
      this.link.unlink();
      return;
    }
    this.link.abort(new Error('the reflector no longer reads this answer'));
    try {
      await this.iterator.return?.();
    } catch {
      // The response was given up, so its errors no longer matter.
    }
  }

  private pull(): void {
    if (this.isPulling || this.hasEnded) return;
    this.isPulling = true;
    try {
      this.iterator.next().then(this.onResult, this.onError);
    } catch (error) {
      this.onError(error);
    }
  }

  private readonly onResult = (result: IteratorResult<B, unknown>): void => {
    this.isPulling = false;
    if (!result.done) {
      this.arrive(arrived, this.toEvents(result.value));
      return;
    }
    this.hasEnded = true;
    this.arrive({ type: 'ended' });
  };

  private readonly onError = (error: unknown): void => {
    this.hasEnded = true;
    this.arrive({ type: 'failed', error });
  };

  private arrive(outcome: ReadOutcome, events: readonly E[] = []): void {
    if (this.settle === undefined) {
      this.waiting.push({ outcome, events });
      return;
    }
    this.setEvents(events);
    this.finish(outcome);
  }

  private setEvents(events: readonly E[]): void {
    this.events = events;
    this.position = 0;
  }

  private finish(outcome: ReadOutcome): void {
    const { settle } = this;
    this.settle = undefined;
    settle?.(outcome);
  }

  /**
   * Returns when to stop waiting. A deadline that passed while the driver was busy is extended once, because the response may have
   * arrived meanwhile. It is not extended again, because a busy watch always has something to read.
   */
  private dueOf(deadline: number | undefined): number | 'now' | undefined {
    if (deadline === undefined) return undefined;
    const now = this.clock.monotonic();
    if (now < deadline) return deadline;
    if (this.extended === deadline) return 'now';
    this.extended = deadline;
    return now + lateMs;
  }

  /** Keeps a timer that is due earlier: it finds the later deadline when it fires. A busy watch then needs no timer for each batch. */
  private arm(due: number): void {
    if (this.timer !== undefined && this.timer.due <= due) return;
    this.timer?.cancel();
    const now = this.clock.monotonic();
    this.timer = { due, cancel: this.clock.schedule(due - now, () => this.onTimer(Math.max(due, now))) };
  }

  private onTimer(due: number): void {
    this.timer = undefined;
    const { deadline } = this;
    if (this.settle === undefined || deadline === undefined) return;
    const now = this.clock.monotonic();
    if (now < deadline) this.arm(deadline);
    // The response may have arrived while this process was held up.
    else if (now - due >= lateMs) this.arm(now + lateMs);
    else this.finish(timeout);
  }
}
