import { Alarm } from './alarm.js';
import { DelayHeap } from './delay-heap.js';
import type { CounterMetric } from './metrics.js';
import { WorkQueue, type Queue, type QueueOptions } from './queue.js';

/** A queue to which items can be added later. */
export interface DelayingQueue<T> extends Queue<T> {
  /**
   * Adds the item after `delayMs` milliseconds; at once when that is 0 or less. An item that is already on its way comes at the
   * earlier of the two times, once. What is still on its way when the queue is shut down never comes.
   */
  addAfter(item: T, delayMs: number): void;
}

/** Makes an empty delaying queue. It keeps one timer, for the item that comes next, and none while nothing is on its way. */
export function newDelayingQueue<T>(options: QueueOptions<T> = {}): DelayingQueue<T> {
  return new DelayingWorkQueue<T>(options);
}

/** The delaying queue itself; the rate limiting queue is built on it. */
export class DelayingWorkQueue<T> extends WorkQueue<T> implements DelayingQueue<T> {
  private readonly onTheWay = new DelayHeap<T>();
  private readonly alarm: Alarm;
  private readonly retries: CounterMetric | undefined;

  constructor(options: QueueOptions<T>) {
    super(options);
    this.alarm = new Alarm(this.clock, () => this.addReady());
    if (options.name) this.retries = options.metricsProvider?.newRetriesMetric(options.name);
  }

  addAfter(item: T, delayMs: number): void {
    if (this.shuttingDown()) return;
    this.retries?.inc();
    if (!(delayMs > 0)) {
      this.add(item);
      return;
    }
    // What waits for ever need not be kept.
    if (delayMs === Infinity) return;
    this.onTheWay.push(item, this.clock.monotonic() + delayMs);
    this.alarm.set(this.onTheWay.nextAt());
  }

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
