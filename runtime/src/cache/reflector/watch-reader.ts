import type { WatchEvent } from '../../meta/index.js';
import type { OpenCall, Reading } from './open-call.js';

/** An open watch that hands on one event at a time of the batches that arrive. */
export class WatchReader<T> {
  private readonly call: OpenCall<readonly WatchEvent<T>[]>;
  private batch: readonly WatchEvent<T>[] = [];
  private at = 0;

  constructor(call: OpenCall<readonly WatchEvent<T>[]>) {
    this.call = call;
  }

  /** Returns the next event of those that have arrived. */
  take(): WatchEvent<T> | undefined {
    return this.batch[this.at++];
  }

  /** Waits for more. `batch` says that `take` has events again. Never rejects. */
  async wait(deadline: number | undefined): Promise<Exclude<Reading<never>, { type: 'value' }> | { readonly type: 'batch' }> {
    const reading = await this.call.read(deadline);
    if (reading.type !== 'value') return reading;
    this.batch = reading.value;
    this.at = 0;
    return { type: 'batch' };
  }

  interrupt(): void {
    this.call.interrupt();
  }

  /** Gives up the rest of the watch. Resolves when the other side has let go; never rejects. */
  close(): Promise<void> {
    return this.call.close();
  }
}
