import { RingBuffer } from '../util/ring-buffer.js';
import { onAbort, systemClock, type Clock } from '../util/index.js';
import { QueueMetrics, type MetricsProvider } from './metrics.js';

/** What `get` gives: an item to work on, or the word that there is none and there will be none. */
export type QueueItem<T> = { readonly item: T; readonly shutdown: false } | { readonly item: undefined; readonly shutdown: true };

/**
 * A queue for workers:
 * - fair: items are handed out in the order in which they were added;
 * - stingy: an item is not worked on by two workers at once, and an item that is added many times before it is worked on is
 *   worked on once;
 * - an item that is added while it is worked on is worked on again afterwards;
 * - items are the same when they are the same to a `Map`, so use strings (`namespace/name`) or numbers, not objects.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/util/workqueue
 */
export interface Queue<T> extends AsyncIterable<T> {
  /** Marks the item as one to work on. Ignored once the queue is shutting down. */
  add(item: T): void;
  /** How many items wait, without those that are being worked on. */
  len(): number;
  /**
   * Resolves with the oldest item as soon as there is one. `done(item)` must follow when the work has ended, well or not.
   * Resolves with `shutdown: true` when the queue was shut down and nothing waits any more: the worker then ends.
   * Rejects with the signal's reason when that fires first; no item is lost by it. Calls that wait are served in their order.
   */
  get(signal?: AbortSignal): Promise<QueueItem<T>>;
  /** Says that the work on the item has ended. An item that was added in the meantime waits again from now on. */
  done(item: T): void;
  /**
   * Takes no more items. What waits is still handed out; then every `get` says `shutdown`. Ends the waiting of
   * `shutDownWithDrain`.
   */
  shutDown(): void;
  /**
   * As `shutDown`; resolves when everything that waits has been handed out and is done, or when `shutDown` is called.
   * Workers must go on meanwhile, and call `done` for each item, or it never resolves.
   */
  shutDownWithDrain(): Promise<void>;
  shuttingDown(): boolean;
  /**
   * `for await (const item of queue)`: the items that `get` would give, until the queue is shut down. `done` is still the loop's
   * duty.
   */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined>;
}

export interface QueueOptions {
  /** Names the queue in its metrics. Without a name there are none. */
  readonly name?: string | undefined;
  /** Default: no metrics. */
  readonly metricsProvider?: MetricsProvider | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** Makes an empty queue. */
export function newQueue<T>(options: QueueOptions = {}): Queue<T> {
  return new WorkQueue<T>(options);
}

/** An item is in the map as long as it waits or is worked on; one map serves for client-go's two sets. */
const dirty = 1;
const processing = 2;
const dirtyAndProcessing = 3;

interface Waiter<T> {
  readonly resolve: (got: QueueItem<T>) => void;
  unlink: (() => void) | undefined;
}

const ended: QueueItem<never> = { item: undefined, shutdown: true };

/** The queue itself; the delaying and the rate limiting queue are built on it. */
export class WorkQueue<T> implements Queue<T> {
  protected readonly clock: Clock;
  private readonly states = new Map<T, typeof dirty | typeof processing | typeof dirtyAndProcessing>();
  private readonly waiting = new RingBuffer<T>();
  private readonly waiters = new Set<Waiter<T>>();
  private readonly metrics: QueueMetrics<T> | undefined;
  private inWork = 0;
  private closing = false;
  private drained: (() => void)[] = [];
  private handOutIsDue = false;

  constructor(options: QueueOptions) {
    this.clock = options.clock ?? systemClock;
    if (options.name && options.metricsProvider) {
      this.metrics = new QueueMetrics<T>(options.metricsProvider, options.name, this.clock);
    }
  }

  add(item: T): void {
    if (this.closing) return;
    const state = this.states.get(item);
    if (state === dirty || state === dirtyAndProcessing) return;
    this.metrics?.add(item);
    if (state === processing) {
      this.states.set(item, dirtyAndProcessing);
      return;
    }
    this.states.set(item, dirty);
    this.waiting.push(item);
    if (this.waiters.size > 0) this.handOutSoon();
  }

  len(): number {
    return this.waiting.length;
  }

  get(signal?: AbortSignal): Promise<QueueItem<T>> {
    if (signal?.aborted) return Promise.reject(asError(signal.reason));
    // Whoever waits already is served first.
    if (this.waiting.length > this.waiters.size) return Promise.resolve(this.take());
    if (this.closing && this.waiting.length === 0) return Promise.resolve(ended);
    return new Promise<QueueItem<T>>((resolve, reject) => {
      const waiter: Waiter<T> = { resolve, unlink: undefined };
      this.waiters.add(waiter);
      if (!signal) return;
      waiter.unlink = onAbort(signal, () => {
        this.waiters.delete(waiter);
        reject(asError(signal.reason));
      });
    });
  }

  done(item: T): void {
    this.metrics?.done(item);
    const state = this.states.get(item);
    if (state === dirtyAndProcessing) {
      this.inWork--;
      this.states.set(item, dirty);
      this.waiting.push(item);
      if (this.waiters.size > 0) this.handOutSoon();
    } else if (state === processing) {
      this.inWork--;
      this.states.delete(item);
      if (this.closing) this.settleDrain();
    }
  }

  shutDown(): void {
    this.close();
    this.finishDrain();
  }

  shutDownWithDrain(): Promise<void> {
    this.close();
    return new Promise((resolve) => {
      this.drained.push(resolve);
      this.settleDrain();
    });
  }

  shuttingDown(): boolean {
    return this.closing;
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: async (): Promise<IteratorResult<T, undefined>> => {
        const got = await this.get();
        return got.shutdown ? { done: true, value: undefined } : { done: false, value: got.item };
      },
    };
  }

  /** Called once, when the queue stops taking items. */
  protected onClose(): void {
    this.metrics?.stop();
  }

  private close(): void {
    if (this.closing) return;
    this.closing = true;
    this.onClose();
    this.handOut();
  }

  private take(): QueueItem<T> {
    // The caller has seen that there is one; undefined may be an item.
    const item = this.waiting.shift() as T;
    this.states.set(item, processing);
    this.inWork++;
    this.metrics?.get(item);
    return { item, shutdown: false };
  }

  /**
   * Items go to those who wait for them a microtask later, not within `add`: an item that is added twice in one go is then
   * still one item, as it is in Go, where the worker has to wake up first.
   */
  private handOutSoon(): void {
    if (this.handOutIsDue) return;
    this.handOutIsDue = true;
    queueMicrotask(() => {
      this.handOutIsDue = false;
      this.handOut();
    });
  }

  private handOut(): void {
    for (const waiter of this.waiters) {
      if (this.waiting.length === 0 && !this.closing) return;
      this.waiters.delete(waiter);
      waiter.unlink?.();
      waiter.resolve(this.waiting.length > 0 ? this.take() : ended);
    }
  }

  private settleDrain(): void {
    if (this.inWork === 0 && this.waiting.length === 0) this.finishDrain();
  }

  private finishDrain(): void {
    const resolvers = this.drained;
    this.drained = [];
    for (const resolve of resolvers) resolve();
  }
}

/** What a signal was aborted with, which may be anything. */
function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
