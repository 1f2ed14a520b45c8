import type { ObjectType, Property, TypeName } from '../model/index.js';
import { valueName } from '../naming/type-name.js';
import type { FileWriter } from './generated-file.js';
import { referencesOf, referencesOfType, type Group, type ModelIndex } from './model-index.js';
import { capitalize, literal, objectKey } from './text.js';
import { renderTemplate } from './templates.js';

/** Which types strategic merge patches have something to know of. */
export interface PatchMetas {
  /** By group: the names of the types that a resource with patch metadata holds, itself included. */
  readonly reached: ReadonlyMap<Group, ReadonlySet<string>>;
}

/** The constant that holds a type's patch metadata: `podSpecPatchMeta`. Its file holds nothing else, so it clashes with nothing. */
export function patchMetaName(typeName: string): string {
  return `${valueName(typeName)}PatchMeta`;
}

/** Finds the types whose fields have patch strategies, or hold such types, as far as resources hold them. */
export function findPatchMetas(index: ModelIndex): PatchMetas {
  const interesting = interestingTypes(index);
  const reached = new Map<Group, Set<string>>();
  const waiting: TypeName[] = [];
  const reach = (name: TypeName): void => {
    const group = index.group(name);
    const names = reached.get(group) ?? new Set<string>();
    reached.set(group, names);
    if (names.has(name.name) || !interesting.has(key(name))) return;
    names.add(name.name);
    waiting.push(name);
  };
  for (const { groupVersion } of index.groups) for (const { object } of groupVersion.resources) reach(object);
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    const type = index.type(name);
    if (type.kind === 'object')
      for (const property of type.properties) for (const target of targetsOf(index, property)) reach(target);
  }
  return { reached };
}

/** The body of `patch-meta.ts`; empty where the group has nothing to say. */
export function patchMetaBody(index: ModelIndex, here: Group, file: FileWriter, metas: PatchMetas): string {
  const names = metas.reached.get(here) ?? new Set<string>();
  const types = here.groupVersion.types.filter((type): type is ObjectType => type.kind === 'object' && names.has(type.name));
  if (types.length === 0) return '';
  return renderTemplate('patch-meta', {
    type: file.runtimeType('PatchMeta'),
    metas: types.map((type) => ({
      typeName: type.name,
      name: patchMetaName(type.name),
      fields: type.properties.flatMap((property) => {
        const value = fieldMeta(index, here, property, file, metas);
        return value === undefined ? [] : [{ key: objectKey(property.name), value }];
      }),
    })),
  });
}

/** What is to be said of one field. Other constants are named inside functions, so their order and their cycles do not matter. */
function fieldMeta(index: ModelIndex, here: Group, property: Property, file: FileWriter, metas: PatchMetas): string | undefined {
  const { schema, patch } = property;
  if (schema.kind === 'runtime' && schema.type === 'ObjectMeta') return file.runtimeValue('objectMetaPatchMeta');
  const own: string[] = [];
  if (patch) own.push(`strategies: [${patch.strategies.map((strategy) => literal(strategy)).join(', ')}]`);
  if (patch?.mergeKey !== undefined) own.push(`key: ${literal(patch.mergeKey)}`);
  const target = targetsOf(index, property).find((name) => metas.reached.get(index.group(name))?.has(name.name));
  if (!target) return patch ? `{ ${own.join(', ')} }` : undefined;
  const nested = nameIn(index, here, target, file);
  return patch ? `() => ({ ...${nested}, ${own.join(', ')} })` : `() => ${nested}`;
}

function nameIn(index: ModelIndex, here: Group, { name, group, version }: TypeName, file: FileWriter): string {
  const from = index.group({ name, group, version });
  const constant = patchMetaName(name);
  if (from === here) return constant;
  return file.foreign(
    { folder: from.folder, file: 'patch-meta', name: constant, prefix: capitalize(from.groupVersion.accessor) },
    'value',
  );
}

/** The object types that a field holds, aliases followed. */
function targetsOf(index: ModelIndex, { schema }: Property): TypeName[] {
  return [...referencesOf(schema)].flatMap((name) => resolve(index, name, 0));
}

function resolve(index: ModelIndex, name: TypeName, depth: number): TypeName[] {
  const type = index.type(name);
  if (type.kind === 'object') return [name];
  return depth > 100 ? [] : [...referencesOf(type.of)].flatMap((next) => resolve(index, next, depth + 1));
}

function key({ group, version, name }: TypeName): string {
  return `${group}/${version}/${name}`;
}

/** All types with a strategy of their own or below them: those with one first, then whoever holds one that is known. */
function interestingTypes(index: ModelIndex): ReadonlySet<string> {
  const holders = new Map<string, string[]>();
  const found = new Set<string>();
  const waiting: string[] = [];
  for (const { groupVersion } of index.groups) {
    const takesPatches = groupVersion.types.some((type) => type.kind === 'object' && type.properties.some(({ patch }) => patch));
    const roots = new Set(groupVersion.resources.map(({ object }) => object.name));
    // The metadata of resources themselves are known without; those of objects inside of them, such as templates, are not.
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
