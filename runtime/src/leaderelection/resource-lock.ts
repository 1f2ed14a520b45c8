import type { LeaderElectionRecord } from './record.js';

/**
 * A lock that candidates share: a record in one object on the server. Writes must be refused when the object has changed since the
 * last call of `get`, `create` or `update` that succeeded, which is all that keeps two candidates apart.
 */
export interface ResourceLock {
  /** Who this candidate is. Unique among all candidates. */
  readonly identity: string;
  /** What is locked, for messages: `namespace/name`. */
  describe(): string;
  /** Rejects with an error of `isNotFound` where there is no record yet. */
  get(signal: AbortSignal): Promise<LeaderElectionRecord>;
  /** Rejects where there is a record already. */
  create(record: LeaderElectionRecord, signal: AbortSignal): Promise<void>;
  /** Replaces the record. Rejects where the object has changed, and where it was neither read nor created before. */
  update(record: LeaderElectionRecord, signal: AbortSignal): Promise<void>;
  /** Tells of a change: `became leader`, `stopped leading`. */
  recordEvent?(message: string): void;
}
