import type { ObjectType, Property, TypeName } from '../model/index.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import type { Piece } from './piece.js';
import { referencesOf, referencesOfType } from './references.js';
import { renderTemplate } from './templates.js';
import { capitalize, literal, objectKey } from './text.js';

/** Which types strategic merge patches have something to know of. */
export interface PatchMetas {
  /** By group: the names of the types that a resource with patch metadata holds, itself included. */
  readonly reached: ReadonlyMap<Group, ReadonlySet<string>>;
  /** By group: those of them that another group version refers to. */
  readonly shared: ReadonlyMap<Group, ReadonlySet<string>>;
}

/** Finds the types whose fields have patch strategies, or hold such types, as far as resources hold them. */
export function findPatchMetas(index: ModelIndex): PatchMetas {
  const interesting = interestingTypes(index);
  const emptySets = (): Map<Group, Set<string>> => new Map(index.groups.map((group) => [group, new Set()]));
  const reached = emptySets();
  const shared = emptySets();
  const waiting: TypeName[] = [];
  const reach = (name: TypeName, from: Group): void => {
    if (!interesting.has(key(name))) return;
    const group = index.group(name);
    if (group !== from) shared.get(group)?.add(name.name);
    if (reached.get(group)?.has(name.name)) return;
    reached.get(group)?.add(name.name);
    waiting.push(name);
  };
  for (const group of index.groups) for (const { object } of group.groupVersion.resources) reach(object, group);
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    const type = index.type(name);
    if (type.kind !== 'object') continue;
    for (const property of type.properties) {
      const target = targetsOf(index, property).find((candidate) => interesting.has(key(candidate)));
      if (target) reach(target, index.group(name));
    }
  }
  return { reached, shared };
}

/** The types of a group version that strategic merge patches have something to know of. */
export function patchMetaTypes(here: Group, metas: PatchMetas): ObjectType[] {
  const names = metas.reached.get(here);
  return here.groupVersion.types.filter((type): type is ObjectType => type.kind === 'object' && names?.has(type.name) === true);
}

/** The constant that says it of one of them, exported where another group version refers to it. */
export function patchMetaPiece(index: ModelIndex, here: Group, type: ObjectType, file: FileWriter, metas: PatchMetas): Piece {
  const name = patchMetaName(here, type.name);
  const text = renderTemplate('patch-meta', {
    type: file.runtimeType('PatchMeta'),
    typeName: type.name,
    isShared: metas.shared.get(here)?.has(type.name) === true,
    name,
    fields: type.properties.flatMap((property) => {
      const value = fieldMeta(index, here, property, file, metas);
      return value === undefined ? [] : [{ key: objectKey(property.name), value }];
    }),
  });
  return { door: undefined, values: [], types: [], text };
}

/** The constant that holds a type's patch metadata. */
export function patchMetaName({ names }: Group, typeName: string): string {
  const name = names.patchMetas.get(typeName);
  if (name === undefined) throw new Error(`${typeName}: its patch metadata has no name`);
  return name;
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
  const constant = patchMetaName(from, name);
  if (from === here) return constant;
  return file.foreign(
    { folder: from.folder, file: 'index', name: constant, prefix: capitalize(from.groupVersion.accessor) },
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
