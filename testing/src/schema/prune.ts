import { isObject, type JsonObject, type JsonValue } from '../json/json.js';
import type { Schema } from './schema.js';

/**
 * Drops what a structural schema does not know.
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
 */

const metaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Prunes an object in place. Where it is a resource, its type and metadata stay whatever the schema says.
 * Answers with the paths of what went, sorted.
 */
export function prune(object: JsonObject, schema: Schema, isResource = true): string[] {
  const unknown: string[] = [];
  walk(object, isResource ? { ...schema, embeddedResource: true } : schema, '', unknown);
  return unknown.sort();
}

/** A schema that knows nothing: below a field without one. */
type Known = Schema | undefined;

function walk(value: JsonValue | undefined, schema: Known, path: string, unknown: string[]): void {
  if (schema?.preserveUnknownFields === true) {
    walkPreserved(value, schema, path, unknown);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => walk(item, schema?.items, `${path}[${index}]`, unknown));
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      if (schema?.embeddedResource === true && metaFields.has(key)) continue;
      const below = schema?.properties.get(key);
      const where = path === '' ? key : `${path}.${key}`;
      if (below !== undefined) {
        walk(value[key], below, where, unknown);
      } else if (schema?.additionalProperties !== undefined) {
        walk(value[key], schemaOf(schema.additionalProperties), where, unknown);
      } else {
        unknown.push(where);
        Reflect.deleteProperty(value, key);
      }
    }
  }
}

/** Where unknown fields are kept, the known ones are still pruned. */
function walkPreserved(value: JsonValue | undefined, schema: Known, path: string, unknown: string[]): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => walkPreserved(item, schema.items, `${path}[${index}]`, unknown));
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      if (schema.embeddedResource && metaFields.has(key)) continue;
      const where = path === '' ? key : `${path}.${key}`;
      const below = schema.properties.get(key);
      if (below !== undefined) walk(value[key], below, where, unknown);
      else if (schema.additionalProperties !== undefined) walk(value[key], schemaOf(schema.additionalProperties), where, unknown);
    }
  }
}

function schemaOf(additional: Schema | boolean): Known {
  return typeof additional === 'boolean' ? undefined : additional;
}
