import type { Clock, LinkedSignal } from '../../util/index.js';
import type { WatchProgress } from './lister-watcher.js';

/** The outcome of reading on in a list or a watch. */
export type Reading<V> =
  | { readonly type: 'value'; readonly value: V }
  | WatchProgress
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: 'timeout' }
  | { readonly type: 'interrupted' };

/** A timer that fires so much later than it was due says more about this process than about the server. Unit: milliseconds. */
const lateMs = 1000;

/** A list or watch that is open. Its answer is read a part at a time, and reading can be given up at any moment. */
export class OpenCall<V> {
  private readonly link: LinkedSignal;
  private readonly clock: Clock;
  private readonly iterator: AsyncIterator<V>;
  /** Outcomes that came while nobody waited. */
  private readonly arrived: Reading<V>[] = [];
  private settle: ((reading: Reading<V>) => void) | undefined;
  private pulling = false;
  private interrupted = false;
  private ended = false;

  /** Throws whatever `open` throws. */
  constructor(
    link: LinkedSignal,
    clock: Clock,
    open: (signal: AbortSignal, onProgress: (progress: WatchProgress) => void) => AsyncIterable<V>,
  ) {
    this.link = link;
    this.clock = clock;
    try {
      this.iterator = open(link.signal, (progress) => this.arrive(progress))[Symbol.asyncIterator]();
    } catch (error) {
      link.unlink();
      throw error;
    }
  }

  /** Resolves with the next outcome, or with `timeout` at `deadline`, in the time of the clock's `monotonic`. Never rejects. */
  read(deadline?: number): Promise<Reading<V>> {
    return new Promise((resolve) => {
      const next: Reading<V> | undefined = this.interrupted ? { type: 'interrupted' } : this.arrived.shift();
      if (next !== undefined) {
        resolve(next);
        return;
      }
      let cancel = (): void => {};
      this.settle = (reading) => {
        this.settle = undefined;
        cancel();
        resolve(reading);
      };
      if (deadline !== undefined) {
        const arm = (due: number): void => {
          const now = this.clock.monotonic();
          cancel = this.clock.schedule(due - now, () => {
            const late = this.clock.monotonic() - Math.max(due, now);
            if (late < lateMs) this.settle?.({ type: 'timeout' });
            // The process was held up, and the answer may have arrived meanwhile.
            else arm(this.clock.monotonic() + lateMs);
          });
        };
        arm(deadline);
      }
      this.pull();
    });
  }

  /** Makes the reading that is under way, and all later ones, `interrupted`, whatever the other side does. */
  interrupt(): void {
    this.interrupted = true;
    this.settle?.({ type: 'interrupted' });
  }

  /** Gives up the rest of the answer. Resolves when the other side has let go; never rejects. */
  async close(): Promise<void> {
    this.interrupt();
    // An answer that has ended by itself is not aborted: its connection may be serving another call by now.
    if (this.ended) {
      this.link.unlink();
      return;
    }
    this.link.abort(new Error('the reflector no longer reads this answer'));
    try {
      await this.iterator.return?.();
    } catch {
      // It was given up. How it takes that is nobody's concern any more.
    }
  }

  private pull(): void {
    if (this.pulling || this.ended) return;
    this.pulling = true;
    this.iterator.next().then(
      (result) => {
        this.pulling = false;
        if (result.done) this.ended = true;
        this.arrive(result.done ? { type: 'ended' } : { type: 'value', value: result.value });
      },
      (error: unknown) => {
        this.ended = true;
        this.arrive({ type: 'failed', error });
      },
    );
  }

  private arrive(reading: Reading<V>): void {
    if (this.settle) this.settle(reading);
    else this.arrived.push(reading);
  }
}
