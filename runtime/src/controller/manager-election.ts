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

/** How managers choose the one that leads. */
export interface ManagerLeaderElection
  extends
    Pick<LeaderElectionConfig, 'leaseDurationMs' | 'renewDeadlineMs' | 'retryPeriodMs' | 'releaseOnCancel' | 'metrics'>,
    Pick<LeaseLockOptions, 'labels'> {
  /** The namespace of the Lease; the program’s own, mostly. */
  readonly namespace: string;
  /** The name of the Lease, which all managers of one program share, and no others. */
  readonly name: string;
  /** The identity of this manager, unique among all. Default: the host’s name and something random. */
  readonly identity?: string | undefined;
  /** Creates the Events that say who leads. Default: a recorder of the election, whose Events come from `identity`. */
  readonly eventRecorder?: LeaseLockOptions['eventRecorder'];
  /** Another lock than a Lease; `namespace` and `name` are then for messages. */
  readonly lock?: ResourceLock | undefined;
}

export interface ManagerElectionConfig {
  /** The client of the manager: the election takes its config. */
  readonly rest: RESTClient;
  readonly options: ManagerLeaderElection;
  readonly callbacks: LeaderCallbacks;
  readonly clock: Clock;
  readonly random: Random | undefined;
  readonly logger: Logger;
}

const healthToleranceMs = 20_000;

/** The candidate of a manager, with a REST client of its own for the lock and its Events. */
export class ManagerElection {
  readonly healthCheck: HealthzAdaptor = newLeaderHealthzAdaptor(healthToleranceMs);
  private readonly rest: RESTClient;
  private readonly recorders: EventRecorders;
  private readonly elector: LeaderElector;
  private hasLed = false;

  /** Throws if the options cannot work. */
  constructor({ rest, options, callbacks, ...shared }: ManagerElectionConfig) {
    const { namespace, name, identity = `${hostname()}_${randomUUID()}`, labels, eventRecorder, lock, ...config } = options;
    // Neither requests that wait for qps nor a pool full of slow ones delay a renewal. An election sends one request a retry period.
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

  run(signal: AbortSignal): Promise<void> {
    return this.elector.run(signal);
  }

  /**
   * Wraps a client so that its writes reject with a `LeadershipLostError` once this manager has led and leads no more. Before it leads for
   * the first time, they pass: runnables that need no leader may write.
   */
  fence(rest: RESTClient): RESTClient {
    return fenceWrites(rest, () => {
      if (this.hasLed) this.elector.checkLease();
    });
  }

  /** Takes no more Events, and resolves when those that were taken have been written, or given up. */
  shutdown(): Promise<void> {
    return this.recorders.shutdown();
  }

  /** Gives up Events that have not been written, and closes the connections of the election. */
  close(): void {
    this.recorders.end();
    this.rest.close();
  }
}
