import { Alarm, DelayHeap, requireDelay } from './delay-heap.js';
import type { CounterMetric } from './metrics.js';
import { WorkQueue, type Queue, type QueueOptions } from './queue.js';

/** A queue to which items can be added later. */
export interface DelayingQueue<T> extends Queue<T> {
  /**
   * Adds an item after a delay, or at once if the delay is 0 or less. An item that is already delayed is added once, at the
   * earlier of the two times. Items that are still delayed when the queue shuts down are dropped.
   *
   * Unit of `delayMs`: milliseconds
   *
   * Throws a `TypeError` for a delay that is not a number. NaN counts as 0.
   */
  addAfter(item: T, delayMs: number): void;
}

/** Creates an empty delaying queue. It keeps one timer for the next delayed item, and none while no item is delayed. */
export function newDelayingQueue<T>(options: QueueOptions<T> = {}): DelayingQueue<T> {
  return new DelayingWorkQueue<T>(options);
}

/** The implementation of the delaying queue, on which the rate limiting queue is built. */
export class DelayingWorkQueue<T> extends WorkQueue<T> implements DelayingQueue<T> {
  private readonly onTheWay = new DelayHeap<T>();
  private readonly alarm: Alarm;
  private readonly retries: CounterMetric | undefined;

  constructor(options: QueueOptions<T>) {
    super(options);
    this.alarm = new Alarm(this.clock, () => this.addReady());
    if (options.name) this.retries = options.metricsProvider?.newRetriesMetric(options.name);
  }

  /** Adds an item after a delay. */
  readonly addAfter: (item: T, delayMs: number) => void = (item, delayMs) => {
    requireDelay(delayMs);
    if (this.closing) return;
    this.retries?.inc();
    if (!(delayMs > 0)) {
      this.add(item);
      return;
    }
    // An item with an infinite delay never comes, so it is not kept.
    if (delayMs === Infinity) return;
    this.onTheWay.push(item, this.clock.monotonic() + delayMs);
    this.alarm.set(this.onTheWay.nextAt());
  };

  protected override onClose(): void {
    super.onClose();
    this.onTheWay.clear();
    this.alarm.set(undefined);
  }

  private addReady(): void {
    const now = this.clock.monotonic();
    for (let next = this.onTheWay.nextAt(); next !== undefined && next <= now; next = this.onTheWay.nextAt()) {
      this.add(this.onTheWay.shift());
    }
    this.alarm.set(this.onTheWay.nextAt());
  }
}
