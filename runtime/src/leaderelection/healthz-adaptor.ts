/** What a health check asks of an elector. */
export interface LeaderCheck {
  check(maxTolerableExpiredLeaseMs: number): void;
}

/** A health check: unhealthy is a leader that neither renews its lock nor stops. */
export interface HealthzAdaptor {
  readonly name: 'leaderElection';
  /** Throws where this process holds the lock, and has not renewed it for too long. Healthy before there is an election. */
  check(): void;
  /** Ties the check to an election; `newLeaderElector` does so for its `watchDog`. */
  setLeaderElection(elector: LeaderCheck): void;
}

/** A health check that still says healthy for `timeoutMs` after the lease has expired. */
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
