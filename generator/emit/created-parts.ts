import type { ApiModel, GroupVersion, NamedType, Property, TypeName } from '../model/index.js';
import { referencesOf, referencesOfType } from './references.js';

/**
 * Finds the parts of kinds that have another form on `create` than in reads. On `create`, required fields with a default may be
 * absent, at any depth.
 *
 * Returns their names by group version, without the kinds themselves.
 */
export function findCreatedParts(model: ApiModel): Map<GroupVersion, Set<string>> {
  // Most models have no such field, and keys of all their types take time.
  if (!model.groupVersions.some(({ types }) => types.some(hasDefaulted))) return new Map();
  const types = new Map<string, { type: NamedType; from: GroupVersion }>();
  const holders = new Map<string, string[]>();
  const waiting: string[] = [];
  for (const from of model.groupVersions) {
    for (const type of from.types) {
      const name = keyOf({ ...from, name: type.name });
      types.set(name, { type, from });
      if (isKind(type)) continue;
      if (hasDefaulted(type)) waiting.push(name);
      for (const held of referencesOfType(type)) {
        const list = holders.get(keyOf(held));
        if (list) list.push(name);
        else holders.set(keyOf(held), [name]);
      }
    }
  }
  const differing = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (differing.has(name)) continue;
    differing.add(name);
    waiting.push(...(holders.get(name) ?? []));
  }
  return held(model, types, differing);
}

/** Returns the types that a kind contains in the fields that its creator sets. */
function held(
  model: ApiModel,
  types: ReadonlyMap<string, { type: NamedType; from: GroupVersion }>,
  differing: ReadonlySet<string>,
): Map<GroupVersion, Set<string>> {
  const found = new Map<GroupVersion, Set<string>>();
  if (differing.size === 0) return found;
  const waiting = model.groupVersions
    .flatMap((groupVersion) => groupVersion.types)
    .filter(isKind)
    .flatMap((type) => createdFields(type).flatMap(({ schema }) => [...referencesOf(schema)]));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const entry = differing.has(keyOf(name)) ? types.get(keyOf(name)) : undefined;
    if (entry === undefined) continue;
    const names = found.get(entry.from) ?? new Set();
    found.set(entry.from, names);
    if (names.has(name.name)) continue;
    names.add(name.name);
    waiting.push(...referencesOfType(entry.type));
  }
  return found;
}

/** Returns the fields of a kind that its creator sets. */
export function createdFields(type: NamedType): readonly Property[] {
  if (type.kind !== 'object') return [];
  const others = ['apiVersion', 'kind', 'metadata', 'status'];
  return type.properties.filter(({ name }) => !others.includes(name));
}

/** Whether a field is required and has a default. */
export function isDefaulted(property: Property): boolean {
  return property.required && property.isDefaulted === true;
}

/** Whether a part of a kind has a required field with a default. The fields of kinds themselves do not count. */
function hasDefaulted(type: NamedType): boolean {
  return type.kind === 'object' && !isKind(type) && type.properties.some(isDefaulted);
}

/** Whether a type is a kind that can be created. Where another kind embeds it, its parts keep their form. */
function isKind(type: NamedType): boolean {
  return type.kind === 'object' && type.role !== undefined && type.role.is !== 'list';
}

function keyOf({ group, version, name }: TypeName): string {
  return `${group}/${version}/${name}`;
}
