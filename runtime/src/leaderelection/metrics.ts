/**
 * Receives changes of leadership, for metrics.
 *
 * client-go exports `leader_election_master_status` and `leader_election_slowpath_total`, both by `name`. The first is a gauge
 * that `on` sets to 1 and `off` sets to 0. The second is a counter.
 */
export interface LeaderMetric {
  /** Called when this candidate starts leading. */
  on(name: string): void;
  /** Called when this candidate stops leading, and when an elector is created. */
  off(name: string): void;
  /** Called when a leader had to read the lock before it could renew it. */
  slowpathExercised(name: string): void;
}
