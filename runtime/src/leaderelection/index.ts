/**
 * Leader election: of all candidates that share a Lease, at most one leads, as in client-go's `tools/leaderelection`.
 *
 * Start with `newLeaderElector` and `newLeaseLock`. A manager with the option `leaderElection` does all of this for its
 * controllers. An election does not fence requests: call `checkLease` before each action that only the leader may do.
 *
 * To read the code, start with `election-step.ts`, a step function that decides everything. `leader-elector.ts` runs its
 * activities.
 *
 * @packageDocumentation
 */
export type { LeaderCallbacks, LeaderElectionConfig } from './config.js';
export { newLeaderHealthzAdaptor, type HealthzAdaptor, type LeaderCheck } from './healthz-adaptor.js';
export { newLeaderElector, type LeaderElector } from './leader-elector.js';
export { newLeaseLock } from './lease-lock.js';
export type { Lease, LeaseLockOptions, LeaseSpec, LockEventRecorder } from './lease-lock.js';
export { isLeadershipLost, LeadershipLostError } from './leadership-fence.js';
export type { LeadershipLostReason } from './leadership-fence.js';
export type { LeaderMetric } from './metrics.js';
export type { LeaderElectionRecord, ResourceLock } from './resource-lock.js';
