import type { ApiModel, GroupVersion, NamedType, TypeName } from '../model/index.js';
import { findCreatedParts } from './created-parts.js';
import { groupVersionFolders } from './folders.js';
import { groupNames, type GroupNames } from './names.js';
import { referencesOf, referencesOfType } from './references.js';

/** A group version with what is settled about it before a file is written. */
export interface Group {
  readonly groupVersion: GroupVersion;
  /** As objects state it: `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** As comments say it: `core/v1`, `apps/v1`. */
  readonly displayName: string;
  /** From the root of the output. */
  readonly folder: string;
  readonly names: GroupNames;
  readonly types: ReadonlyMap<string, NamedType>;
  /** The types that need an apply configuration, since an object that can be patched holds them. */
  readonly applied: Set<string>;
  /** By type: the fields that tell the items of a map list apart, and are required in its apply configuration. */
  readonly mapKeys: Map<string, Set<string>>;
}

/** The model by name. */
export interface ModelIndex {
  /** In the order of the model. */
  readonly groups: readonly Group[];
  group(name: TypeName): Group;
  /** Throws where the model refers to a type that it does not have, which is a fault of ours. */
  type(name: TypeName): NamedType;
}

export function indexModel(model: ApiModel): ModelIndex {
  const folders = groupVersionFolders(model.groupVersions);
  const parts = findCreatedParts(model);
  const groups = model.groupVersions.map((groupVersion): Group => {
    const { group, version, types } = groupVersion;
    return {
      groupVersion,
      apiVersion: group === '' ? version : `${group}/${version}`,
      displayName: `${group || 'core'}/${version}`,
      folder: folders.get(groupVersion) ?? '',
      names: groupNames(groupVersion, parts.get(groupVersion)),
      types: new Map(types.map((type) => [type.name, type])),
      applied: new Set(),
      mapKeys: new Map(),
    };
  });
  const byApiVersion = new Map(groups.map((group) => [group.apiVersion, group]));
  const groupOf = ({ group, version, name }: TypeName): Group => {
    const found = byApiVersion.get(group === '' ? version : `${group}/${version}`);
    if (!found) throw new Error(`the model refers to ${group}/${version} ${name}, and has no such group version`);
    return found;
  };
  const index: ModelIndex = {
    groups,
    group: groupOf,
    type: (name) => {
      const found = groupOf(name).types.get(name.name);
      if (!found) throw new Error(`the model refers to ${name.group}/${name.version} ${name.name}, and has no such type`);
      return found;
    },
  };
  markApplied(index);
  return index;
}

/** Follows everything that can be applied, and notes which types it holds and by which keys lists of them are merged. */
function markApplied(index: ModelIndex): void {
  const waiting: TypeName[] = [];
  const reach = (name: TypeName): void => {
    const { applied } = index.group(name);
    if (applied.has(name.name)) return;
    applied.add(name.name);
    waiting.push(name);
  };
  for (const { groupVersion } of index.groups) {
    for (const { verbs, object, subresources } of groupVersion.resources) {
      const patched = subresources.some(({ operations }) =>
        operations.some(({ verb, sends }) => verb === 'patch' && sends?.is === 'self'),
      );
      if (patched || verbs.includes('patch')) reach(object);
    }
  }
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    const type = index.type(name);
    for (const reference of referencesOfType(type)) reach(reference);
    if (type.kind !== 'object') continue;
    for (const { schema, mapKeys } of type.properties) {
      if (mapKeys) for (const item of referencesOf(schema)) requireKeys(index, item, mapKeys);
    }
  }
  for (const group of index.groups) for (const type of group.groupVersion.types) markAlias(index, group, type);
}

function requireKeys(index: ModelIndex, item: TypeName, keys: readonly string[]): void {
  let name = item;
  let type = index.type(name);
  for (let depth = 0; type.kind === 'alias' && type.of.kind === 'reference' && depth < 100; depth += 1) {
    name = type.of.type;
    type = index.type(name);
  }
  const { mapKeys } = index.group(name);
  const known = mapKeys.get(name.name);
  if (known) for (const key of keys) known.add(key);
  else mapKeys.set(name.name, new Set(keys));
}

/** A part of a part that is an alias is not referred to, and has a name nevertheless: the same as what it is an alias of. */
function markAlias(index: ModelIndex, { applied }: Group, type: NamedType): void {
  if (applied.has(type.name) || type.kind !== 'alias' || type.of.kind !== 'reference') return;
  if (index.group(type.of.type).applied.has(type.of.type.name)) applied.add(type.name);
}
