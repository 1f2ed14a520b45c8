import type { Indexers, SharedInformerFactory, SharedInformerFactoryOptions } from '../cache/index.js';
import { newInformerFactory } from '../client/index.js';
import type { Immutable, KubeObject, Resource } from '../meta/index.js';
import type { EventRecorder } from '../record/index.js';
import type { RESTClient } from '../rest/index.js';
import { bindMethods } from '../util/bind-methods.js';
import { messageOf } from '../util/errors.js';
import { linkSignals, onAbort, safeLogger, systemClock, type Clock, type Logger, type Random } from '../util/index.js';
import { newApiReader } from './api-reader.js';
import { newCacheClient } from './cache-client.js';
import { Caches } from './caches.js';
import type { Client, Reader } from './client.js';
import type { ControllerOptions } from './controller.js';
import { EventRecorders } from './event-recorders.js';
import { HealthChecks, type HealthCheck, type HealthReport } from './health.js';
import { ManagerElection, type ManagerLeaderElection } from './manager-election.js';
import type { ControllerMetricsProvider } from './metrics.js';
import { ownWritesFor } from './own-writes.js';
import { nameOf, RunnableGroup, type Runnable } from './runnable.js';

/** The settings of a manager. */
export interface ManagerOptions {
  /**
   * The informer factory to use, usually a generated `createSharedInformerFactory(clientset)`, whose listers then read the same
   * caches. The manager starts it and shuts it down.
   *
   * Default: a factory that the manager creates
   */
  readonly informers?: SharedInformerFactory | undefined;
  /** Options of the factory that the manager creates. Resyncs every 10 hours unless `resyncPeriodMs` is set. */
  readonly cache?: Omit<SharedInformerFactoryOptions, 'clock' | 'logger'> | undefined;
  /**
   * Whether reads of `client` are at least as new as the writes of `client`: created and deleted objects, generated names and statuses
   * included. A read waits until the cache has seen those writes, and rejects with a `StaleCacheError` after `timeoutMs`. It never
   * returns an older object. A reconciliation starts when the cache has the writes to the objects that its last run read or wrote.
   *
   * `false` switches it off: a read may then return an older state than a write before it.
   *
   * Unit of `timeoutMs`: milliseconds
   * Default: true, with a `timeoutMs` of 10_000
   */
  readonly readYourWrites?: boolean | { readonly timeoutMs?: number | undefined } | undefined;
  /** Defaults for the options of all controllers. */
  readonly controller?: Omit<ControllerOptions, 'rateLimiter'> | undefined;
  /**
   * Elects one leader among the managers of a program.
   *
   * Default: no election, the manager leads at once
   */
  readonly leaderElection?: ManagerLeaderElection | undefined;
  /**
   * The time that runnables have to end. 0 does not wait for them, and `Infinity` waits as long as they need. A manager that
   * loses leadership does not wait, because another manager may lead already.
   *
   * Unit: milliseconds
   * Default: 30_000
   */
  readonly gracefulShutdownTimeoutMs?: number | undefined;
  /**
   * Creates the metrics of controllers.
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
   * Source of randomness for jitter, for tests.
   *
   * Default: `Math.random`
   */
  readonly random?: Random | undefined;
  /**
   * Receives log messages.
   *
   * Default: `defaultLogger`, which writes errors and warnings to standard error
   */
  readonly logger?: Logger | undefined;
}

/**
 * A manager that runs controllers over shared caches. It starts their dependencies in order, elects a leader, and stops
 * everything in order.
 */
export interface Manager {
  /**
   * Reads from the caches while the manager runs, and writes to the server.
   *
   * With leader election, writes reject with a LeadershipLostError after this manager has stopped leading. This includes writes
   * that wait for a connection when the lease ends, and writes after the process was paused. Writes pass until the manager has
   * led for the first time.
   */
  readonly client: Client;
  /** Reads from the server instead of the caches, also before the manager has started. Needs no rights to list or watch for `get`. */
  readonly apiReader: Reader;
  /** The informers that controllers and the client share. */
  readonly informers: SharedInformerFactory;
  /** The options that the manager was created with. */
  readonly options: ManagerOptions;
  /**
   * A promise that resolves when this manager leads, or when it starts without an election. Stays pending if the manager never
   * leads.
   */
  readonly elected: Promise<void>;
  /**
   * Adds a runnable. `build` of a controller builder calls this. A manager that is running starts the runnable at once.
   *
   * Throws an Error if the name is taken, or if the manager has stopped.
   */
  add(runnable: Runnable): void;
  /**
   * Adds an index to the cache of a kind, for the `index` option of `client.list`. Throws an Error if the kind has an index of
   * that name.
   */
  indexField<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    name: string,
    indexFunc: (object: Immutable<T>) => readonly string[],
  ): void;
  /**
   * Returns a recorder whose Events name `name` as their source. It works from now on until the manager has stopped. The
   * recorders of a manager share one correlator, which combines repeated Events into one Event with a count.
   */
  eventRecorderFor(name: string): EventRecorder;
  /**
   * Adds a check to `healthz`. It should fail only if a restart of the program can help. Throws an Error if the name is taken.
   */
  addHealthzCheck(name: string, check: HealthCheck): void;
  /**
   * Adds a check to `readyz`. It should fail while the program should receive no traffic. Throws an Error if the name is taken.
   */
  addReadyzCheck(name: string, check: HealthCheck): void;
  /** Runs the health checks, including the check of leader election. The program serves the report, for example at `/healthz`. */
  healthz(): Promise<HealthReport>;
  /** Runs the readiness checks. The program serves the report, for example at `/readyz`. */
  readyz(): Promise<HealthReport>;
  /**
   * Starts the caches, then the runnables without leader election, and the others when this manager leads. Runs until the signal
   * fires or a runnable fails. Then stops the runnables, the caches and the election, in this order. Writes pending Events last,
   * for which it takes at most another `gracefulShutdownTimeoutMs`. Can be called once.
   *
   * Rejects with the error of a runnable that failed, and with an Error if leadership is lost or runnables do not end in time.
   * Rejects with an AggregateError if there is more than one of these. The program should then exit, because the manager cannot
   * lead again.
   */
  start(signal: AbortSignal): Promise<void>;
}

const defaultResyncMs = 10 * 60 * 60_000;

/**
 * Creates a manager that uses the REST client of the clientset. Sends no request before `start`.
 *
 * Throws an error of `newLeaderElector` if the settings of the election cannot work.
 */
export function newManager(clientset: { readonly rest: RESTClient }, options: ManagerOptions = {}): Manager {
  return new ControllerManager(clientset.rest, options);
}

class ControllerManager implements Manager {
  readonly client: Client;
  readonly apiReader: Reader;
  readonly informers: SharedInformerFactory;
  readonly options: ManagerOptions;
  readonly elected: Promise<void>;
  private readonly caches: Caches;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly healthzChecks = new HealthChecks();
  private readonly readyzChecks = new HealthChecks();
  private readonly names = new Set<string>();
  private readonly recorders: EventRecorders;
  /** Runnables that do not need leader election. */
  private readonly alwaysRunning: RunnableGroup;
  /** Runnables that run only while this manager leads. */
  private readonly leaderOnly: RunnableGroup;
  private readonly election: ManagerElection | undefined;
  private readonly failures: unknown[] = [];
  /** Fires when the signal of `start` fires or a runnable fails. */
  private readonly stopping = linkSignals();
  private leadershipLost = false;
  private started = false;
  private setElected: () => void = () => {};

  constructor(rest: RESTClient, options: ManagerOptions) {
    bindMethods(this);
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.logger = safeLogger(options.logger);
    this.informers =
      options.informers ??
      newInformerFactory(rest, {
        resyncPeriodMs: defaultResyncMs,
        ...options.cache,
        clock: options.clock,
        logger: options.logger,
      });
    const ownWrites = ownWritesFor(options.readYourWrites, this.clock);
    this.caches = new Caches(this.informers, this.clock, options.controller?.cacheSyncTimeoutMs ?? 120_000, ownWrites);
    this.election = options.leaderElection && this.newElection(rest, options.leaderElection);
    this.client = newCacheClient(this.election?.fence(rest) ?? rest, this.caches, ownWrites);
    this.apiReader = newApiReader(rest);
    this.recorders = new EventRecorders({ rest, clock: this.clock, random: options.random, logger: this.logger });
    this.elected = new Promise((resolve) => (this.setElected = resolve));
    const onFailed = (runnable: Runnable, error: unknown): void => this.fail(error, nameOf(runnable));
    this.alwaysRunning = new RunnableGroup(onFailed);
    this.leaderOnly = new RunnableGroup(onFailed);
  }

  add(runnable: Runnable): void {
    const { name, needLeaderElection = true } = runnable;
    if (name !== undefined && this.names.has(name))
      throw new Error(`the manager already has a runnable named ${name}: choose another name`);
    const start = async (signal: AbortSignal): Promise<void> => {
      // A controller may watch kinds whose informers are new.
      this.caches.startNew();
      await runnable.start(signal);
    };
    (needLeaderElection ? this.leaderOnly : this.alwaysRunning).add({ name, start });
    if (name !== undefined) this.names.add(name);
  }

  indexField<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    name: string,
    indexFunc: (object: Immutable<T>) => readonly string[],
  ): void {
    const indexers: Indexers<Immutable<T>> = { [name]: (object) => [...indexFunc(object)] };
    this.caches.informerFor(resource).addIndexers(indexers);
  }

  eventRecorderFor(name: string): EventRecorder {
    return this.recorders.recorderFor(name);
  }

  addHealthzCheck(name: string, check: HealthCheck): void {
    this.healthzChecks.add(name, check);
  }

  addReadyzCheck(name: string, check: HealthCheck): void {
    this.readyzChecks.add(name, check);
  }

  healthz(): Promise<HealthReport> {
    return this.healthzChecks.report();
  }

  readyz(): Promise<HealthReport> {
    return this.readyzChecks.report();
  }

  async start(signal: AbortSignal): Promise<void> {
    if (this.started) throw new Error('the manager was already started: create another manager');
    this.started = true;
    const unlink = onAbort(signal, () => this.stopping.abort(signal.reason));
    const election = new AbortController();
    let electionEnded = Promise.resolve();
    try {
      if (!this.isStopping()) await this.caches.start(this.stopping.signal);
      if (!this.isStopping()) {
        this.alwaysRunning.start();
        if (this.election) electionEnded = this.elect(this.election, election.signal);
        else this.lead();
        await aborted(this.stopping.signal);
      }
    } catch (error) {
      this.fail(error, 'the cache');
    } finally {
      unlink();
    }
    const inTime = await this.stop();
    // The election ends after the runnables, so that no other manager leads while they still work.
    election.abort(this.stopping.signal.reason);
    if (inTime) await electionEnded;
    await this.endsWithin(this.graceMs(), Promise.all([this.recorders.shutdown(), this.election?.shutdown()]));
    this.recorders.end();
    this.election?.close();
    // If a runnable has not ended yet, the lock is released later.
    if (!inTime) void electionEnded.then(() => this.election?.close());
    if (this.failures.length > 1) throw new AggregateError(this.failures, this.failures.map(messageOf).join('; '));
    if (this.failures.length > 0) throw this.failures[0];
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private lead(): void {
    this.leaderOnly.start();
    this.setElected();
  }

  private elect(election: ManagerElection, signal: AbortSignal): Promise<void> {
    return election.run(signal).catch((error: unknown) => this.fail(error, 'leader election'));
  }

  private newElection(rest: RESTClient, options: ManagerLeaderElection): ManagerElection {
    const election = new ManagerElection({
      rest,
      options,
      clock: this.clock,
      random: this.options.random,
      logger: this.logger,
      callbacks: {
        onStartedLeading: async (signal) => {
          if (this.isStopping()) return;
          this.lead();
          await aborted(signal);
          // The election releases the lock after this promise has settled.
          await this.leaderOnly.stop(signal.reason);
        },
        onStoppedLeading: () => {
          if (this.isStopping()) return;
          this.leadershipLost = true;
          this.fail(new Error('leader election lost'), 'leader election');
        },
      },
    });
    this.addHealthzCheck(election.healthCheck.name, () => election.healthCheck.check());
    return election;
  }

  /** Stops the manager because of an error. Only logs errors after the first, which may be consequences. */
  private fail(error: unknown, what: string): void {
    if (this.isStopping()) {
      this.logger.error('Error after the manager began to stop', { what, error });
      return;
    }
    this.logger.error('The manager stops because of an error', { what, error });
    this.failures.push(error);
    this.stopping.abort(error);
  }

  /** Stops the runnables and the caches. Resolves with true if the runnables have ended in time. */
  private async stop(): Promise<boolean> {
    const graceMs = this.graceMs();
    const reason: unknown = this.stopping.signal.reason;
    const groups = Promise.all([this.alwaysRunning.stop(reason), this.leaderOnly.stop(reason)]);
    const ended = await this.endsWithin(graceMs, groups);
    if (!ended && graceMs > 0) {
      const names = [...this.alwaysRunning.names(), ...this.leaderOnly.names()].join(', ');
      this.failures.push(new Error(`failed waiting for all runnables to end within grace period of ${graceMs} ms: ${names}`));
    }
    await this.caches.stop();
    return ended;
  }

  private graceMs(): number {
    return this.leadershipLost ? 0 : (this.options.gracefulShutdownTimeoutMs ?? 30_000);
  }

  /** Resolves with true if `work` ends in time, and otherwise with false. `work` must not reject. */
  private endsWithin(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
    if (timeoutMs <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const cancelTimer = timeoutMs === Infinity ? undefined : this.clock.schedule(timeoutMs, () => resolve(false));
      void work.then(() => {
        cancelTimer?.();
        resolve(true);
      });
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    onAbort(signal, resolve);
  });
}
