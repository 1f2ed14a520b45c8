import { pascalCase } from './identifier.js';

/**
 * The groups of Kubernetes' own API server, of today and of the past. Only ever add a group that Kubernetes has added: each takes
 * its first label away from everyone else.
 */
export const kubernetesGroups: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'meta.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'settings.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

const reservedLabels: ReadonlySet<string> = new Set([...kubernetesGroups].map(firstLabel));

/** Several foreign groups that begin with the same label, so that each accessor uses the full name of its group. */
export interface SharedLabel {
  /** The first label of the groups. */
  readonly label: string;
  /** The groups, sorted. */
  readonly groups: readonly string[];
}

/** The names of groups, and the problems with them. */
export interface GroupNames {
  /** The name of each group that was asked for, to which versions are added: `cache`, `networkingIstioIo`. */
  readonly names: ReadonlyMap<string, string>;
  /** Sorted by label. */
  readonly shared: readonly SharedLabel[];
  /** Names given by hand that are no identifiers, or that another group has: as `[group, name]`, sorted. */
  readonly unusable: readonly (readonly [group: string, name: string])[];
}

/**
 * Returns the beginning of each group's accessor: its first label, its full name, or the name given by hand. The full name is
 * used if the label belongs to Kubernetes or to several groups.
 *
 * The result does not depend on the order of the groups. All names differ.
 */
export function nameGroups(groups: Iterable<string>, byHand: ReadonlyMap<string, string>): GroupNames {
  const sorted = [...new Set(groups)].sort();
  const names = new Map<string, string>();
  const unusable: [string, string][] = [];
  const taken = new Map<string, string>();
  const claim = (group: string, name: string): boolean => {
    if (taken.has(name)) return false;
    taken.set(name, group);
    names.set(group, name);
    return true;
  };

  for (const group of sorted) if (kubernetesGroups.has(group)) claim(group, accessorPart(firstLabel(group)));
  for (const group of sorted) {
    const name = byHand.get(group);
    if (name === undefined) continue;
    const own = names.get(group);
    if (own !== undefined) taken.delete(own);
    if (!/^[a-z][A-Za-z0-9]*$/.test(name) || !claim(group, name)) {
      unusable.push([group, name]);
      if (own !== undefined) claim(group, own);
    }
  }

  const byLabel = new Map<string, string[]>();
  for (const group of sorted) {
    if (names.has(group)) continue;
    const label = accessorPart(firstLabel(group));
    byLabel.set(label, [...(byLabel.get(label) ?? []), group]);
  }
  const shared: SharedLabel[] = [];
  for (const [label, claimants] of [...byLabel].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const reserved = [...reservedLabels].some((own) => accessorPart(own) === label);
    if (claimants.length > 1 && !reserved) shared.push({ label, groups: claimants });
    for (const group of claimants) {
      if (claimants.length === 1 && !reserved && claim(group, label)) continue;
      if (!claim(group, accessorPart(group))) claim(group, group.split('.').map(accessorPart).join('_'));
    }
  }
  return { names, shared, unusable };
}

/** The accessor of a group version in the clientset, of the name of its group: `cache`, `v1alpha1` -> `cacheV1alpha1`. */
export function groupVersionAccessor(groupName: string, version: string): string {
  return groupName + pascalCase(version);
}

function firstLabel(group: string): string {
  return group === '' ? 'core' : (group.split('.', 1)[0] ?? group);
}

function accessorPart(text: string): string {
  const cased = pascalCase(text);
  const camel = cased.charAt(0).toLowerCase() + cased.slice(1);
  return /^[\p{L}_]/u.test(camel) ? camel : `group${camel}`;
}
