import { clone, isObject, setField, type JsonValue } from '../json/json.js';
import type { Schema } from './schema.js';

/**
 * Sets defaults in place. First, nulls that a field does not allow are removed, or replaced by the field's default.
 *
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting
 */
export function applyDefaults(value: JsonValue | undefined, schema: Schema): void {
  dropNulls(value, schema);
  fillDefaults(value, schema);
}

function additionalSchema(schema: Schema): Schema | undefined {
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** Whether a value is null although its schema has a type and does not allow null. */
function isWrongNull(value: JsonValue | undefined, schema: Schema | undefined): boolean {
  return value === null && schema !== undefined && !schema.nullable;
}

function dropNulls(value: JsonValue | undefined, schema: Schema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items !== undefined) for (const item of value) dropNulls(item, items);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const below = schema.properties.get(key) ?? additionalSchema(schema);
      if (below === undefined) continue;
      if (isWrongNull(value[key], below) && below.default === undefined) {
        Reflect.deleteProperty(value, key);
      } else {
        dropNulls(value[key], below);
      }
    }
  }
}

/** Sets defaults in place. Keeps nulls of fields without a default. */
export function fillDefaults(value: JsonValue | undefined, schema: Schema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    value.forEach((item, index) => {
      if (isWrongNull(item, items) && items.default !== undefined) value[index] = clone(items.default);
      fillDefaults(value[index], items);
    });
    return;
  }
  if (!isObject(value)) return;
  for (const [key, below] of schema.properties) {
    if (below.default === undefined) continue;
    if (!Object.hasOwn(value, key) || isWrongNull(value[key], below)) setField(value, key, clone(below.default));
  }
  const additional = additionalSchema(schema);
  for (const key of Object.keys(value)) {
    const known = schema.properties.get(key);
    if (known !== undefined) {
      fillDefaults(value[key], known);
    } else if (additional !== undefined) {
      if (isWrongNull(value[key], additional) && additional.default !== undefined)
        setField(value, key, clone(additional.default));
      fillDefaults(value[key], additional);
    }
  }
}
