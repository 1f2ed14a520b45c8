import { type Clock, systemClock } from '../util/index.js';
import { RingBuffer } from '../util/ring-buffer.js';
import { BaseQueue, type QueueItem } from './base-queue.js';
import { Entries, type Entry } from './entries.js';
import { type MetricsProvider, newQueueMetrics } from './metrics.js';

/**
 * The storage of waiting items, which determines their order: client-go's `Queue`. A single work queue calls it. Each item is in
 * it at most once.
 */
export interface UnderlyingQueue<T> {
  /** Called when an item that is present was added again. An order that depends on more than arrival can move it. */
  touch(item: T): void;
  /** Adds an item that is not present. */
  push(item: T): void;
  /** Returns the number of items. */
  len(): number;
  /** Removes and returns the next item. Called only if there is one. */
  pop(): T;
}

/** Creates a storage that keeps the order of arrival. */
export function defaultQueue<T>(): UnderlyingQueue<T> {
  return new Fifo<T>();
}

class Fifo<T> implements UnderlyingQueue<T> {
  private readonly items = new RingBuffer<T>();

  touch(): void {
    // An item that is added again keeps its place.
  }

  push(item: T): void {
    this.items.push(item);
  }

  len(): number {
    return this.items.length;
  }

  pop(): T {
    // The caller checked that there is an item, and undefined can be one.
    return this.items.shift() as T;
  }
}

/**
 * A queue for workers:
 * - fair: items are returned in the order in which they were added
 * - stingy: two workers never process an item at once, and an item that is added repeatedly before it is processed is processed
 *   once
 * - an item that is added while it is processed is processed again afterwards
 * - items are identified as by a `Map`, so use strings (`namespace/name`) or numbers instead of objects
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/util/workqueue
 *
 * @example
 * ```ts
 * import { newQueue } from 'kube-client-runtime/workqueue';
 *
 * const queue = newQueue<string>();
 * for (const key of ['default/a', 'default/b', 'default/a']) queue.add(key);
 * queue.len(); // => 2
 * const processed: string[] = [];
 * queue.shutDown();
 * for await (const key of queue) {
 *   processed.push(key);
 *   queue.done(key);
 * }
 * processed; // => ['default/a', 'default/b']
 * ```
 */
export interface Queue<T> extends AsyncIterable<T> {
  /** Adds an item. Ignored once the queue is shutting down. */
  add(item: T): void;
  /** Returns the number of waiting items, without those that are being processed. */
  len(): number;
  /**
   * Resolves with the oldest item as soon as there is one. The caller must call `done(item)` when it has processed the item,
   * successfully or not. Concurrent calls are served in order.
   *
   * Resolves with `shutdown: true` when the queue has shut down and no item waits.
   * Rejects with the signal's reason when it fires. No item is lost.
   */
  get(signal?: AbortSignal): Promise<QueueItem<T>>;
  /**
   * Returns the result of `get` if it is available at once, otherwise undefined. It does not yield to the event loop, so a worker
   * that uses it in a loop must do so itself.
   */
  tryGet(): QueueItem<T> | undefined;
  /** Marks an item as processed. An item that was added in the meantime waits again. */
  done(item: T): void;
  /** Stops accepting items. Waiting items are still returned; then every `get` returns `shutdown`. Ends `shutDownWithDrain`. */
  shutDown(): void;
  /**
   * Stops accepting items. Resolves when all waiting items have been processed, or when `shutDown` is called. Workers must
   * continue and call `done` for each item.
   */
  shutDownWithDrain(): Promise<void>;
  /** Whether the queue is shutting down. */
  shuttingDown(): boolean;
  /**
   * `for await (const item of queue)`: the items that `get` would give, until the queue is shut down. `done` is still the loop's
   * duty.
   */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined>;
}

/** Options of every queue. */
export interface CommonQueueOptions {
  /** The name of the queue in its metrics. A queue without a name has no metrics. */
  readonly name?: string | undefined;
  /**
   * The factory of the queue's metrics.
   *
   * Default: no metrics
   */
  readonly metricsProvider?: MetricsProvider | undefined;
  /**
   * The clock of delays and metrics.
   *
   * Default: `systemClock`
   */
  readonly clock?: Clock | undefined;
}

/** Options of a queue. */
export interface QueueOptions<T> extends CommonQueueOptions {
  /**
   * The storage of waiting items, which determines their order. It must not be shared.
   *
   * Default: `defaultQueue()`, the order of arrival
   */
  readonly queue?: UnderlyingQueue<T> | undefined;
}

/** Creates an empty queue. */
export function newQueue<T>(options: QueueOptions<T> = {}): Queue<T> {
  return new WorkQueue<T>(options);
}

/** The bits of an entry's state. One number represents the two sets of client-go. */
const dirty = 1;
const processing = 2;

interface WorkEntry<T> extends Entry<T> {
  state: number;
}

const ended: QueueItem<never> = { item: undefined, shutdown: true };

/** The implementation of the queue, on which the delaying and the rate limiting queue are built. */
export class WorkQueue<T> extends BaseQueue<T, QueueItem<T>> implements Queue<T> {
  protected readonly ended: QueueItem<T> = ended;
  private readonly entries = new Entries<T, WorkEntry<T>>((item) => ({ item, state: 0, idle: false }));
  private readonly waiting: UnderlyingQueue<WorkEntry<T>>;

  constructor({ clock = systemClock, name, metricsProvider, queue }: QueueOptions<T>) {
    super(clock, newQueueMetrics<T>(metricsProvider, name, clock));
    this.waiting = queue ? new OfItems(queue, this.entries) : defaultQueue();
  }

  /** Adds an item. */
  readonly add: (item: T) => void = (item) => {
    if (this.closing) return;
    const entry = this.entries.use(item);
    if (entry.state & dirty) {
      if (entry.state === dirty) this.waiting.touch(entry);
      return;
    }
    this.metrics?.add(item);
    entry.state |= dirty;
    if (entry.state === dirty) this.enqueue(entry);
  };

  /** Returns the number of waiting items. */
  readonly len: () => number = () => {
    return this.waiting.len();
  };

  /** Marks an item as processed. */
  readonly done: (item: T) => void = (item) => {
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
  };

  protected ready(): number {
    return this.waiting.len();
  }

  protected take(): QueueItem<T> {
    const entry = this.waiting.pop();
    // A worker finishes an item before it takes the next.
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
