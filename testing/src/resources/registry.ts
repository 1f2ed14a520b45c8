import type { ResourceDefinition } from './definition.js';

/** The served resources, by group, version and plural. Groups and versions keep the order of their registration. */
export class Registry {
  readonly #groups = new Map<string, Map<string, Map<string, ResourceDefinition>>>();
  #generation = 0;

  constructor(definitions: readonly ResourceDefinition[]) {
    for (const definition of definitions) this.add(definition);
  }

  /** A number that grows with each change. Values derived from the registry are valid while it stays the same. */
  get generation(): number {
    return this.#generation;
  }

  /** Serves a resource. */
  add(definition: ResourceDefinition): void {
    /** Returns the versions of a group, the preferred version first. */
    const versions = getOrMake(this.#groups, definition.group, () => new Map<string, Map<string, ResourceDefinition>>());
    getOrMake(versions, definition.version, () => new Map<string, ResourceDefinition>()).set(definition.plural, definition);
    this.#generation++;
  }

  /** Stops serving all versions of a resource. */
  remove(group: string, plural: string): void {
    const versions = this.#groups.get(group);
    if (versions === undefined) return;
    for (const [version, resources] of versions) {
      resources.delete(plural);
      if (resources.size === 0) versions.delete(version);
    }
    if (versions.size === 0) this.#groups.delete(group);
    this.#generation++;
  }

  /** Returns a resource, or undefined if it is not served. */
  get(group: string, version: string, plural: string): ResourceDefinition | undefined {
    return this.#groups.get(group)?.get(version)?.get(plural);
  }

  /** Returns the served groups. */
  groups(): string[] {
    return [...this.#groups.keys()];
  }

  /** The versions of a group, the preferred one first. */
  versions(group: string): string[] {
    return [...(this.#groups.get(group)?.keys() ?? [])].sort(compareVersions);
  }

  /** Whether a group version is served. */
  hasVersion(group: string, version: string): boolean {
    return this.#groups.get(group)?.has(version) === true;
  }

  /** Returns the resources of a group version, sorted by plural. */
  resources(group: string, version: string): ResourceDefinition[] {
    return [...(this.#groups.get(group)?.get(version)?.values() ?? [])].sort((a, b) => (a.plural < b.plural ? -1 : 1));
  }

  /** Returns all resources. */
  all(): ResourceDefinition[] {
    return this.groups().flatMap((group) => this.versions(group).flatMap((version) => this.resources(group, version)));
  }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/**
 * Orders versions as the server does: stable before beta before alpha, higher numbers first, other names last.
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
 */
export function compareVersions(a: string, b: string): number {
  const left = versionParts(a);
  const right = versionParts(b);
  if (left === undefined || right === undefined) {
    if (left !== undefined) return -1;
    if (right !== undefined) return 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return right.stability - left.stability || right.major - left.major || right.minor - left.minor;
}

function versionParts(name: string): { stability: number; major: number; minor: number } | undefined {
  const parts = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(name);
  if (parts === null) return undefined;
  const stability = parts[2] === undefined ? 2 : parts[2] === 'beta' ? 1 : 0;
  return { stability, major: Number(parts[1]), minor: Number(parts[3] ?? 0) };
}
