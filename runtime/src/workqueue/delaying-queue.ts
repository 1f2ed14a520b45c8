import { systemClock } from '../util/index.js';
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
export function newDelayingQueue<T>(options: QueueOptions = {}): DelayingQueue<T> {
  return new DelayingWorkQueue<T>(options);
}

/** The delaying queue itself; the rate limiting queue is built on it. */
export class DelayingWorkQueue<T> extends WorkQueue<T> implements DelayingQueue<T> {
  private readonly onTheWay = new DelayHeap<T>();
  private readonly retries: CounterMetric | undefined;
  private cancelTimer: (() => void) | undefined;
  private timerAt = Infinity;

  constructor(options: QueueOptions) {
    super({ ...options, clock: options.clock ?? systemClock });
    if (options.name && options.metricsProvider) this.retries = options.metricsProvider.newRetriesMetric(options.name);
  }

  addAfter(item: T, delayMs: number): void {
    if (this.shuttingDown()) return;
    this.retries?.inc();
    if (!(delayMs > 0)) {
      this.add(item);
      return;
    }
    // What waits for ever needs no timer.
    if (delayMs === Infinity) return;
    this.onTheWay.push(item, this.clock.monotonic() + delayMs);
    this.setTimer();
  }

  protected override onClose(): void {
    super.onClose();
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.onTheWay.clear();
  }

  private setTimer(): void {
    const next = this.onTheWay.nextAt();
    if (next === undefined || next >= this.timerAt) return;
    this.cancelTimer?.();
    this.timerAt = next;
    this.cancelTimer = this.clock.schedule(Math.max(0, next - this.clock.monotonic()), () => {
      this.cancelTimer = undefined;
      this.timerAt = Infinity;
      this.addReady();
    });
  }

  private addReady(): void {
    const now = this.clock.monotonic();
    for (let next = this.onTheWay.nextAt(); next !== undefined && next <= now; next = this.onTheWay.nextAt()) {
      this.add(this.onTheWay.shift());
    }
    this.setTimer();
  }
}
