import { systemClock, type Clock } from '../util/index.js';
import { BaseQueue, type QueueItem } from './base-queue.js';
import { Entries, type Entry } from './entries.js';
import { newQueueMetrics, type MetricsProvider } from './metrics.js';
import { defaultQueue, type UnderlyingQueue } from './underlying-queue.js';

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
  /**
   * What `get` would give at once; undefined where it would have to wait. For a worker that has much to do and little to do it
   * with: it takes no turn of the event loop, so such a worker must give up its turn by itself.
   */
  tryGet(): QueueItem<T> | undefined;
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

/** What every queue can be given. */
export interface CommonQueueOptions {
  /** Names the queue in its metrics. Without a name there are none. */
  readonly name?: string | undefined;
  /** Default: no metrics. */
  readonly metricsProvider?: MetricsProvider | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

export interface QueueOptions<T> extends CommonQueueOptions {
  /** Keeps what waits, in its own order. It belongs to this queue alone. Default: `defaultQueue()`, the order of arrival. */
  readonly queue?: UnderlyingQueue<T> | undefined;
}

/** Makes an empty queue. */
export function newQueue<T>(options: QueueOptions<T> = {}): Queue<T> {
  return new WorkQueue<T>(options);
}

/** Bits of a state: one number serves for client-go's two sets. */
const dirty = 1;
const processing = 2;

interface WorkEntry<T> extends Entry<T> {
  state: number;
}

const ended: QueueItem<never> = { item: undefined, shutdown: true };

/** The queue itself; the delaying and the rate limiting queue are built on it. */
export class WorkQueue<T> extends BaseQueue<T, QueueItem<T>> implements Queue<T> {
  protected readonly ended: QueueItem<T> = ended;
  private readonly entries = new Entries<T, WorkEntry<T>>((item) => ({ item, state: 0, idle: false }));
  private readonly waiting: UnderlyingQueue<WorkEntry<T>>;

  constructor({ clock = systemClock, name, metricsProvider, queue }: QueueOptions<T>) {
    super(clock, newQueueMetrics<T>(metricsProvider, name, clock));
    this.waiting = queue ? new OfItems(queue, this.entries) : defaultQueue();
  }

  add(item: T): void {
    if (this.shuttingDown()) return;
    const entry = this.entries.use(item);
    if (entry.state & dirty) {
      if (entry.state === dirty) this.waiting.touch(entry);
      return;
    }
    this.metrics?.add(item);
    entry.state |= dirty;
    if (entry.state === dirty) this.enqueue(entry);
  }

  len(): number {
    return this.waiting.len();
  }

  done(item: T): void {
    this.metrics?.done(item);
    const entry = this.entries.get(item);
    if (!entry || !(entry.state & processing)) return;
    this.inWork--;
    entry.state &= ~processing;
    if (entry.state === dirty) {
      this.enqueue(entry);
    } else {
      this.entries.release(entry);
      this.settleDrain();
    }
  }

  protected ready(): number {
    return this.waiting.len();
  }

  protected take(): QueueItem<T> {
    const entry = this.waiting.pop();
    // One worker is done with it before it takes the next.
    this.entries.expect(entry);
    entry.state = processing;
    this.inWork++;
    this.metrics?.get(entry.item);
    return { item: entry.item, shutdown: false };
  }

  protected isEmpty(): boolean {
    return this.inWork === 0 && this.waiting.len() === 0;
  }

  private enqueue(entry: WorkEntry<T>): void {
    this.waiting.push(entry);
    this.handOutSoon();
  }
}

/** A user's order keeps items; the queue's entries are found by them. */
class OfItems<T> implements UnderlyingQueue<WorkEntry<T>> {
  private readonly items: UnderlyingQueue<T>;
  private readonly entries: Entries<T, WorkEntry<T>>;

  constructor(items: UnderlyingQueue<T>, entries: Entries<T, WorkEntry<T>>) {
    this.items = items;
    this.entries = entries;
  }

  touch({ item }: WorkEntry<T>): void {
    this.items.touch(item);
  }

  push({ item }: WorkEntry<T>): void {
    this.items.push(item);
  }

  len(): number {
    return this.items.len();
  }

  pop(): WorkEntry<T> {
    const item = this.items.pop();
    const entry = this.entries.get(item);
    if (entry?.state !== dirty)
      throw new Error(`pop() of the queue that was given in the options gave ${String(item)}, which does not wait in it`);
    return entry;
  }
}
