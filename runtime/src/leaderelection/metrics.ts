/**
 * Is told who leads. client-go's names are `leader_election_master_status`, a gauge by `name` that `on` sets to 1 and `off` to 0, and
 * `leader_election_slowpath_total`, a counter by `name`.
 */
export interface LeaderMetric {
  on(name: string): void;
  off(name: string): void;
  /** A leader had to read the lock before it could renew it. */
  slowpathExercised(name: string): void;
}
