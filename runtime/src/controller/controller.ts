import { bindMethods } from '../util/bind-methods.js';
import { isProgramFault, messageOf } from '../util/errors.js';
import { linkSignals, onAbort, safeLogger, systemClock, type Clock, type Logger } from '../util/index.js';
import type { RateLimiter } from '../workqueue/index.js';
import { newControllerQueue, type ControllerQueue, type NextRequest } from './controller-queue.js';
import { newControllerMetrics, type ControllerMetrics, type ControllerMetricsProvider } from './metrics.js';
import type { ReconcileGate } from './own-writes.js';
import { checkedResult, isTerminalError, type Reconciler, type Result } from './reconciler.js';
import { requestKey, requestOfKey, type Request } from './request.js';
import type { Source } from './source.js';

/** Options of a controller. */
export interface ControllerOptions {
  /**
   * The number of objects to reconcile at the same time. An object is never reconciled twice at the same time.
   *
   * Default: 1
   */
  readonly maxConcurrentReconciles?: number | undefined;
  /**
   * The time that each source has to sync. The controller fails if a source takes longer.
   *
   * Unit: milliseconds
   * Default: 120_000
   */
  readonly cacheSyncTimeoutMs?: number | undefined;
  /**
   * The time after which the signal of a reconciliation fires. The controller still waits for the reconciliation to end, because
   * an object must not be reconciled twice at the same time.
   *
   * Unit: milliseconds
   * Default: no timeout
   */
  readonly reconciliationTimeoutMs?: number | undefined;
  /**
   * Whether the controller runs only while its manager leads.
   *
   * Default: true
   */
  readonly needLeaderElection?: boolean | undefined;
  /**
   * The rate limiter of failed requests. Its items are `namespace/name`. It must not be shared with another controller.
   *
   * Default: an exponential delay per request from 5 ms to 1000 s. Without the priority queue, `defaultControllerRateLimiter()`, which
   * also limits all requests together to 10 a second.
   */
  readonly rateLimiter?: RateLimiter<string> | undefined;
  /**
   * Whether requests of a higher priority are reconciled first. Objects of the initial list and of resyncs have `lowPriority`,
   * unless a handler sets another priority. At least one of twenty requests has a low priority, if one is waiting. If false,
   * requests are reconciled in the order in which they were added, and priorities have no effect.
   *
   * Default: true
   */
  readonly usePriorityQueue?: boolean | undefined;
}

/** The name, the reconciler and the options of a controller. */
export interface ControllerConfig extends ControllerOptions {
  /** The name in metrics and messages. */
  readonly name: string;
  /** Called for each request. */
  readonly reconciler: Reconciler;
  /**
   * Creates the metrics of the controller.
   *
   * Default: no metrics
   */
  readonly metrics?: ControllerMetricsProvider | undefined;
  /**
   * Clock and timers, for tests.
   *
   * Default: the clock of the system
   */
  readonly clock?: Clock | undefined;
  /**
   * Receives log messages.
   *
   * Default: `defaultLogger`, which writes errors and warnings to standard error
   */
  readonly logger?: Logger | undefined;
}

/** A controller that reconciles the requests of its sources. */
export interface Controller {
  /** The name in metrics and messages. */
  readonly name: string;
  /** Whether the controller runs only while its manager leads. */
  readonly needLeaderElection: boolean;
  /** Adds a source. A running controller starts the source at once, and stops with an error if that fails. */
  watch(source: Source): void;
  /**
   * Starts the sources, waits until they have synced, and reconciles until the signal fires. Resolves when the reconciliations in
   * progress have ended. Waiting requests are dropped, because the next start reconciles all objects again.
   *
   * Rejects with an Error if a source fails or does not sync in time, and if the controller was started before.
   */
  start(signal: AbortSignal): Promise<void>;
}

/**
 * Creates a controller that the caller starts. Use `newControllerManagedBy` for a controller that a manager starts.
 *
 * Throws an Error without a name, or a RangeError if `maxConcurrentReconciles` is not a positive integer.
 */
export function newController(config: ControllerConfig): Controller {
  return newGatedController(config, undefined);
}

/** Creates a controller whose reconciliations wait for a gate. */
export function newGatedController(config: ControllerConfig, gate: ReconcileGate | undefined): Controller {
  const { name, maxConcurrentReconciles = 1 } = config;
  if (name === '') throw new Error('a controller needs a name');
  if (!(Number.isInteger(maxConcurrentReconciles) && maxConcurrentReconciles > 0)) {
    throw new RangeError(
      `controller ${name}: maxConcurrentReconciles must be an integer greater than 0, not ${maxConcurrentReconciles}`,
    );
  }
  return new Worker(config, maxConcurrentReconciles, gate);
}

/** The state of a running controller. */
interface Run {
  readonly queue: ControllerQueue;
  readonly metrics: ControllerMetrics;
  readonly signal: AbortSignal;
  /** Stops the controller with an error. */
  readonly fail: (error: unknown) => void;
}

class Worker implements Controller {
  readonly name: string;
  readonly needLeaderElection: boolean;
  private readonly config: ControllerConfig;
  private readonly workers: number;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly gate: ReconcileGate | undefined;
  private readonly sources: Source[] = [];
  private started = false;
  private run: Run | undefined;

  constructor(config: ControllerConfig, workers: number, gate: ReconcileGate | undefined) {
    bindMethods(this);
    this.config = config;
    this.name = config.name;
    this.needLeaderElection = config.needLeaderElection ?? true;
    this.workers = workers;
    this.gate = gate;
    this.clock = config.clock ?? systemClock;
    this.logger = safeLogger(config.logger);
  }

  watch(source: Source): void {
    if (!this.started) this.sources.push(source);
    else if (this.run) void this.startSource(source, this.run).catch(this.run.fail);
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.started) throw new Error(`controller ${this.name} was already started: create another controller`);
    this.started = true;
    const stop = linkSignals(signal);
    const failures: unknown[] = [];
    const fail = (error: unknown): void => {
      failures.push(error);
      stop.abort(error);
    };
    const { rateLimiter, usePriorityQueue = true, metrics: provider } = this.config;
    const metrics = newControllerMetrics(provider, this.name);
    const queue = newControllerQueue({
      usePriorityQueue,
      rateLimiter,
      name: this.name,
      metricsProvider: provider?.workqueue,
      clock: this.clock,
    });
    const run: Run = { queue, metrics, signal: stop.signal, fail };
    this.run = run;
    // The workers end when the queue is shut down and empty.
    const unlink = onAbort(stop.signal, () => queue.shutDown());
    let workers: readonly Promise<void>[] = [];
    try {
      await Promise.all(this.sources.splice(0).map((source) => this.startSource(source, run)));
      metrics.workerCount.set(this.workers);
      this.logger.info('Starting workers', { controller: this.name, workers: this.workers });
      workers = Array.from({ length: this.workers }, () => this.work(run));
      await Promise.all(workers);
    } catch (error) {
      fail(error);
    } finally {
      this.run = undefined;
      unlink();
      queue.shutDown();
      // Stops the sources, even if the run has failed.
      stop.abort(signal.reason);
      await Promise.allSettled(workers);
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Starts a source. Resolves when it has synced or the signal has fired. */
  private startSource(source: Source, { queue, signal }: Run): Promise<void> {
    const { cacheSyncTimeoutMs = 120_000 } = this.config;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        cancelTimer();
        unlink();
        settle();
      };
      const giveUp = (): void => {
        const message = `controller ${this.name}: ${source.name} has not synced within ${cacheSyncTimeoutMs} ms`;
        finish(() => reject(new Error(`${message} (is the kind installed, and is the caller allowed to list and watch it?)`)));
      };
      const cancelTimer = this.clock.schedule(cacheSyncTimeoutMs, giveUp);
      const unlink = onAbort(signal, () => finish(resolve));
      const start = async (): Promise<void> => source.start(queue, signal);
      // A result after the timeout has no effect.
      start().then(
        () => finish(resolve),
        (error: unknown) => finish(() => reject(failureOf(source, this.name, error))),
      );
    });
  }

  private async work(run: Run): Promise<void> {
    const { queue, signal } = run;
    for (let next = await queue.next(); next; next = await queue.next()) {
      const ready = this.gate?.ready(next.key, signal);
      if (ready && !signal.aborted) {
        void this.holdBack(next, ready, run);
        continue;
      }
      try {
        if (!signal.aborted) await this.process(next, run);
      } finally {
        queue.done(next.key);
      }
    }
  }

  /** Adds a request again when the caches have the writes that concern it. The worker goes on with other requests. */
  private async holdBack(next: NextRequest, ready: Promise<void>, run: Run): Promise<void> {
    const { queue, signal } = run;
    try {
      await ready;
      queue.add(requestOfKey(next.key), { priority: next.priority });
    } catch (error) {
      if (!signal.aborted) this.failed(next, error, run);
    } finally {
      queue.done(next.key);
    }
  }

  private async process(next: NextRequest, run: Run): Promise<void> {
    const { metrics } = run;
    const begun = this.clock.monotonic();
    metrics.activeWorkers.inc();
    try {
      const result = await this.reconcile(requestOfKey(next.key), run);
      this.succeeded(next, result, run);
    } catch (error) {
      // A reconciliation that the end of the controller has interrupted has not failed.
      if (!run.signal.aborted) this.failed(next, error, run);
    } finally {
      metrics.activeWorkers.dec();
      metrics.time.observe((this.clock.monotonic() - begun) / 1000);
    }
  }

  private async reconcile(request: Request, { signal, metrics }: Run): Promise<Result> {
    const { reconciler, reconciliationTimeoutMs } = this.config;
    const call = linkSignals(signal);
    const timeOut = (): void => {
      metrics.timeouts.inc();
      const error = new Error(`the reconciliation took longer than ${reconciliationTimeoutMs ?? 0} ms`);
      error.name = 'TimeoutError';
      call.abort(error);
    };
    const cancelTimer = reconciliationTimeoutMs === undefined ? undefined : this.clock.schedule(reconciliationTimeoutMs, timeOut);
    try {
      const reconcile = async (): Promise<Result> => checkedResult(await reconciler(request, call.signal));
      return await (this.gate ? this.gate.run(requestKey(request), reconcile) : reconcile());
    } finally {
      cancelTimer?.();
      call.unlink();
    }
  }

  private succeeded({ key, priority: before }: NextRequest, result: Result, { queue, metrics }: Run): void {
    const { requeueAfterMs = 0, priority = before } = result;
    queue.forget(key);
    if (requeueAfterMs > 0) queue.addAfter(requestOfKey(key), requeueAfterMs, { priority });
    metrics.total[requeueAfterMs > 0 ? 'requeue_after' : 'success'].inc();
  }

  private failed({ key, priority }: NextRequest, error: unknown, { queue, metrics }: Run): void {
    const request = requestOfKey(key);
    const { namespace, name } = request;
    const terminal = isTerminalError(error);
    metrics.total.error.inc();
    metrics.errors.inc();
    if (isProgramFault(error)) metrics.panics.inc();
    if (terminal) {
      metrics.terminalErrors.inc();
      queue.forget(key);
    } else {
      queue.addRateLimited(request, { priority });
    }
    this.logger.error('Reconciler error', { controller: this.name, namespace, name, terminal, error });
  }
}

function failureOf(source: Source, controller: string, cause: unknown): Error {
  const message = messageOf(cause);
  return new Error(`controller ${controller}: ${source.name} could not be started: ${message}`, { cause });
}
