import { namespacedClient } from '../client/index.js';
import type { RESTClient } from '../rest/index.js';
import { leases, leaseSpecOf, recordOfLease, type Lease } from './lease.js';
import type { ResourceLock } from './resource-lock.js';

/** Makes events on an object, as the event recorder does. */
export interface LockEventRecorder {
  event(object: Lease, eventtype: 'Normal', reason: string, message: string): void;
}

export interface LeaseLockOptions {
  readonly namespace: string;
  /** The name of the Lease; all candidates of one election share it. */
  readonly name: string;
  /** Who this candidate is, unique among all: the name of the pod, or a host name and something random. */
  readonly identity: string;
  /** Labels that the Lease is to have while this candidate holds it. Others on it are left as they are. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Default: no events. */
  readonly eventRecorder?: LockEventRecorder | undefined;
}

/** A lock on a Lease (`coordination.k8s.io/v1`), reached through `rest`. The Lease is made when there is none. */
export function newLeaseLock(rest: RESTClient, options: LeaseLockOptions): ResourceLock {
  const { namespace, name, identity, labels, eventRecorder } = options;
  const client = namespacedClient(rest, leases, namespace);
  /** As it was last read or written: its version is what a write is checked against. */
  let lease: Lease | undefined;
  const remember = (answer: Lease, signal: AbortSignal): void => {
    // The elector has given the call up and decides by other answers: a write must not be checked against this one.
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
