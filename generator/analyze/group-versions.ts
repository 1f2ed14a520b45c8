import type { GroupVersion, Resource } from '../model/index.js';
import { pascalCase, uniqueName } from '../naming/identifier.js';
import { isPluralOf, resourceAccessor } from '../naming/resource-accessor.js';
import { kindTypeName } from '../naming/type-name.js';
import { compareText } from './json.js';
import { groupVersionKey } from './packages.js';
import { claimRoot, newTypeTable } from './type-scope.js';
import type { TypeTable } from './type-scope.js';

/** A resource that has yet to be given its accessor, and its name where it is not alone. */
export type PendingResource = Omit<Resource, 'accessor' | 'typeName'>;

/** A group version while it is being put together. */
export interface PendingGroupVersion {
  readonly table: TypeTable;
  readonly sources: Set<string>;
  readonly resources: PendingResource[];
}

/** The group versions of a run, each made when it is first asked for. */
export class GroupVersions {
  readonly #byName = new Map<string, PendingGroupVersion>();

  get(group: string, version: string): PendingGroupVersion {
    const key = groupVersionKey({ group, version });
    const found = this.#byName.get(key);
    if (found !== undefined) return found;
    const made = { table: newTypeTable(group, version), sources: new Set<string>(), resources: [] };
    this.#byName.set(key, made);
    return made;
  }

  /** Those that hold anything, sorted by group, then by version. */
  filled(): PendingGroupVersion[] {
    return [...this.#byName.values()]
      .filter(({ table, resources }) => table.types.size > 0 || resources.length > 0)
      .sort((a, b) => compareText(a.table.group, b.table.group) || compareText(a.table.version, b.table.version));
  }
}

/** The finished group version, under the accessor that it was given. */
export function finish({ table, sources, resources }: PendingGroupVersion, accessor: string): GroupVersion {
  return {
    group: table.group,
    version: table.version,
    accessor,
    sources: [...sources].sort(compareText),
    types: [...table.types.values()].sort((a, b) => compareText(a.name, b.name)),
    resources: nameResources(table, resources),
  };
}

/**
 * Gives each resource its accessor and its name: that of its type, as long as one resource only has it. The one whose plural is
 * the kind's comes first; others add their plural.
 */
function nameResources(table: TypeTable, resources: readonly PendingResource[]): Resource[] {
  const rank = (resource: PendingResource): number => (isPluralOf(resource.kind, resource.plural) ? 0 : 1);
  const accessors = new Set<string>();
  const typeNames = new Set<string>();
  const named = [...resources]
    .sort((a, b) => rank(a) - rank(b) || compareText(a.plural, b.plural))
    .map((resource): Resource => {
      const accessor = uniqueName(resourceAccessor(resource.kind, resource.plural), (name) => accessors.has(name));
      accessors.add(accessor);
      return { ...resource, accessor, typeName: resourceTypeName(table, resource, typeNames) };
    });
  return named.sort((a, b) => compareText(a.kind, b.kind) || compareText(a.plural, b.plural));
}

function resourceTypeName(table: TypeTable, resource: PendingResource, taken: Set<string>): string {
  const { group, version, name } = resource.object;
  const isOurs = group === table.group && version === table.version;
  const first = isOurs && !taken.has(name);
  const typeName = first ? name : claimRoot(table, kindTypeName(resource.kind + (isOurs ? pascalCase(resource.plural) : '')));
  taken.add(typeName);
  return typeName;
}
