import type { Clock } from '../util/index.js';

/** A number that goes up and down. */
export interface GaugeMetric {
  inc(): void;
  dec(): void;
}

/** A number for each priority that goes up and down. */
export interface DepthMetricWithPriority {
  inc(priority: number): void;
  dec(priority: number): void;
}

/** A number that is set. */
export interface SettableGaugeMetric {
  set(value: number): void;
}

/** A number that only goes up. */
export interface CounterMetric {
  inc(): void;
}

/** Counts single observations. */
export interface HistogramMetric {
  observe(value: number): void;
}

/**
 * Makes the metrics of a queue, once when the queue is made; `name` is the queue's. All times are in seconds.
 * The names are client-go's, so that dashboards made for Go controllers fit: `workqueue_depth`, `workqueue_adds_total`,
 * `workqueue_queue_duration_seconds`, `workqueue_work_duration_seconds`, `workqueue_unfinished_work_seconds`,
 * `workqueue_longest_running_processor_seconds`, `workqueue_retries_total`.
 */
export interface MetricsProvider {
  /** How many items wait. */
  newDepthMetric(name: string): GaugeMetric;
  /** What a priority queue asks for in place of `newDepthMetric`. Without it, that has the depth of all priorities together. */
  newDepthMetricWithPriority?(name: string): DepthMetricWithPriority;
  /** How many adds made an item wait; an add of an item that waits already is none. */
  newAddsMetric(name: string): CounterMetric;
  /** How long an item waits until a worker gets it. */
  newLatencyMetric(name: string): HistogramMetric;
  /** How long a worker has an item until it is done. */
  newWorkDurationMetric(name: string): HistogramMetric;
  /**
   * The sum of the times for which items are being worked on now; set twice a second. A value that only grows is a stuck worker.
   */
  newUnfinishedWorkSecondsMetric(name: string): SettableGaugeMetric;
  /** The longest time for which an item is being worked on now; set twice a second. */
  newLongestRunningProcessorSecondsMetric(name: string): SettableGaugeMetric;
  /** How many items were added with a delay, which is what retries are. */
  newRetriesMetric(name: string): CounterMetric;
}

/** How often the two metrics of unfinished work are set, in milliseconds. */
const updatePeriodMs = 500;

/** The metrics of a queue; none where it has no name, or nobody takes them. */
export function newQueueMetrics<T>(
  provider: MetricsProvider | undefined,
  name: string | undefined,
  clock: Clock,
  byPriority = false,
): QueueMetrics<T> | undefined {
  if (!provider || !name) return undefined;
  const depth = (byPriority && provider.newDepthMetricWithPriority?.(name)) || provider.newDepthMetric(name);
  return new QueueMetrics<T>(provider, name, clock, depth);
}

/** What a queue tells of one item's way through it. */
export class QueueMetrics<T> {
  private readonly addTimes = new Map<T, number>();
  private readonly startTimes = new Map<T, number>();
  private readonly depth: DepthMetricWithPriority;
  private readonly adds: CounterMetric;
  private readonly latency: HistogramMetric;
  private readonly workDuration: HistogramMetric;
  private readonly unfinished: SettableGaugeMetric;
  private readonly longest: SettableGaugeMetric;
  private readonly clock: Clock;
  private cancelUpdate: (() => void) | undefined;
  private stopped = false;

  constructor(provider: MetricsProvider, name: string, clock: Clock, depth: DepthMetricWithPriority) {
    this.clock = clock;
    this.depth = depth;
    this.adds = provider.newAddsMetric(name);
    this.latency = provider.newLatencyMetric(name);
    this.workDuration = provider.newWorkDurationMetric(name);
    this.unfinished = provider.newUnfinishedWorkSecondsMetric(name);
    this.longest = provider.newLongestRunningProcessorSecondsMetric(name);
  }

  add(item: T, priority = 0): void {
    this.adds.inc();
    this.depth.inc(priority);
    if (!this.addTimes.has(item)) this.addTimes.set(item, this.clock.monotonic());
  }

  get(item: T, priority = 0): void {
    this.depth.dec(priority);
    const now = this.clock.monotonic();
    this.startTimes.set(item, now);
    const added = this.addTimes.get(item);
    if (added !== undefined) {
      this.latency.observe((now - added) / 1000);
      this.addTimes.delete(item);
    }
    this.scheduleUpdate();
  }

  /** An item that waits has another priority. */
  move(from: number, to: number): void {
    this.depth.dec(from);
    this.depth.inc(to);
  }

  done(item: T): void {
    const started = this.startTimes.get(item);
    if (started === undefined) return;
    this.workDuration.observe((this.clock.monotonic() - started) / 1000);
    this.startTimes.delete(item);
  }

  /** Sets nothing any more. */
  stop(): void {
    this.stopped = true;
    this.cancelUpdate?.();
    this.cancelUpdate = undefined;
  }

  /** The timer runs only while something is being worked on: a queue that idles keeps no process alive. */
  private scheduleUpdate(): void {
    if (this.stopped || this.cancelUpdate) return;
    this.cancelUpdate = this.clock.schedule(updatePeriodMs, () => {
      this.cancelUpdate = undefined;
      this.updateUnfinishedWork();
      if (this.startTimes.size > 0) this.scheduleUpdate();
    });
  }

  private updateUnfinishedWork(): void {
    const now = this.clock.monotonic();
    let total = 0;
    let oldest = 0;
    for (const started of this.startTimes.values()) {
      const age = (now - started) / 1000;
      total += age;
      if (age > oldest) oldest = age;
    }
    this.unfinished.set(total);
    this.longest.set(oldest);
  }
}
