import { systemClock } from '../util/index.js';
import { BaseQueue } from './base-queue.js';
import { Alarm, requireDelay } from './delay-heap.js';
import { Entries, type Entry } from './entries.js';
import { Heap, type HeapEntry } from './heap.js';
import { newQueueMetrics, type CounterMetric } from './metrics.js';
import type { CommonQueueOptions } from './queue.js';
import { newItemExponentialFailureRateLimiter, type RateLimiter } from './rate-limiters.js';
import type { RateLimitingQueue } from './rate-limiting-queue.js';
import { ReadyItems } from './ready-items.js';

/** Options of `addWithOpts`. */
export interface AddOpts {
  /**
   * The delay until the items are ready.
   *
   * Unit: milliseconds.
   * Default: 0, which adds them at once
   */
  readonly afterMs?: number | undefined;
  /**
   * Whether the rate limiter determines the delay of each item. A positive `afterMs` that is shorter takes precedence.
   *
   * Default: false
   */
  readonly rateLimited?: boolean | undefined;
  /**
   * The priority. Items with a higher priority are returned first.
   *
   * Default: 0
   */
  readonly priority?: number | undefined;
}

/** The result of `get`: an item and its priority, or the end of the queue. */
export type PriorityQueueItem<T> =
  | { readonly item: T; readonly priority: number; readonly shutdown: false }
  | { readonly item: undefined; readonly priority: undefined; readonly shutdown: true };

/**
 * A queue that hands out items of the highest priority first, and items of equal priority in the order in which they became
 * ready.
 *
 * - An item is in the queue once. Repeated adds keep its highest priority and its earliest time. A raised priority puts it behind
 *   the items that already have that priority.
 * - An item that is added while it is processed waits from then on. It keeps its place until its `done`.
 * - An item loses its priority when it is returned. The next `add` must state it again.
 *
 * Source: https://pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue
 *
 * @example
 * ```ts
 * import { newPriorityQueue } from 'kube-client-runtime/workqueue';
 *
 * const queue = newPriorityQueue<string>();
 * queue.addWithOpts({ priority: -100 }, 'default/resynced');
 * queue.add('default/changed');
 * (await queue.get()).item; // => 'default/changed'
 * queue.done('default/changed');
 * queue.shutDown();
 * ```
 */
export interface PriorityQueue<T> extends RateLimitingQueue<T> {
  /**
   * Adds items.
   *
   * Throws a RangeError, and adds nothing, if the priority is not a number.
   */
  addWithOpts(options: AddOpts, ...items: readonly T[]): void;
  /** Returns the number of ready items. Includes items that were added again while being processed; excludes delayed items. */
  len(): number;
  /** Resolves with the next item and its priority, as `Queue.get` does. */
  get(signal?: AbortSignal): Promise<PriorityQueueItem<T>>;
  /** Returns the result of `get` if it is available at once, otherwise undefined. */
  tryGet(): PriorityQueueItem<T> | undefined;
  /** Stops accepting and handing out items, including those that wait. Ends `shutDownWithDrain`. */
  shutDown(): void;
}

/** Options of a priority queue. */
export interface PriorityQueueOptions<T> extends CommonQueueOptions {
  /**
   * The rate limiter of `addRateLimited`.
   *
   * Default: an exponential delay per item from 5 ms to 1000 s
   */
  readonly rateLimiter?: RateLimiter<T> | undefined;
  /**
   * Reserves one in this many items for priorities below the highest, if such an item waits: the one that has waited longest. Without it,
   * endless items of a high priority starve the others.
   *
   * Value: an integer above 1, or `Infinity` for no limit, as in controller-runtime
   *
   * Default: Infinity
   */
  readonly lowPriorityEvery?: number | undefined;
}

/**
 * Creates an empty priority queue. It keeps one timer for the next delayed item, and none while no item is delayed.
 *
 * Throws a RangeError if `lowPriorityEvery` is not an integer above 1, or Infinity.
 */
export function newPriorityQueue<T>(options: PriorityQueueOptions<T> = {}): PriorityQueue<T> {
  return new PriorityWorkQueue<T>(options);
}

/** The state of an item. `held` is ready, but still being processed from before. */
type ItemState = 'absent' | 'delayed' | 'ready' | 'held';

interface PriorityEntry<T> extends Entry<T>, HeapEntry {
  state: ItemState;
  isProcessing: boolean;
  priority: number;
  /** Orders items of the same priority. */
  order: number;
  /** The time at which a delayed item becomes ready. */
  readyAt: number;
}

const ended: PriorityQueueItem<never> = { item: undefined, priority: undefined, shutdown: true };

class PriorityWorkQueue<T> extends BaseQueue<T, PriorityQueueItem<T>> implements PriorityQueue<T> {
  protected readonly ended: PriorityQueueItem<T> = ended;
  private readonly entries = new Entries<T, PriorityEntry<T>>(newEntry);
  private readonly readyEntries: ReadyItems<PriorityEntry<T>>;
  private readonly delayed = new Heap<PriorityEntry<T>>(isReadyBefore);
  private readonly rateLimiter: RateLimiter<T>;
  private readonly retries: CounterMetric | undefined;
  private readonly alarm: Alarm;
  private held = 0;
  private added = 0;
  private handsOut = true;

  constructor({ clock = systemClock, name, metricsProvider, rateLimiter, lowPriorityEvery = Infinity }: PriorityQueueOptions<T>) {
    super(clock, newQueueMetrics<T>(metricsProvider, name, clock, true));
    this.readyEntries = new ReadyItems(lowPriorityEvery);
    this.rateLimiter = rateLimiter ?? newItemExponentialFailureRateLimiter(5, 1_000_000);
    if (name) this.retries = metricsProvider?.newRetriesMetric(name);
    this.alarm = new Alarm(clock, () => this.moveReady());
  }

  readonly add: (item: T) => void = (item) => {
    this.addOne(item, 0, 0);
  };

  readonly addAfter: (item: T, delayMs: number) => void = (item, delayMs) => {
    this.addOne(item, delayMs, 0);
  };

  readonly addRateLimited: (item: T) => void = (item) => {
    if (!this.closing) this.addOne(item, this.rateLimiter.when(item), 0);
  };

  readonly addWithOpts: (options: AddOpts, ...items: readonly T[]) => void = (
    { afterMs = 0, rateLimited = false, priority = 0 },
    ...items
  ) => {
    if (Number.isNaN(priority)) throw new RangeError('the priority of an item must be a number, not NaN');
    if (this.closing) return;
    for (const item of items) {
      const limitMs = rateLimited ? this.rateLimiter.when(item) : afterMs;
      this.addOne(item, afterMs === 0 ? limitMs : Math.min(afterMs, limitMs), priority);
    }
  };

  readonly forget: (item: T) => void = (item) => {
    this.rateLimiter.forget(item);
  };

  readonly numRequeues: (item: T) => number = (item) => {
    return this.rateLimiter.numRequeues(item);
  };

  readonly len: () => number = () => {
    return this.readyEntries.length + this.held;
  };

  readonly done: (item: T) => void = (item) => {
    this.metrics?.done(item);
    const entry = this.entries.get(item);
    if (!entry?.isProcessing) return;
    entry.isProcessing = false;
    this.inWork--;
    if (entry.state === 'held') {
      this.held--;
      this.makeReady(entry);
    } else if (entry.state === 'absent') {
      this.entries.release(entry);
    }
    this.settleDrain();
  };

  protected override discard(): void {
    this.handsOut = false;
  }

  protected ready(): number {
    return this.handsOut ? this.readyEntries.length : 0;
  }

  protected take(): PriorityQueueItem<T> {
    const entry = this.readyEntries.shift();
    if (!entry) throw new RangeError('no item is ready');
    const { item, priority } = entry;
    this.entries.expect(entry);
    entry.state = 'absent';
    entry.isProcessing = true;
    this.inWork++;
    this.metrics?.get(item, priority);
    return { item, priority, shutdown: false };
  }

  protected isEmpty(): boolean {
    return this.inWork === 0 && this.readyEntries.length === 0;
  }

  protected override onClose(): void {
    super.onClose();
    this.delayed.clear();
    this.alarm.set(undefined);
  }

  private addOne(item: T, delayMs: number, priority: number): void {
    requireDelay(delayMs);
    if (this.closing) return;
    const isDelayed = delayMs > 0;
    if (isDelayed) this.retries?.inc();
    const entry = this.entries.use(item);
    const isNew = entry.state === 'absent';
    if (isNew || priority > entry.priority) this.setPriority(entry, priority);
    if (entry.state === 'ready' || entry.state === 'held') return;
    if (isDelayed) {
      const readyAt = this.clock.monotonic() + delayMs;
      this.delay(entry, isNew ? readyAt : Math.min(readyAt, entry.readyAt));
    } else {
      if (!isNew) this.delayed.remove(entry);
      this.metrics?.add(item, entry.priority);
      this.makeReady(entry);
    }
    this.alarm.set(this.delayed.peek()?.readyAt);
  }

  /** Gives the entry a priority, and its place behind all that have it. */
  private setPriority(entry: PriorityEntry<T>, priority: number): void {
    const before = entry.priority;
    if (entry.state === 'ready') this.readyEntries.remove(entry);
    entry.priority = priority;
    entry.order = this.added++;
    if (entry.state === 'ready') this.readyEntries.push(entry);
    if (entry.state === 'ready' || entry.state === 'held') this.metrics?.move(before, priority);
  }

  /** Puts the entry among those on their way, or to its new place there. */
  private delay(entry: PriorityEntry<T>, readyAt: number): void {
    entry.readyAt = readyAt;
    if (entry.state === 'delayed') {
      this.delayed.fix(entry);
    } else {
      entry.state = 'delayed';
      this.delayed.push(entry);
    }
  }

  private makeReady(entry: PriorityEntry<T>): void {
    if (entry.isProcessing) {
      entry.state = 'held';
      this.held++;
      return;
    }
    entry.state = 'ready';
    this.readyEntries.push(entry);
    this.handOutSoon();
  }

  private moveReady(): void {
    const now = this.clock.monotonic();
    for (let next = this.delayed.peek(); next && next.readyAt <= now; next = this.delayed.peek()) {
      this.delayed.remove(next);
      next.order = this.added++;
      this.metrics?.add(next.item, next.priority);
      this.makeReady(next);
    }
    this.alarm.set(this.delayed.peek()?.readyAt);
  }
}

function newEntry<T>(item: T): PriorityEntry<T> {
  return { item, idle: false, index: 0, state: 'absent', isProcessing: false, priority: 0, order: 0, readyAt: 0 };
}

function comesBefore(a: PriorityEntry<unknown>, b: PriorityEntry<unknown>): boolean {
  return a.priority > b.priority || (a.priority === b.priority && a.order < b.order);
}

function isReadyBefore(a: PriorityEntry<unknown>, b: PriorityEntry<unknown>): boolean {
  return a.readyAt < b.readyAt || (a.readyAt === b.readyAt && comesBefore(a, b));
}
