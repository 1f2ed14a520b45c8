import { goQuote } from '../util/index.js';
import type { UnseenWrite } from './write-ledger.js';

const marker = Symbol.for('kube-client-runtime.StaleCacheError');

/**
 * The error of a read that would return an older state than a write of the same client. The cache did not see that write in time. A
 * controller retries its reconciliation.
 */
export class StaleCacheError extends Error {
  /** The kind of the written object, such as `ConfigMap`. */
  readonly kind: string;
  /** The written object, `namespace/name` or `name`. Empty for a write from before the cache existed. */
  readonly key: string;
  /** The version that the write returned, `''` for a deletion, which returns none. */
  readonly version: string;
  /** The version up to which the cache has seen the server, `''` if it has not. */
  readonly seenVersion: string;

  constructor(message: string, details: Pick<StaleCacheError, 'kind' | 'key' | 'version' | 'seenVersion'> & { cause?: unknown }) {
    const { kind, key, version, seenVersion, cause } = details;
    super(message, { cause });
    Object.defineProperty(this, marker, { value: true });
    this.name = 'StaleCacheError';
    this.kind = kind;
    this.key = key;
    this.version = version;
    this.seenVersion = seenVersion;
  }
}

/** Whether an error is a `StaleCacheError`, of any copy of the package. */
export function isStaleCacheError(error: unknown): error is StaleCacheError {
  return typeof error === 'object' && error !== null && marker in error;
}

/** Options of the error of a read that did not see a write. */
export interface UnseenWriteOptions {
  /** The kind of the object, such as `ConfigMap`. */
  readonly kind: string;
  /** The write that the cache has not seen. */
  readonly write: UnseenWrite;
  /** The version up to which the cache has seen the server. */
  readonly seenVersion: string;
  /** The reason for which the wait ended, such as `within 10000 ms`. */
  readonly when: string;
  /** The cause. */
  readonly cause?: unknown;
}

/** Returns the error of a read that did not see a write. */
export function newStaleCacheError({ kind, write, seenVersion, when, cause }: UnseenWriteOptions): StaleCacheError {
  const { key, version, deletedUid } = write;
  const what =
    deletedUid === undefined ? `version ${version}, which this client wrote` : `the deletion of ${deletedUid} by this client`;
  const object = key === '' ? kind : `${kind} ${goQuote(key)}`;
  const message =
    `${object}: the cache has not seen ${what}, ${when} (it has seen version ${goQuote(seenVersion)}; ` +
    'read from the server, or set the option readYourWrites of the manager)';
  return new StaleCacheError(message, { kind, key, version, seenVersion, cause });
}
