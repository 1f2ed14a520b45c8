import type { KubeList, MicroTime, NamespacedResource, NamespacedStoredMeta, TypeMeta } from '../meta/index.js';
import type { LeaderElectionRecord } from './record.js';

/** Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/#LeaseSpec */
export interface LeaseSpec {
  holderIdentity?: string | undefined;
  leaseDurationSeconds?: number | undefined;
  acquireTime?: MicroTime | undefined;
  renewTime?: MicroTime | undefined;
  leaseTransitions?: number | undefined;
  preferredHolder?: string | undefined;
  strategy?: string | undefined;
}

/** A Lease, as far as leader election knows it. */
export interface Lease extends TypeMeta {
  metadata: NamespacedStoredMeta;
  spec?: LeaseSpec | undefined;
}

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

/** Returns the record of a lease. Fields that are absent or null, and a spec that is, are empty. */
export function recordOfLease(spec: LeaseSpec | null | undefined): LeaderElectionRecord {
  return {
    holderIdentity: spec?.holderIdentity ?? '',
    leaseDurationSeconds: spec?.leaseDurationSeconds ?? 0,
    acquireTime: spec?.acquireTime ?? undefined,
    renewTime: spec?.renewTime ?? undefined,
    leaderTransitions: spec?.leaseTransitions ?? 0,
  };
}

/** Returns the spec of a lease that holds a record. */
export function leaseSpecOf(record: LeaderElectionRecord): LeaseSpec {
  const { holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaderTransitions } = record;
  return { holderIdentity, leaseDurationSeconds, acquireTime, renewTime, leaseTransitions: leaderTransitions };
}
