import type { ApiModel, GroupVersion, NamedType, Schema, TypeName } from '../model/index.js';
import { findCreatedParts } from './created-parts.js';
import { groupNames, groupVersionFolders, type GroupNames } from './names.js';
import { referencesOf } from './references.js';

/** A group version, and everything that is known about it before a file is written. */
export interface Group {
  /** The group version in the model. */
  readonly groupVersion: GroupVersion;
  /** The form in objects: `v1`, `apps/v1`. */
  readonly apiVersion: string;
  /** The form in comments: `core/v1`, `apps/v1`. */
  readonly displayName: string;
  /** The folder, from the root of the output. */
  readonly folder: string;
  /** The names of everything that its folder declares. */
  readonly names: GroupNames;
  /** Its types by their names. */
  readonly types: ReadonlyMap<string, NamedType>;
  /** The types that need an apply configuration, because an object that can be patched contains them. */
  readonly applied: Set<string>;
  /** The fields that identify the items of a map list, by type. They are required in the apply configuration of the type. */
  readonly mapKeys: Map<string, Set<string>>;
  /** The types that have strategic merge patch metadata, because a resource contains them. */
  readonly patchMetas: Set<string>;
  /** The part of `patchMetas` that another group version refers to. */
  readonly sharedPatchMetas: Set<string>;
}

/** Whether a group version has code. A group version that others only refer to has types, mostly without code. */
export function hasCode({ groupVersion, patchMetas }: Group): boolean {
  return groupVersion.resources.length > 0 || patchMetas.size > 0;
}

/** The group versions and types of a model by their names. Both methods throw if the model lacks what it refers to, which is our bug. */
export interface ModelIndex {
  /** The group versions in the order of the model. */
  readonly groups: readonly Group[];
  /** Returns the group version of a type. */
  group(name: TypeName): Group;
  /** Returns a type by its name. */
  type(name: TypeName): NamedType;
}

/** Returns the index of a model. Nothing is marked in it yet. */
export function indexModel(model: ApiModel): ModelIndex {
  const folders = groupVersionFolders(model.groupVersions);
  const createdParts = findCreatedParts(model);
  const groups = model.groupVersions.map((groupVersion): Group => {
    const { group, version, types } = groupVersion;
    return {
      groupVersion,
      apiVersion: group === '' ? version : `${group}/${version}`,
      displayName: `${group || 'core'}/${version}`,
      folder: folders.get(groupVersion) ?? '',
      names: groupNames(groupVersion, createdParts.get(groupVersion)),
      types: new Map(types.map((type) => [type.name, type])),
      applied: new Set(),
      mapKeys: new Map(),
      patchMetas: new Set(),
      sharedPatchMetas: new Set(),
    };
  });
  const byApiVersion = new Map(groups.map((group) => [group.apiVersion, group]));
  const groupOf = ({ group, version, name }: TypeName): Group => {
    const found = byApiVersion.get(group === '' ? version : `${group}/${version}`);
    if (!found) throw new Error(`the model refers to ${group}/${version} ${name}, and has no such group version`);
    return found;
  };
  return {
    groups,
    group: groupOf,
    type: (name) => {
      const found = groupOf(name).types.get(name.name);
      if (!found) throw new Error(`the model refers to ${name.group}/${name.version} ${name.name}, and has no such type`);
      return found;
    },
  };
}

/** Returns the object types in a schema. Follows aliases, but does not look into the objects. */
export function objectTypesIn(model: ModelIndex, schema: Schema, depth = 0): TypeName[] {
  return [...referencesOf(schema)].flatMap((name) => {
    const type = model.type(name);
    if (type.kind === 'object') return [name];
    return depth > 100 ? [] : objectTypesIn(model, type.of, depth + 1);
  });
}
