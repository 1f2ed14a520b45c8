import { compareVersions } from './version-order.js';
import type { ResourceDefinition } from './definition.js';

/** Which resources are served now, by group, version and plural. Groups and versions keep the order in which they came. */
export class Registry {
  readonly #groups = new Map<string, Map<string, Map<string, ResourceDefinition>>>();
  #generation = 0;

  constructor(definitions: readonly ResourceDefinition[]) {
    for (const definition of definitions) this.add(definition);
  }

  /** Grows by each change: what was derived from the registry is good as long as it stays. */
  get generation(): number {
    return this.#generation;
  }

  add(definition: ResourceDefinition): void {
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

  get(group: string, version: string, plural: string): ResourceDefinition | undefined {
    return this.#groups.get(group)?.get(version)?.get(plural);
  }

  groups(): string[] {
    return [...this.#groups.keys()];
  }

  /** The versions of a group, the preferred one first. */
  versions(group: string): string[] {
    return [...(this.#groups.get(group)?.keys() ?? [])].sort(compareVersions);
  }

  hasVersion(group: string, version: string): boolean {
    return this.#groups.get(group)?.has(version) === true;
  }

  /** The resources of a group version, sorted by plural. */
  resources(group: string, version: string): ResourceDefinition[] {
    return [...(this.#groups.get(group)?.get(version)?.values() ?? [])].sort((a, b) => (a.plural < b.plural ? -1 : 1));
  }

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
