import type { NamedType, Property, TypeName } from '../model/index.js';
import { objectTypesIn, type Group, type ModelIndex } from './model-index.js';
import { referencesOf, referencesOfType } from './references.js';

/** Marks the types in all objects that can be applied, and the keys by which their lists are merged. */
export function markApplied(index: ModelIndex): void {
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

/** Marks an alias if its target is marked. Nothing refers to a type inside an aliased type, but it keeps its own name. */
function markAlias(index: ModelIndex, { applied }: Group, type: NamedType): void {
  if (applied.has(type.name) || type.kind !== 'alias' || type.of.kind !== 'reference') return;
  if (index.group(type.of.type).applied.has(type.of.type.name)) applied.add(type.name);
}

/** Marks the types with strategic merge patch metadata: those that have patch strategies, or contain such types, in any resource. */
export function markPatchMetas(index: ModelIndex): void {
  const interesting = typesWithStrategies(index);
  const waiting: TypeName[] = [];
  const reach = (name: TypeName, from: Group): void => {
    if (!interesting.has(key(name))) return;
    const group = index.group(name);
    if (group !== from) group.sharedPatchMetas.add(name.name);
    if (group.patchMetas.has(name.name)) return;
    group.patchMetas.add(name.name);
    waiting.push(name);
  };
  for (const group of index.groups) for (const { object } of group.groupVersion.resources) reach(object, group);
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    const type = index.type(name);
    if (type.kind !== 'object') continue;
    for (const { schema } of type.properties) {
      const target = objectTypesIn(index, schema).find((candidate) => interesting.has(key(candidate)));
      if (target) reach(target, index.group(name));
    }
  }
}

function key({ group, version, name }: TypeName): string {
  return `${group}/${version}/${name}`;
}

/** Returns the types that have a patch strategy or contain one. Begins with those that have one, and adds the types around them. */
function typesWithStrategies(index: ModelIndex): ReadonlySet<string> {
  const holders = new Map<string, string[]>();
  const found = new Set<string>();
  const waiting: string[] = [];
  for (const { groupVersion } of index.groups) {
    const takesPatches = groupVersion.types.some((type) => type.kind === 'object' && type.properties.some(({ patch }) => patch));
    const roots = new Set(groupVersion.resources.map(({ object }) => object.name));
    // The runtime knows the metadata of resources, but not the metadata of objects inside of them, such as templates.
    const isMerged = ({ patch, schema }: Property, type: string): boolean =>
      patch !== undefined || (takesPatches && !roots.has(type) && schema.kind === 'runtime' && schema.type === 'ObjectMeta');
    for (const type of groupVersion.types) {
      const name = key({ group: groupVersion.group, version: groupVersion.version, name: type.name });
      if (type.kind === 'object' && type.properties.some((property) => isMerged(property, type.name))) waiting.push(name);
      for (const held of referencesOfType(type)) {
        const list = holders.get(key(held));
        if (list) list.push(name);
        else holders.set(key(held), [name]);
      }
    }
  }
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...(holders.get(name) ?? []));
  }
  return found;
}
