import type { Indexers, SharedInformerFactory, SharedInformerFactoryOptions } from '../cache/index.js';
import { newInformerFactory } from '../client/index.js';
import type { Immutable, KubeObject, Resource } from '../meta/index.js';
import type { EventRecorder } from '../record/index.js';
import type { RESTClient } from '../rest/index.js';
import { bindMethods } from '../util/bind-methods.js';
import { linkSignals, onAbort, safeLogger, systemClock, type Clock, type Logger, type Random } from '../util/index.js';
import { messageOf } from '../util/message-of.js';
import { Caches } from './caches.js';
import { newCacheClient, type Client } from './client.js';
import type { ControllerOptions } from './controller.js';
import { EventRecorders } from './event-recorders.js';
import { HealthChecks, type HealthCheck, type HealthReport } from './health.js';
import { ManagerElection, type ManagerLeaderElection } from './manager-election.js';
import type { ControllerMetricsProvider } from './metrics.js';
import { nameOf, RunnableGroup, type Runnable } from './runnable.js';

/** How a manager works. */
export interface ManagerOptions {
  /**
   * The informers to share, mostly a generated `createSharedInformerFactory(clientset)`, whose listers then read the same caches. The
   * manager starts it and shuts it down. Default: a factory of its own.
   */
  readonly informers?: SharedInformerFactory | undefined;
  /** How the manager’s own factory is to be. Handlers are shown all objects again every 10 hours, unless it says otherwise. */
  readonly cache?: Omit<SharedInformerFactoryOptions, 'clock' | 'logger'> | undefined;
  /** What controllers use where they do not say otherwise. */
  readonly controller?: Omit<ControllerOptions, 'rateLimiter'> | undefined;
  /** Default: none, the manager leads at once. */
  readonly leaderElection?: ManagerLeaderElection | undefined;
  /**
   * Milliseconds that runnables have to end. 0 does not wait for them, `Infinity` for as long as they need. Where leadership is lost
   * they are not waited for: another leads already. Default: 30,000.
   */
  readonly gracefulShutdownTimeoutMs?: number | undefined;
  readonly metrics?: ControllerMetricsProvider | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** Default: `defaultLogger`, which writes errors and warnings to standard error. */
  readonly logger?: Logger | undefined;
}

/** Runs controllers over shared caches: starts what they need in its order, chooses a leader, and ends all of it cleanly. */
export interface Manager {
  /**
   * Reads from the caches while the manager runs, and writes to the server.
   *
   * With leader election, writes reject with a `LeadershipLostError` once this manager has led and leads no more. That includes writes that
   * wait for a connection when the lease ends, and writes after the process was paused. Before it leads for the first time, it may write.
   */
  readonly client: Client;
  readonly informers: SharedInformerFactory;
  readonly options: ManagerOptions;
  /** Resolves when this manager leads, or has no election; never where it does not come to that. */
  readonly elected: Promise<void>;
  /**
   * Adds what is to run: controllers add themselves. While the manager runs it is started at once.
   * Throws where the name is taken, and when the manager has stopped.
   */
  add(runnable: Runnable): void;
  /** Adds an index to the cache of a kind, by which `client.list` finds objects. Throws where the kind has one of that name. */
  indexField<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    name: string,
    indexFunc: (object: Immutable<T>) => readonly string[],
  ): void;
  /**
   * A recorder whose Events say that they come from `name`. It can be used from now on until the manager has stopped; recorders of a manager
   * share its correlator, so that what happens often is one Event with a count.
   */
  eventRecorderFor(name: string): EventRecorder;
  /** Adds a check to `healthz`: what it says no to, a restart should mend. Throws where the name is taken. */
  addHealthzCheck(name: string, check: HealthCheck): void;
  /** Adds a check to `readyz`: whether there should be traffic. Throws where the name is taken. */
  addReadyzCheck(name: string, check: HealthCheck): void;
  /** What the health checks say; that of leader election is among them. To be served by the program, such as at `/healthz`. */
  healthz(): Promise<HealthReport>;
  readyz(): Promise<HealthReport>;
  /**
   * Starts caches, then what needs no leader, then, when this manager leads, all else; runs until the signal fires or a part fails; then
   * ends the runnables, the caches and the election, in this order, and last writes the Events that are still to be written, for which it has
   * `gracefulShutdownTimeoutMs` again. To be called once.
   *
   * Rejects with what a part failed with, when leadership is lost, and when runnables do not end in time (with an `AggregateError` where
   * it is more than one of these). The program should end then: leadership does not come back.
   */
  start(signal: AbortSignal): Promise<void>;
}

const defaultResyncMs = 10 * 60 * 60_000;

/** Makes a manager that goes through the clientset’s REST client. Throws where the options cannot work; nothing is sent before `start`. */
export function newManager(clientset: { readonly rest: RESTClient }, options: ManagerOptions = {}): Manager {
  return new ControllerManager(clientset.rest, options);
}

class ControllerManager implements Manager {
  readonly client: Client;
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
  private readonly others: RunnableGroup;
  private readonly leaders: RunnableGroup;
  private readonly election: ManagerElection | undefined;
  private readonly failures: unknown[] = [];
  /** Fires when the manager is to stop: with the signal of `start`, and when a part fails. */
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
    this.caches = new Caches(this.informers, this.clock, options.controller?.cacheSyncTimeoutMs ?? 120_000);
    this.election = options.leaderElection && this.newElection(rest, options.leaderElection);
    this.client = newCacheClient(this.election?.fence(rest) ?? rest, this.caches);
    this.recorders = new EventRecorders({ rest, clock: this.clock, random: options.random, logger: this.logger });
    this.elected = new Promise((resolve) => (this.setElected = resolve));
    const onFailed = (runnable: Runnable, error: unknown): void => this.fail(error, nameOf(runnable));
    this.others = new RunnableGroup(onFailed);
    this.leaders = new RunnableGroup(onFailed);
  }

  add(runnable: Runnable): void {
    const { name, needLeaderElection = true } = runnable;
    if (name !== undefined && this.names.has(name))
      throw new Error(`the manager has something named ${name} already: name it otherwise`);
    const start = async (signal: AbortSignal): Promise<void> => {
      // What it watches may be new.
      this.caches.startNew();
      await runnable.start(signal);
    };
    (needLeaderElection ? this.leaders : this.others).add({ name, start });
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
    if (this.started) throw new Error('the manager was started before');
    this.started = true;
    const unlink = onAbort(signal, () => this.stopping.abort(signal.reason));
    const election = new AbortController();
    let electionEnded = Promise.resolve();
    try {
      if (!this.isStopping()) await this.caches.start(this.stopping.signal);
      if (!this.isStopping()) {
        this.others.start();
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
    // Last of all, so that nobody else leads while something here still does.
    election.abort(this.stopping.signal.reason);
    if (inTime) await electionEnded;
    await this.within(this.graceMs(), Promise.all([this.recorders.shutdown(), this.election?.shutdown()]));
    this.recorders.end();
    this.election?.close();
    // The lock may be released later, when the last runnable has ended.
    if (!inTime) void electionEnded.then(() => this.election?.close());
    if (this.failures.length > 1) throw new AggregateError(this.failures, this.failures.map(messageOf).join('; '));
    if (this.failures.length > 0) throw this.failures[0];
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private lead(): void {
    this.leaders.start();
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
          // The lock is released only when nothing is at work any more.
          await this.leaders.stop(signal.reason);
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

  /** The first failure ends the manager; later ones are what comes of it. */
  private fail(error: unknown, what: string): void {
    if (this.isStopping()) {
      this.logger.error('Error after the manager was told to stop', { what, error });
      return;
    }
    this.logger.error('The manager ends', { what, error });
    this.failures.push(error);
    this.stopping.abort(error);
  }

  /** Ends runnables and caches. Says whether they have ended in the time that they have. */
  private async stop(): Promise<boolean> {
    const graceMs = this.graceMs();
    const reason: unknown = this.stopping.signal.reason;
    const groups = Promise.all([this.others.stop(reason), this.leaders.stop(reason)]);
    const ended = await this.within(graceMs, groups);
    if (!ended && graceMs > 0) {
      const names = [...this.others.names(), ...this.leaders.names()].join(', ');
      this.failures.push(new Error(`failed waiting for all runnables to end within grace period of ${graceMs} ms: ${names}`));
    }
    await this.caches.stop();
    return ended;
  }

  private graceMs(): number {
    return this.leadershipLost ? 0 : (this.options.gracefulShutdownTimeoutMs ?? 30_000);
  }

  /** Whether work, which never rejects, has ended in time. */
  private within(timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
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
