import type { Clock } from '../util/index.js';

/** A number that rises and falls. */
export interface GaugeMetric {
  /** Adds one. */
  inc(): void;
  /** Subtracts one. */
  dec(): void;
}

/** A number per priority that rises and falls. */
export interface DepthMetricWithPriority {
  /** Adds one to a priority. */
  inc(priority: number): void;
  /** Subtracts one from a priority. */
  dec(priority: number): void;
}

/** A number that is set. */
export interface SettableGaugeMetric {
  /** Sets the number. */
  set(value: number): void;
}

/** A number that only rises. */
export interface CounterMetric {
  /** Adds one. */
  inc(): void;
}

/** A distribution of observations. */
export interface HistogramMetric {
  /** Records an observation. */
  observe(value: number): void;
}

/**
 * A factory of queue metrics. A queue calls it once, with its name, when it is created. All times are in seconds.
 *
 * The names are client-go's, so that dashboards of Go controllers fit: `workqueue_depth`, `workqueue_adds_total`,
 * `workqueue_queue_duration_seconds`, `workqueue_work_duration_seconds`, `workqueue_unfinished_work_seconds`,
 * `workqueue_longest_running_processor_seconds`, `workqueue_retries_total`.
 */
export interface MetricsProvider {
  /** Creates the metric of the number of waiting items. */
  newDepthMetric(name: string): GaugeMetric;
  /**
   * Creates the depth metric of a priority queue. Without this method the queue uses `newDepthMetric` for all priorities
   * together.
   */
  newDepthMetricWithPriority?(name: string): DepthMetricWithPriority;
  /** Creates the metric of adds. Adding an item that already waits does not count. */
  newAddsMetric(name: string): CounterMetric;
  /** Creates the metric of the time that items wait for a worker. */
  newLatencyMetric(name: string): HistogramMetric;
  /** Creates the metric of the time from `get` to `done`. */
  newWorkDurationMetric(name: string): HistogramMetric;
  /**
   * Creates the metric of the total time of items in progress. It is set twice a second. A value that only rises indicates a
   * stuck worker.
   */
  newUnfinishedWorkSecondsMetric(name: string): SettableGaugeMetric;
  /** Creates the metric of the longest time of an item in progress. It is set twice a second. */
  newLongestRunningProcessorSecondsMetric(name: string): SettableGaugeMetric;
  /** Creates the metric of delayed adds, which are retries. */
  newRetriesMetric(name: string): CounterMetric;
}

/**
 * The period of the metrics of unfinished work.
 *
 * Unit: milliseconds
 */
const updatePeriodMs = 500;

/** Creates the metrics of a queue. Returns undefined if the queue has no name or no provider. */
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

/** The metrics of the items on their way through a queue. */
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

  /** Records that an item waits. */
  add(item: T, priority = 0): void {
    this.adds.inc();
    this.depth.inc(priority);
    if (!this.addTimes.has(item)) this.addTimes.set(item, this.clock.monotonic());
  }

  /** Records that a worker received an item. */
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

  /** Records that a waiting item changed its priority. */
  move(from: number, to: number): void {
    this.depth.dec(from);
    this.depth.inc(to);
  }

  /** Records that a worker finished an item. */
  done(item: T): void {
    const started = this.startTimes.get(item);
    if (started === undefined) return;
    this.workDuration.observe((this.clock.monotonic() - started) / 1000);
    this.startTimes.delete(item);
  }

  /** Stops the periodic metrics. */
  stop(): void {
    this.stopped = true;
    this.cancelUpdate?.();
    this.cancelUpdate = undefined;
  }

  /**
   * Schedules the next update. The timer runs only while items are in progress, so that an idle queue does not keep a process
   * alive.
   */
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
