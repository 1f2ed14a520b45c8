import { bindMethods } from '../util/bind-methods.js';
import { linkSignals, onAbort, safeLogger, systemClock, type Clock, type Logger } from '../util/index.js';
import { messageOf } from '../util/message-of.js';
import type { RateLimiter } from '../workqueue/index.js';
import { newControllerQueue, type ControllerQueue, type NextRequest } from './controller-queue.js';
import { newControllerMetrics, type ControllerMetrics, type ControllerMetricsProvider } from './metrics.js';
import { checkedResult, isProgramFault, isTerminalError, type Reconciler, type Result } from './reconciler.js';
import { requestOfKey, type Request } from './request.js';
import type { Source } from './source.js';

/** How a controller works. */
export interface ControllerOptions {
  /** How many objects are reconciled at the same time; never two of the same name. Default: 1. */
  readonly maxConcurrentReconciles?: number | undefined;
  /** Milliseconds after which a source that has not synced ends the controller. Default: 120,000. */
  readonly cacheSyncTimeoutMs?: number | undefined;
  /**
   * Milliseconds after which the signal of a reconciliation fires. It is waited for all the same: the object cannot be reconciled
   * twice at once. Default: none.
   */
  readonly reconciliationTimeoutMs?: number | undefined;
  /** Whether the controller runs only while its manager leads. Default: true. */
  readonly needLeaderElection?: boolean | undefined;
  /**
   * The rate limiter of failed requests. Its items are `namespace/name`. It must not be shared with another controller.
   *
   * Default: an exponential delay per request from 5 ms to 1000 s. Without the priority queue, `defaultControllerRateLimiter()`, which
   * also limits all requests together to 10 a second.
   */
  readonly rateLimiter?: RateLimiter<string> | undefined;
  /**
   * Whether requests of a higher priority are reconciled first. Objects of the initial list and of resyncs have `lowPriority`, unless a
   * handler says otherwise. At least one request in every twenty has a low priority, if one waits. If false, requests are reconciled in the
   * order in which they were added, and priorities have no effect.
   *
   * Default: true
   */
  readonly usePriorityQueue?: boolean | undefined;
}

/** What a controller is made of. */
export interface ControllerConfig extends ControllerOptions {
  /** In metrics and messages. */
  readonly name: string;
  readonly reconciler: Reconciler;
  /** Default: no metrics. */
  readonly metrics?: ControllerMetricsProvider | undefined;
  readonly clock?: Clock | undefined;
  /** Default: `defaultLogger`, which writes errors and warnings to standard error. */
  readonly logger?: Logger | undefined;
}

/** Reconciles what its sources ask for. */
export interface Controller {
  readonly name: string;
  readonly needLeaderElection: boolean;
  /** Adds a source; of a controller that runs, it is started at once, and when that fails, the controller ends. */
  watch(source: Source): void;
  /**
   * Starts the sources, waits until they have synced, and works until the signal fires; resolves when the reconciliations that are under
   * way then have ended. What still waits is dropped: the next start looks at everything anew. Rejects when a source fails or does not
   * sync in time, and when it was called before.
   */
  start(signal: AbortSignal): Promise<void>;
}

/** Makes a controller that nobody starts but the caller. Throws where the options cannot work. */
export function newController(config: ControllerConfig): Controller {
  const { name, maxConcurrentReconciles = 1 } = config;
  if (name === '') throw new Error('a controller needs a name');
  if (!(Number.isInteger(maxConcurrentReconciles) && maxConcurrentReconciles > 0)) {
    throw new RangeError(
      `controller ${name}: maxConcurrentReconciles must be a whole number above 0, not ${maxConcurrentReconciles}`,
    );
  }
  return new Worker(config, maxConcurrentReconciles);
}

/** What there is while the controller runs. */
interface Run {
  readonly queue: ControllerQueue;
  readonly metrics: ControllerMetrics;
  readonly signal: AbortSignal;
  /** Ends the controller with an error. */
  readonly fail: (error: unknown) => void;
}

class Worker implements Controller {
  readonly name: string;
  readonly needLeaderElection: boolean;
  private readonly config: ControllerConfig;
  private readonly workers: number;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly sources: Source[] = [];
  private started = false;
  private run: Run | undefined;

  constructor(config: ControllerConfig, workers: number) {
    bindMethods(this);
    this.config = config;
    this.name = config.name;
    this.needLeaderElection = config.needLeaderElection ?? true;
    this.workers = workers;
    this.clock = config.clock ?? systemClock;
    this.logger = safeLogger(config.logger);
  }

  watch(source: Source): void {
    if (!this.started) this.sources.push(source);
    else if (this.run) void this.startSource(source, this.run).catch(this.run.fail);
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.started) throw new Error(`controller ${this.name} was started before: it can be added to one manager, once`);
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
    // Workers end when the queue is shut down and empty.
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
      // Ends the sources, of a run that failed too.
      stop.abort(signal.reason);
      await Promise.allSettled(workers);
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Resolves when the source has synced, or the signal has fired. */
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
        finish(() => reject(new Error(`${message} (is the kind installed, and may it be listed and watched?)`)));
      };
      const cancelTimer = this.clock.schedule(cacheSyncTimeoutMs, giveUp);
      const unlink = onAbort(signal, () => finish(resolve));
      const start = async (): Promise<void> => source.start(queue, signal);
      // Too late, its end or failure settles nothing any more.
      start().then(
        () => finish(resolve),
        (error: unknown) => finish(() => reject(failureOf(source, this.name, error))),
      );
    });
  }

  private async work(run: Run): Promise<void> {
    const { queue, signal } = run;
    for (let next = await queue.next(); next; next = await queue.next()) {
      try {
        if (!signal.aborted) await this.process(next, run);
      } finally {
        queue.done(next.key);
      }
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
      // What the end of the controller has cut short has not failed.
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
      return checkedResult(await reconciler(request, call.signal));
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
