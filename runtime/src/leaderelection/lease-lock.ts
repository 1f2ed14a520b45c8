import { namespacedClient } from '../client/index.js';
import type { KubeList, MicroTime, NamespacedResource, NamespacedStoredMeta, TypeMeta } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import type { LeaderElectionRecord, ResourceLock } from './resource-lock.js';

/**
 * The spec of a Lease.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/#LeaseSpec
 */
export interface LeaseSpec {
  /** The identity of the holder. Empty if the lock was released. */
  holderIdentity?: string | undefined;
  /**
   * The time that candidates wait after the last observed renewal before they take the Lease.
   *
   * Unit: seconds
   */
  leaseDurationSeconds?: number | undefined;
  /** The time at which the current holder took the Lease. */
  acquireTime?: MicroTime | undefined;
  /** The time at which the holder last renewed the Lease. */
  renewTime?: MicroTime | undefined;
  /** The number of changes of the holder. */
  leaseTransitions?: number | undefined;
  /** The identity of a better candidate, to which the holder should release the Lease. Used with a `strategy` only. */
  preferredHolder?: string | undefined;
  /** The strategy by which coordinated leader election picks the holder. */
  strategy?: string | undefined;
}

/** A Lease with the fields that leader election uses. */
export interface Lease extends TypeMeta {
  /** The metadata of the Lease. */
  metadata: NamespacedStoredMeta;
  /** The spec of the Lease. */
  spec?: LeaseSpec | undefined;
}

/** The descriptor of Leases. */
export const leases: NamespacedResource<Lease, KubeList<Lease>> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  listKind: 'LeaseList',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: [],
};

/**
 * Returns the record in the spec of a Lease. Fields that are absent or null are empty in the record, also if the complete spec
 * is.
 */
export function recordOfLease(spec: LeaseSpec | null | undefined): LeaderElectionRecord {
  return {
    holderIdentity: spec?.holderIdentity ?? '',
    leaseDurationSeconds: spec?.leaseDurationSeconds ?? 0,
    acquireTime: spec?.acquireTime ?? undefined,
    renewTime: spec?.renewTime ?? undefined,
    leaderTransitions: spec?.leaseTransitions ?? 0,
  };
}

/** Returns the spec of a Lease that holds a record. */
export function leaseSpecOf(record: LeaderElectionRecord): LeaseSpec {
  const { holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaderTransitions } = record;
  return { holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaseTransitions: leaderTransitions };
}

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
