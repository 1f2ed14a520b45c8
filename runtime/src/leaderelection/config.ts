import type { Clock, Logger, Random } from '../util/index.js';
import type { HealthzAdaptor } from './healthz-adaptor.js';
import type { LeaderMetric } from './metrics.js';
import type { ResourceLock } from './resource-lock.js';

/** By how much of itself the wait between two tries to get the lock is made longer at random, at most. */
export const jitterFactor = 1.2;

/** What is called when leadership changes. What these throw or reject with is logged, unless it says otherwise. */
export interface LeaderCallbacks {
  /**
   * Called when this candidate has become the leader. The signal fires when it is so no more, or the elector was told to stop: all that
   * only the leader may do has to end then, at once.
   *
   * Where it throws, or its promise rejects, leadership is given up and `run` rejects with the same. A promise that resolves changes
   * nothing. With `releaseOnCancel`, the promise is waited for before the lock is released.
   */
  onStartedLeading(signal: AbortSignal): unknown;
  /** Called once when `run` ends, last of all, also where this candidate never led. */
  onStoppedLeading(): unknown;
  /** Called when another leader than before is seen, this candidate included; `''` is nobody. */
  onNewLeader?(identity: string): unknown;
}

/** How an election is held. All candidates should agree on the times. */
export interface LeaderElectionConfig {
  readonly lock: ResourceLock;
  /**
   * Milliseconds for which a candidate has to see no change of the lock before it takes it from its holder. Stored in whole seconds,
   * rounded up. Default: 15,000.
   */
  readonly leaseDurationMs?: number | undefined;
  /** Milliseconds for which the leader tries to renew the lock before it gives up leading. Default: 10,000. */
  readonly renewDeadlineMs?: number | undefined;
  /** Milliseconds between two tries, made longer by up to 1.2 times itself where the lock is not held. Default: 2,000. */
  readonly retryPeriodMs?: number | undefined;
  readonly callbacks: LeaderCallbacks;
  /**
   * Releases the lock when `run` is told to end, so that another candidate need not wait. It is released when the promise of
   * `onStartedLeading` has settled; what goes on after that does so beside the next leader. Default: false.
   */
  readonly releaseOnCancel?: boolean | undefined;
  /** The name of the election in metrics, health checks and messages. Default: what the lock describes. */
  readonly name?: string | undefined;
  /** The health check that is to watch this election. */
  readonly watchDog?: HealthzAdaptor | undefined;
  readonly metrics?: LeaderMetric | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** Default: `defaultLogger`, which writes errors and warnings to standard error. */
  readonly logger?: Logger | undefined;
}

/** The times of an election, checked. */
export interface ElectionTimes {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/**
 * The times of a config, with their defaults. Throws a `RangeError` where they cannot work: the lease has to outlast the leader's tries
 * to renew it, and there has to be time for more than one of them.
 */
export function electionTimes(config: LeaderElectionConfig): ElectionTimes {
  const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2_000 } = config;
  for (const [name, value] of Object.entries({ leaseDurationMs, renewDeadlineMs, retryPeriodMs })) {
    if (!(value > 0 && value < Infinity))
      throw new RangeError(`leader election: ${name} must be greater than zero, not ${value}`);
  }
  if (leaseDurationMs <= renewDeadlineMs) {
    throw new RangeError(
      `leader election: leaseDurationMs (${leaseDurationMs}) must be greater than renewDeadlineMs (${renewDeadlineMs})`,
    );
  }
  if (renewDeadlineMs <= retryPeriodMs * jitterFactor) {
    throw new RangeError(
      `leader election: renewDeadlineMs (${renewDeadlineMs}) must be greater than ${jitterFactor} times retryPeriodMs (${retryPeriodMs})`,
    );
  }
  return { leaseDurationMs, renewDeadlineMs, retryPeriodMs };
}
