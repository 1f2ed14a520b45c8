import { isLabel, isSubdomain } from './crd-names.js';
import { arrayMember, compareText, isObject, stringMember } from './json.js';
import { kubernetesName } from './known-types.js';

/** A group and a version, as they stand in `apiVersion`. */
export interface GroupVersionName {
  readonly group: string;
  readonly version: string;
}

export interface GroupVersionKindName extends GroupVersionName {
  readonly kind: string;
}

export function groupVersionKey(name: GroupVersionName): string {
  return `${name.group}/${name.version}`;
}

/** Whether a group and a version are names that an API server could have, and so are fit to be names of folders. */
export function isGroupVersion(group: string, version: string): boolean {
  return (group === '' || isSubdomain(group)) && isLabel(version);
}

/** What a definition or an operation says that it is. Entries that no API server could have are left out. */
export function groupVersionKinds(schema: unknown): GroupVersionKindName[] {
  const extension = isObject(schema) ? schema['x-kubernetes-group-version-kind'] : undefined;
  const entries = isObject(extension) ? [extension] : arrayMember(schema, 'x-kubernetes-group-version-kind');
  return entries.flatMap((entry) => {
    const group = stringMember(entry, 'group') ?? '';
    const version = stringMember(entry, 'version') ?? '';
    const kind = stringMember(entry, 'kind') ?? '';
    return kind !== '' && isGroupVersion(group, version) ? [{ group, version, kind }] : [];
  });
}

/** The packages of `k8s.io/api` whose group is not `<package>` or `<package>.k8s.io`. */
const kubernetesPackages: ReadonlyMap<string, string> = new Map([
  ['core', ''],
  ['apps', 'apps'],
  ['autoscaling', 'autoscaling'],
  ['batch', 'batch'],
  ['extensions', 'extensions'],
  ['policy', 'policy'],
  ['apiserverinternal', 'internal.apiserver.k8s.io'],
  ['flowcontrol', 'flowcontrol.apiserver.k8s.io'],
  ['rbac', 'rbac.authorization.k8s.io'],
]);

/** Which group version each package of definitions belongs to: `io.k8s.api.rbac.v1` to `rbac.authorization.k8s.io/v1`. */
export type Packages = ReadonlyMap<string, GroupVersionName>;

/** Learns it from the definitions that say what kind they are. */
export function packagesOf(definitions: ReadonlyMap<string, unknown>): Packages {
  const packages = new Map<string, GroupVersionName>();
  for (const key of [...definitions.keys()].sort(compareText)) {
    const [first, second] = groupVersionKinds(definitions.get(key));
    const { container } = splitDefinition(key);
    if (first !== undefined && second === undefined && !packages.has(container)) packages.set(container, first);
  }
  return packages;
}

/** Takes the name of a definition apart. The arguments of a generic type (`x.Box[y.T]`) are part of its name. */
export function splitDefinition(key: string): { container: string; name: string } {
  const arguments_ = key.indexOf('[');
  const dot = (arguments_ < 0 ? key : key.slice(0, arguments_)).lastIndexOf('.');
  return dot < 0 ? { container: '', name: key } : { container: key.slice(0, dot), name: key.slice(dot + 1) };
}

/** Returns the group version that a definition belongs to: its own, that of its package, or one made of the name of its package. */
export function groupVersionOf(definition: string, schema: unknown, packages: Packages): GroupVersionName {
  const container = kubernetesName(splitDefinition(definition).container);
  const own = groupVersionKinds(schema);
  const [only] = own;
  if (only !== undefined && own.length === 1) return only;
  return ofKubernetes(container) ?? packages.get(splitDefinition(definition).container) ?? ofName(container);
}

function ofKubernetes(container: string): GroupVersionName | undefined {
  const [, name, version] = /^io\.k8s\.api\.([a-z]+)\.(v[a-z0-9]+)$/.exec(container) ?? [];
  if (name !== undefined && version !== undefined) return { group: kubernetesPackages.get(name) ?? `${name}.k8s.io`, version };
  return container.startsWith('io.k8s.apimachinery.pkg.') ? { group: 'meta.k8s.io', version: 'v1' } : undefined;
}

/** `com.example.cache.v1` is `cache.example.com/v1`; what has no version gets `v1`. */
function ofName(container: string): GroupVersionName {
  const words = container.toLowerCase().split(/[./]/).filter(isLabel);
  const last = words.at(-1) ?? '';
  const isVersioned = /^v\d+((alpha|beta)\d+)?$/.test(last);
  const group = (isVersioned ? words.slice(0, -1) : words).reverse().join('.');
  return { group: group === '' ? 'definitions' : group, version: isVersioned ? last : 'v1' };
}
