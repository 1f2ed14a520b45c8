import { onAbort, type Clock } from '../util/index.js';
import type { QueueMetrics } from './metrics.js';

/** The result of `get`: an item to work on, or `shutdown: true` if there will be no more items. */
export type QueueItem<T> = { readonly item: T; readonly shutdown: false } | { readonly item: undefined; readonly shutdown: true };

interface Waiter<Got> {
  readonly resolve: (got: Got | Promise<never>) => void;
  readonly reject: (error: unknown) => void;
  unlink: (() => void) | undefined;
}

/**
 * The common part of the plain and the priority queue: workers that request items and wait for them, and the shutdown.
 *
 * Public methods are arrow functions, so that they can be passed as values (`signal.addEventListener('abort', queue.shutDown)`).
 * `bindMethods` serves the same purpose, but calls of bound functions make each item a third slower.
 */
export abstract class BaseQueue<T, Got extends QueueItem<T>> {
  /** The result of `get` after the end of the queue. */
  protected abstract readonly ended: Got;
  protected readonly clock: Clock;
  protected readonly metrics: QueueMetrics<T> | undefined;
  /** The number of items that are being processed. */
  protected inWork = 0;
  private readonly waiters = new Set<Waiter<Got>>();
  protected closing = false;
  private drained: (() => void)[] = [];
  private handOutIsDue = false;

  constructor(clock: Clock, metrics: QueueMetrics<T> | undefined) {
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Resolves with the next item, or with the end of the queue. */
  readonly get: (signal?: AbortSignal) => Promise<Got> = (signal) => {
    if (signal?.aborted) return rejected(signal);
    const got = this.tryGet();
    if (got) return Promise.resolve(got);
    return new Promise<Got>((resolve, reject) => {
      const waiter: Waiter<Got> = { resolve, reject, unlink: undefined };
      this.waiters.add(waiter);
      if (!signal) return;
      waiter.unlink = onAbort(signal, () => {
        this.waiters.delete(waiter);
        resolve(rejected(signal));
      });
    });
  };

  /** Returns the result of `get` if it is available at once, otherwise undefined. */
  readonly tryGet: () => Got | undefined = () => {
    const ready = this.ready();
    // Workers that wait already are served first.
    if (ready > this.waiters.size) return this.take();
    return this.closing && ready === 0 ? this.ended : undefined;
  };

  /** Stops accepting items, and ends `shutDownWithDrain`. */
  readonly shutDown: () => void = () => {
    this.discard();
    this.close();
    this.finishDrain();
  };

  /** Stops accepting items. Resolves when all waiting items have been processed. */
  readonly shutDownWithDrain: () => Promise<void> = () => {
    this.close();
    return new Promise((resolve) => {
      this.drained.push(resolve);
      this.settleDrain();
    });
  };

  /** Whether the queue is shutting down. */
  readonly shuttingDown: () => boolean = () => this.closing;

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: () => {
        const got = this.tryGet();
        return got ? Promise.resolve(asResult<T>(got)) : this.get().then(asResult<T>);
      },
    };
  }

  /** Returns the number of items that are ready now. */
  protected abstract ready(): number;

  /** Removes and returns the next item. Called only if there is one. */
  protected abstract take(): Got;

  /** Whether no item waits and no item is being processed. */
  protected abstract isEmpty(): boolean;

  /** Called by `shutDown` before the queue stops accepting items. */
  protected discard(): void {}

  /** Called once, when the queue stops accepting items. */
  protected onClose(): void {
    this.metrics?.stop();
  }

  /**
   * Called when further items may be ready. Waiting workers get them one microtask later. An item that is added twice in one turn
   * is then still one item, as in Go, where the worker must wake up first.
   */
  protected handOutSoon(): void {
    if (this.handOutIsDue || this.waiters.size === 0) return;
    this.handOutIsDue = true;
    queueMicrotask(() => {
      this.handOutIsDue = false;
      this.handOut();
    });
  }

  /** Called when the last item may have been processed. */
  protected settleDrain(): void {
    if (this.closing && this.isEmpty()) this.finishDrain();
  }

  private close(): void {
    if (this.closing) return;
    this.closing = true;
    this.onClose();
    this.handOut();
  }

  private handOut(): void {
    for (const waiter of this.waiters) {
      const ready = this.ready();
      if (ready === 0 && !this.closing) return;
      this.waiters.delete(waiter);
      waiter.unlink?.();
      try {
        waiter.resolve(ready > 0 ? this.take() : this.ended);
      } catch (error) {
        // The underlying queue and the metrics may be the user's.
        waiter.reject(error);
      }
    }
  }

  private finishDrain(): void {
    const resolvers = this.drained;
    this.drained = [];
    for (const resolve of resolvers) resolve();
  }
}

function asResult<T>(got: QueueItem<T>): IteratorResult<T, undefined> {
  return got.shutdown ? { done: true, value: undefined } : { done: false, value: got.item };
}

/** Rejects with the reason of the signal, which can be any value. */
function rejected(signal: AbortSignal): Promise<never> {
  return new Promise(() => signal.throwIfAborted());
}
