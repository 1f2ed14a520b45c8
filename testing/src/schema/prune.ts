/**
 * Removal of fields that a structural schema does not specify.
 *
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
 */

import { isObject, type JsonObject, type JsonValue } from '../json/json.js';
import type { Schema } from './schema.js';

const metaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** Prunes an object in place. A resource keeps its type and metadata. Returns the paths of the removed fields, sorted. */
export function prune(object: JsonObject, schema: Schema, isResource = true): string[] {
  const unknown: string[] = [];
  walk(object, isResource ? { ...schema, embeddedResource: true } : schema, '', unknown);
  return unknown.sort();
}

/** The schema of a value. Undefined below a field without a schema. */
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

/** Prunes the specified fields of a value whose unknown fields are preserved. */
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
