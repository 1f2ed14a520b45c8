import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  newLeaderElector,
  newLeaderHealthzAdaptor,
  newLeaseLock,
  type HealthzAdaptor,
  type LeaderCallbacks,
  type LeaderElectionConfig,
  type LeaderElector,
  type LeaseLockOptions,
  type ResourceLock,
} from '../leaderelection/index.js';
import { createRESTClient, type RESTClient } from '../rest/index.js';
import type { Clock, Logger, Random } from '../util/index.js';
import { EventRecorders } from './event-recorders.js';
import { fenceWrites } from './write-fence.js';

/** The settings by which managers elect a leader. */
export interface ManagerLeaderElection
  extends
    Pick<LeaderElectionConfig, 'leaseDurationMs' | 'renewDeadlineMs' | 'retryPeriodMs' | 'releaseOnCancel' | 'metrics'>,
    Pick<LeaseLockOptions, 'labels'> {
  /** The namespace of the Lease, usually the namespace of the program. */
  readonly namespace: string;
  /** The name of the Lease. All managers of one program use the same name, and no other program does. */
  readonly name: string;
  /**
   * The identity of this manager, unique among all managers of the program.
   *
   * Default: the host name with a random suffix
   */
  readonly identity?: string | undefined;
  /**
   * Records the Events about changes of leadership.
   *
   * Default: a recorder of the election, whose Events name `identity` as their source
   */
  readonly eventRecorder?: LeaseLockOptions['eventRecorder'];
  /** A lock to use in place of a Lease. `namespace` and `name` are then used only in messages. */
  readonly lock?: ResourceLock | undefined;
}

/** The dependencies of the election of a manager. */
export interface ManagerElectionConfig {
  /** The client of the manager. The election uses its config only. */
  readonly rest: RESTClient;
  /** The settings from the manager's options. */
  readonly options: ManagerLeaderElection;
  /** Callbacks for changes of leadership. */
  readonly callbacks: LeaderCallbacks;
  /** Clock and timers. */
  readonly clock: Clock;
  /** Source of randomness for jitter. */
  readonly random: Random | undefined;
  /** Receives log messages. */
  readonly logger: Logger;
}

/**
 * The time for which a leader with an expired lease still counts as healthy. Source: controller-runtime, `leaderElectorHealthz`.
 */
const healthToleranceMs = 20_000;

/** The candidate of a manager. It has its own REST client for the lock and its Events. */
export class ManagerElection {
  /** A health check that fails if the leader neither renews its lease nor stops. */
  readonly healthCheck: HealthzAdaptor = newLeaderHealthzAdaptor(healthToleranceMs);
  private readonly rest: RESTClient;
  private readonly recorders: EventRecorders;
  private readonly elector: LeaderElector;
  private hasLed = false;

  /** Creates the candidate. Throws an error of `newLeaderElector` if the options cannot work. */
  constructor({ rest, options, callbacks, ...shared }: ManagerElectionConfig) {
    const { namespace, name, identity = `${hostname()}_${randomUUID()}`, labels, eventRecorder, lock, ...config } = options;
    // Requests that wait for qps, or a pool that is full of slow requests, must not delay a renewal. An election sends only one
    // request per retry period.
    this.rest = createRESTClient({ ...rest.config, qps: undefined });
    this.recorders = new EventRecorders({ rest: this.rest, ...shared });
    this.elector = newLeaderElector({
      releaseOnCancel: true,
      ...config,
      ...shared,
      lock:
        lock ??
        newLeaseLock(this.rest, {
          namespace,
          name,
          identity,
          labels,
          eventRecorder: eventRecorder ?? this.recorders.recorderFor(identity),
        }),
      name,
      watchDog: this.healthCheck,
      callbacks: {
        ...callbacks,
        onStartedLeading: (signal) => {
          this.hasLed = true;
          return callbacks.onStartedLeading(signal);
        },
      },
    });
  }

  /** Runs the election until the signal fires or leadership is lost. */
  run(signal: AbortSignal): Promise<void> {
    return this.elector.run(signal);
  }

  /**
   * Wraps a client so that its writes reject with a LeadershipLostError after this manager has stopped leading. Writes pass until
   * the manager has led for the first time, because runnables without leader election may write.
   */
  fence(rest: RESTClient): RESTClient {
    return fenceWrites(rest, () => {
      if (this.hasLed) this.elector.checkLease();
    });
  }

  /** Accepts no more Events. Resolves when all accepted Events have been written or discarded. */
  shutdown(): Promise<void> {
    return this.recorders.shutdown();
  }

  /** Discards Events that have not been written, and closes the connections of the election. */
  close(): void {
    this.recorders.end();
    this.rest.close();
  }
}
