import type { RuntimeType } from '../model/index.js';

/** The types of `meta/v1` that the runtime brings under their own names. */
const metaTypes: ReadonlySet<string> = new Set<RuntimeType>([
  'APIGroup',
  'APIGroupList',
  'APIResource',
  'APIResourceList',
  'APIVersions',
  'Condition',
  'DeleteOptions',
  'FieldSelectorRequirement',
  'FieldsV1',
  'GroupResource',
  'GroupVersionForDiscovery',
  'LabelSelector',
  'LabelSelectorRequirement',
  'ListMeta',
  'ManagedFieldsEntry',
  'MicroTime',
  'ObjectMeta',
  'OwnerReference',
  'Preconditions',
  'ServerAddressByClientCIDR',
  'ShardInfo',
  'Status',
  'StatusCause',
  'StatusDetails',
  'Time',
]);

const machinery = 'io.k8s.apimachinery.pkg.';
const metaPackage = `${machinery}apis.meta.v1.`;

const others: ReadonlyMap<string, RuntimeType> = new Map([
  [`${machinery}api.resource.Quantity`, 'Quantity'],
  [`${machinery}runtime.RawExtension`, 'RawExtension'],
  [`${machinery}runtime.Unknown`, 'RawExtension'],
  [`${machinery}util.intstr.IntOrString`, 'IntOrString'],
  [`${machinery}version.Info`, 'VersionInfo'],
  [`${metaPackage}PartialObjectMetadata`, 'KubeObject'],
]);

function isMetaType(name: string): name is RuntimeType {
  return metaTypes.has(name);
}

/**
 * Returns the name of a definition as Kubernetes itself writes it. Other servers name the same Go package `k8s.io.api.core.v1` or
 * `k8s.io/api/core/v1`.
 */
export function kubernetesName(definition: string): string {
  return definition.startsWith('k8s.io.') || definition.startsWith('k8s.io/')
    ? `io.k8s.${definition.slice('k8s.io.'.length).replace(/\//g, '.')}`
    : definition;
}

/** The Go packages of Kubernetes' own kinds. The definition of a custom resource begins with its group instead. */
const ownPackages = ['io.k8s.api.', 'io.k8s.apiextensions-apiserver.', 'io.k8s.apimachinery.', 'io.k8s.kube-aggregator.'];

/** Whether a definition belongs to Kubernetes itself. */
export function isKubernetesOwn(definition: string): boolean {
  const name = kubernetesName(definition);
  return ownPackages.some((prefix) => name.startsWith(prefix));
}

/**
 * Returns the type of the runtime for a definition; undefined for all others. A cluster that joins the documents of several servers tells
 * their copies of one definition apart by `_v2` and so on: they are the same type.
 */
export function knownType(definition: string): RuntimeType | undefined {
  const key = kubernetesName(definition).replace(/_v\d+$/, '');
  const known = others.get(key);
  if (known !== undefined) return known;
  const name = key.startsWith(metaPackage) ? key.slice(metaPackage.length) : '';
  return isMetaType(name) ? name : undefined;
}
