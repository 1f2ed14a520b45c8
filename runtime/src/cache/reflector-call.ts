import type { LinkedSignal } from '../util/index.js';

/** What reading on in a list or a watch gave. */
export type Reading<V> =
  | { readonly type: 'value'; readonly value: V }
  | { readonly type: 'end' }
  | { readonly type: 'error'; readonly error: unknown }
  | { readonly type: 'interrupted' };

/** A list or watch that is open: its answer is read a part at a time, and reading can be given up at any moment. */
export class OpenCall<V> {
  private readonly link: LinkedSignal;
  private readonly iterator: AsyncIterator<V>;
  private interruptReading: (() => void) | undefined;
  private interrupted = false;
  private ended = false;

  constructor(link: LinkedSignal, open: (signal: AbortSignal) => AsyncIterable<V>) {
    this.link = link;
    try {
      this.iterator = open(link.signal)[Symbol.asyncIterator]();
    } catch (error) {
      link.unlink();
      throw error;
    }
  }

  /** Never rejects. */
  read(): Promise<Reading<V>> {
    return new Promise((resolve) => {
      const interrupt = (): void => resolve({ type: 'interrupted' });
      if (this.interrupted) {
        interrupt();
        return;
      }
      this.interruptReading = interrupt;
      this.iterator.next().then(
        (result) => {
          if (result.done) this.ended = true;
          resolve(result.done ? { type: 'end' } : { type: 'value', value: result.value });
        },
        (error: unknown) => {
          this.ended = true;
          resolve({ type: 'error', error });
        },
      );
    });
  }

  /** Lets the reading that is under way, and all later ones, be `interrupted`, whatever the other side does. */
  interrupt(): void {
    this.interrupted = true;
    this.interruptReading?.();
  }

  /** Gives up what is left of the answer. Resolves when the other side has let go; never rejects. */
  async close(): Promise<void> {
    this.interrupt();
    // What has ended by itself is not aborted: its connection may be serving another call by now.
    if (this.ended) {
      this.link.unlink();
      return;
    }
    this.link.abort(new Error('the reflector no longer reads this answer'));
    try {
      await this.iterator.return?.();
    } catch {
      // It was given up; how it takes that is nobody's concern any more.
    }
  }
}
