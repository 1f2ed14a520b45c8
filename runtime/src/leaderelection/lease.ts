import type { KubeList, MicroTime, NamespacedResource, NamespacedStoredMeta, TypeMeta } from '../meta/index.js';
import type { LeaderElectionRecord } from './record.js';

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
