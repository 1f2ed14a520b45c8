import { namespacedClient } from '../client/index.js';
import type { RESTClient } from '../rest/index.js';
import { leases, leaseSpecOf, recordOfLease, type Lease } from './lease.js';
import type { ResourceLock } from './resource-lock.js';

/** Records events on a Lease, as the event recorder does. */
export interface LockEventRecorder {
  /** Records one event on the Lease. Must not throw. */
  event(object: Lease, eventtype: 'Normal', reason: string, message: string): void;
}

/** The Lease that is locked, and the candidate that locks it. */
export interface LeaseLockOptions {
  /** The namespace of the Lease. */
  readonly namespace: string;
  /** The name of the Lease. All candidates of one election use the same name. */
  readonly name: string;
  /** The identity of this candidate, unique among all candidates. Use the pod's name, or a host name with a random suffix. */
  readonly identity: string;
  /**
   * Labels to set on the Lease with each write of this candidate. Other labels stay as they are.
   *
   * Default: no labels
   */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * Records an event on the Lease when this candidate starts or stops leading.
   *
   * Default: no events
   */
  readonly eventRecorder?: LockEventRecorder | undefined;
}

/**
 * Creates a lock on a Lease (`coordination.k8s.io/v1`). Sends requests through `rest`. The elector creates the Lease if it does
 * not exist.
 */
export function newLeaseLock(rest: RESTClient, options: LeaseLockOptions): ResourceLock {
  const { namespace, name, identity, labels, eventRecorder } = options;
  const client = namespacedClient(rest, leases, namespace);
  /** The Lease as it was last read or written. Writes carry its resource version. */
  let lease: Lease | undefined;
  const remember = (answer: Lease, signal: AbortSignal): void => {
    // The elector has given up this call and decides by other answers, so writes must not use its resource version.
    signal.throwIfAborted();
    lease = answer;
  };
  return {
    identity,
    describe: () => `${namespace}/${name}`,
    async get(signal) {
      const read = await client.get(name, { signal });
      remember(read, signal);
      return recordOfLease(read.spec);
    },
    async create(record, signal) {
      const metadata = { name, namespace, ...(labels && { labels: { ...labels } }) };
      remember(await client.create({ metadata, spec: leaseSpecOf(record) }, { signal }), signal);
    },
    async update(record, signal) {
      if (lease === undefined) throw new Error('lease not initialized, call get or create first');
      const metadata = labels ? { ...lease.metadata, labels: { ...lease.metadata.labels, ...labels } } : lease.metadata;
      remember(await client.update({ ...lease, metadata, spec: leaseSpecOf(record) }, { signal }), signal);
    },
    recordEvent(message) {
      if (lease) eventRecorder?.event(lease, 'Normal', 'LeaderElection', `${identity} ${message}`);
    },
  };
}
