import type { LeaderElectionRecord } from './record.js';

/**
 * A lock that candidates share: a record in one object on the server. The server must refuse a write if the object has changed
 * since the last successful call of `get`, `create` or `update`. Only this keeps two candidates from leading at the same time.
 */
export interface ResourceLock {
  /** The identity of this candidate. Unique among all candidates. */
  readonly identity: string;
  /** Returns a description of the locked object for messages: `namespace/name`. */
  describe(): string;
  /** Reads the record. Rejects with an error that `isNotFound` accepts if there is no object yet. */
  get(signal: AbortSignal): Promise<LeaderElectionRecord>;
  /** Creates the object with the record. Rejects if the object exists. */
  create(record: LeaderElectionRecord, signal: AbortSignal): Promise<void>;
  /** Replaces the record. Rejects if the object has changed, and if this lock has not read or created it before. */
  update(record: LeaderElectionRecord, signal: AbortSignal): Promise<void>;
  /** Records a change of leadership: `became leader` or `stopped leading`. */
  recordEvent?(message: string): void;
}
