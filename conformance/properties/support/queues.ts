import type { FakeClock } from 'kube-client-runtime';
import type { MetricsProvider, RateLimitingQueue, UnderlyingQueue } from 'kube-client-runtime/workqueue';

/** The operations of all queues except `get`, whose result differs between queues. */
export type QueueOperation = 'add' | 'addAfter' | 'addRateLimited' | 'forget' | 'done' | 'advance' | 'shutDown';

/** Executes an operation. `done` applies only to items that are `inWork`, and removes them. */
export async function operate(
  queue: RateLimitingQueue<string>,
  clock: FakeClock,
  inWork: Set<string>,
  what: QueueOperation,
  { item, ms }: { readonly item: string; readonly ms: number },
): Promise<void> {
  switch (what) {
    case 'add':
    case 'addRateLimited':
    case 'forget':
      queue[what](item);
      return;
    case 'addAfter':
      queue.addAfter(item, ms);
      return;
    case 'done':
      if (inWork.delete(item)) queue.done(item);
      return;
    case 'advance':
      await clock.advanceAsync(ms);
      return;
    case 'shutDown':
      queue.shutDown();
      return;
  }
}

/** The metrics of a queue, in the form of `conformance/oracle/queuemetrics.go`. */
export interface QueueCounts {
  readonly depth: number;
  readonly adds: number;
  readonly retries: number;
  readonly latencyMs: number;
  readonly latencies: number;
  readonly workMs: number;
  readonly works: number;
}

/** Collects the metrics of one queue, except those of unfinished work, whose times depend on the creation of the queue. */
export class QueueCounter implements MetricsProvider {
  readonly #counts = { depth: 0, adds: 0, retries: 0, latencyMs: 0, latencies: 0, workMs: 0, works: 0 };

  read(): QueueCounts {
    return { ...this.#counts };
  }

  newDepthMetric(): ReturnType<MetricsProvider['newDepthMetric']> {
    return { inc: () => this.#counts.depth++, dec: () => this.#counts.depth-- };
  }

  newAddsMetric(): ReturnType<MetricsProvider['newAddsMetric']> {
    return { inc: () => this.#counts.adds++ };
  }

  newLatencyMetric(): ReturnType<MetricsProvider['newLatencyMetric']> {
    return {
      observe: (seconds) => {
        this.#counts.latencies++;
        this.#counts.latencyMs += Math.round(seconds * 1000);
      },
    };
  }

  newWorkDurationMetric(): ReturnType<MetricsProvider['newWorkDurationMetric']> {
    return {
      observe: (seconds) => {
        this.#counts.works++;
        this.#counts.workMs += Math.round(seconds * 1000);
      },
    };
  }

  newUnfinishedWorkSecondsMetric(): ReturnType<MetricsProvider['newUnfinishedWorkSecondsMetric']> {
    return { set: () => {} };
  }

  newLongestRunningProcessorSecondsMetric(): ReturnType<MetricsProvider['newLongestRunningProcessorSecondsMetric']> {
    return { set: () => {} };
  }

  newRetriesMetric(): ReturnType<MetricsProvider['newRetriesMetric']> {
    return { inc: () => this.#counts.retries++ };
  }
}

/** A last-in, first-out order that records touched items. */
export class Lifo implements UnderlyingQueue<string> {
  readonly touched: string[] = [];
  readonly #items: string[] = [];

  touch(item: string): void {
    this.touched.push(item);
  }

  push(item: string): void {
    this.#items.push(item);
  }

  len(): number {
    return this.#items.length;
  }

  pop(): string {
    const item = this.#items.pop();
    if (item === undefined) throw new RangeError('the queue is empty');
    return item;
  }
}
