import type { PatchMeta } from 'kube-client-runtime/meta';
import { isObject, isString, type JsonObject } from '../json/json.js';
import { resolveSchema } from './structure.js';

const known = new WeakMap<JsonObject, PatchMeta>();

/**
 * Returns the rules of strategic merge patches for a schema. Returns the same object for the same schema. Recursive types are
 * resolved on demand.
 */
export function patchMetaOf(schema: JsonObject): PatchMeta {
  let found = known.get(schema);
  if (found === undefined) {
    found = { fields: fieldsOf(schema) };
    known.set(schema, found);
  }
  return found;
}

function fieldsOf(given: JsonObject): Readonly<Record<string, () => PatchMeta>> {
  const { properties } = resolveSchema(given).schema;
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, below]) =>
      isObject(below) ? [[name, (): PatchMeta => fieldMeta(below)] as const] : [],
    ),
  );
}

function fieldMeta(field: JsonObject): PatchMeta {
  const { schema } = resolveSchema(field);
  const { items } = schema;
  const key = field['x-kubernetes-patch-merge-key'];
  const strategy = field['x-kubernetes-patch-strategy'];
  return {
    ...patchMetaOf(isObject(items) ? items : schema),
    ...(isString(key) && { key }),
    ...(isString(strategy) && { strategies: strategy.split(',').filter(isStrategy) }),
  };
}

function isStrategy(text: string): text is 'merge' | 'replace' | 'retainKeys' {
  return text === 'merge' || text === 'replace' || text === 'retainKeys';
}
