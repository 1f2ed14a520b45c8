import type { AliasType, NamedType, Schema, TypeName } from '../model/index.js';
import { compareText } from './json.js';
import type { TypeTable } from './type-scope.js';

/**
 * Makes `unknown` of names that stand for nothing but themselves (`A` is `B`, `B` is `A`, or a map of `A`): TypeScript refuses
 * them. What goes through an object or an array is a recursive type, which is fine.
 */
export function breakAliasCycles(tables: readonly TypeTable[]): void {
  const tableOf = new Map(tables.map((table) => [`${table.group}/${table.version}`, table]));
  const find = ({ group, version, name }: TypeName): NamedType | undefined => tableOf.get(`${group}/${version}`)?.types.get(name);
  for (const table of tables) {
    for (const name of [...table.types.keys()].sort(compareText)) {
      const type = table.types.get(name);
      if (type?.kind === 'alias' && leadsToItself(type, find)) table.types.set(name, { ...type, of: { kind: 'unknown' } });
    }
  }
}

function leadsToItself(alias: AliasType, find: (name: TypeName) => NamedType | undefined): boolean {
  const seen = new Set<NamedType>();
  const open = [alias];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const name of directReferences(next.of)) {
      const target = find(name);
      if (target === alias) return true;
      if (target?.kind !== 'alias' || seen.has(target)) continue;
      seen.add(target);
      open.push(target);
    }
  }
  return false;
}

/** What a schema refers to without an object or an array in between. */
function directReferences(schema: Schema): TypeName[] {
  switch (schema.kind) {
    case 'reference':
      return [schema.type];
    case 'map':
      return directReferences(schema.values);
    case 'nullable':
      return directReferences(schema.of);
    case 'union':
    case 'intersection':
      return schema.of.flatMap(directReferences);
    default:
      return [];
  }
}
