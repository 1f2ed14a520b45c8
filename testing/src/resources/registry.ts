import type { ResourceDefinition } from './definition.js';
import { compareVersions } from './version-order.js';

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
