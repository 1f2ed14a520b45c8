export type { LeaderCallbacks, LeaderElectionConfig } from './config.js';
export { newLeaderHealthzAdaptor, type HealthzAdaptor, type LeaderCheck } from './healthz-adaptor.js';
export { newLeaderElector, type LeaderElector } from './leader-elector.js';
export { newLeaseLock, type LeaseLockOptions, type LockEventRecorder } from './lease-lock.js';
export type { Lease, LeaseSpec } from './lease.js';
export { isLeadershipLost, LeadershipLostError, type LeadershipLostReason } from './leadership-lost-error.js';
export type { LeaderMetric } from './metrics.js';
export type { LeaderElectionRecord } from './record.js';
export type { ResourceLock } from './resource-lock.js';
