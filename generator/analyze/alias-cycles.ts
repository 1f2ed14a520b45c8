import type { AliasType, NamedType, Schema, TypeName } from '../model/index.js';
import { compareText } from './json.js';
import type { TypeTable } from './type-scope.js';

/**
 * Makes every alias acceptable to TypeScript. An alias that refers to itself through a map (`JSON` is a map of `JSON`) has the map marked.
 * An alias that stands for nothing but itself (`A` is `B`, `B` is `A`) becomes `unknown`. Returns those, in the order of their names.
 */
export function breakAliasCycles(tables: readonly TypeTable[]): TypeName[] {
  const tableOf = new Map(tables.map((table) => [`${table.group}/${table.version}`, table]));
  const find = ({ group, version, name }: TypeName): NamedType | undefined => tableOf.get(`${group}/${version}`)?.types.get(name);
  const broken: TypeName[] = [];
  for (const table of tables) {
    for (const name of [...table.types.keys()].sort(compareText)) {
      const type = table.types.get(name);
      if (type?.kind !== 'alias') continue;
      if (leadsToItself(type, find, false)) {
        table.types.set(name, { ...type, of: { kind: 'unknown' } });
        broken.push({ group: table.group, version: table.version, name });
      } else if (leadsToItself(type, find, true)) table.types.set(name, { ...type, of: withMarkedMaps(type.of) });
    }
  }
  return broken;
}

function leadsToItself(alias: AliasType, find: (name: TypeName) => NamedType | undefined, throughMaps: boolean): boolean {
  const seen = new Set<NamedType>();
  const open = [alias];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const name of directReferences(next.of, throughMaps)) {
      const target = find(name);
      if (target === alias) return true;
      if (target?.kind !== 'alias' || seen.has(target)) continue;
      seen.add(target);
      open.push(target);
    }
  }
  return false;
}

/** Returns the types that a schema refers to without an object or an array in between. */
function directReferences(schema: Schema, throughMaps: boolean): TypeName[] {
  switch (schema.kind) {
    case 'reference':
      return [schema.type];
    case 'map':
      return throughMaps && schema.isRecursive !== true ? directReferences(schema.values, throughMaps) : [];
    case 'nullable':
      return directReferences(schema.of, throughMaps);
    case 'union':
    case 'intersection':
      return schema.of.flatMap((each) => directReferences(each, throughMaps));
    default:
      return [];
  }
}

function withMarkedMaps(schema: Schema): Schema {
  switch (schema.kind) {
    case 'map':
      return { ...schema, values: withMarkedMaps(schema.values), isRecursive: true };
    case 'nullable':
      return { ...schema, of: withMarkedMaps(schema.of) };
    case 'union':
    case 'intersection':
      return { ...schema, of: schema.of.map(withMarkedMaps) };
    default:
      return schema;
  }
}
