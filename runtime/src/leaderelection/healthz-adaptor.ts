/** The part of an elector that a health check uses. */
export interface LeaderCheck {
  /**
   * Throws an Error if this candidate holds the lock and its lease ended more than `maxTolerableExpiredLeaseMs` milliseconds ago.
   */
  check(maxTolerableExpiredLeaseMs: number): void;
}

/** A health check that fails if a leader neither renews its lock nor stops leading. */
export interface HealthzAdaptor {
  /** The name of the health check. */
  readonly name: 'leaderElection';
  /** Throws an Error if this process holds the lock and has not renewed it for too long. Passes before an election is set. */
  check(): void;
  /** Sets the election to check. `newLeaderElector` calls this on its `watchDog`. */
  setLeaderElection(elector: LeaderCheck): void;
}

/** Creates a health check that passes until `timeoutMs` milliseconds after the lease has expired. */
export function newLeaderHealthzAdaptor(timeoutMs: number): HealthzAdaptor {
  let watched: LeaderCheck | undefined;
  return {
    name: 'leaderElection',
    check: () => watched?.check(timeoutMs),
    setLeaderElection: (elector) => {
      watched = elector;
    },
  };
}
