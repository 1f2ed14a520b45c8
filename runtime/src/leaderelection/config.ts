import type { Clock, Logger, Random } from '../util/index.js';
import type { HealthzAdaptor } from './healthz-adaptor.js';
import type { LeaderMetric } from './metrics.js';
import type { ResourceLock } from './resource-lock.js';

/**
 * The largest part of the retry period that is added to it at random. A candidate waits for 1 to 2.2 retry periods between two
 * tries.
 */
export const jitterFactor = 1.2;

/** Callbacks for changes of leadership. Errors that they throw, or reject with, are logged unless stated otherwise. */
export interface LeaderCallbacks {
  /**
   * Called when this candidate has become the leader. The signal fires when it stops leading or when the elector is stopped. The
   * callback must then end at once everything that only the leader may do.
   *
   * If the callback throws or rejects, the candidate gives up leadership and `run` rejects with the same error. A promise that
   * resolves changes nothing. With `releaseOnCancel`, the elector waits for the promise before it releases the lock.
   */
  onStartedLeading(signal: AbortSignal): unknown;
  /** Called once, as the last callback, when `run` ends. It is also called if this candidate never led. */
  onStoppedLeading(): unknown;
  /** Called when a different leader is observed, which can be this candidate. The identity is `''` if nobody leads. */
  onNewLeader?(identity: string): unknown;
}

/** The settings of an election. All candidates should use the same durations. */
export interface LeaderElectionConfig {
  /** The lock that all candidates share, such as one from `newLeaseLock`. */
  readonly lock: ResourceLock;
  /**
   * The time that the lock must stay unchanged before another candidate takes it from its holder. Stored in seconds, rounded up.
   *
   * Unit: milliseconds
   * Default: 15_000
   */
  readonly leaseDurationMs?: number | undefined;
  /**
   * The time for which the leader tries to renew the lock before it gives up leadership.
   *
   * Unit: milliseconds
   * Default: 10_000
   */
  readonly renewDeadlineMs?: number | undefined;
  /**
   * The time between two tries. A candidate that does not hold the lock adds up to 1.2 times this value at random.
   *
   * Unit: milliseconds
   * Default: 2_000
   */
  readonly retryPeriodMs?: number | undefined;
  /** Callbacks for changes of leadership. */
  readonly callbacks: LeaderCallbacks;
  /**
   * Releases the lock when the signal of `run` fires, so that another candidate need not wait. The elector releases the lock
   * after the promise of `onStartedLeading` has settled. Work that continues after that runs at the same time as the next leader.
   *
   * Default: false
   */
  readonly releaseOnCancel?: boolean | undefined;
  /**
   * The name of the election in metrics, health checks and messages.
   *
   * Default: the description of the lock
   */
  readonly name?: string | undefined;
  /** A health check that watches this election, from `newLeaderHealthzAdaptor`. */
  readonly watchDog?: HealthzAdaptor | undefined;
  /** Receives changes of leadership, for metrics. */
  readonly metrics?: LeaderMetric | undefined;
  /**
   * Clock and timers, for tests.
   *
   * Default: the clock of the system
   */
  readonly clock?: Clock | undefined;
  /**
   * Source of randomness for the jitter of retries, for tests.
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

/** The durations of an election, validated. */
export interface ElectionTimes {
  /** The time that the lock must stay unchanged before another candidate takes it. */
  readonly leaseDurationMs: number;
  /** The time for which the leader tries to renew the lock. */
  readonly renewDeadlineMs: number;
  /** The time between two tries, without jitter. */
  readonly retryPeriodMs: number;
}

/**
 * Returns the durations of a config, with defaults applied. The lease must outlast the leader's tries to renew it, and the
 * deadline must leave time for more than one try.
 *
 * Throws a RangeError if a duration is not positive, or if the durations do not fit each other.
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
