import { fieldDuplicate, fieldRequired, type FieldError } from 'kube-client-runtime/errors';
import { deepEqual, isObject, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';
import type { Schema } from './schema.js';

/** What the Kubernetes extensions of a schema demand of values, beyond the schema itself: sets, maps and embedded resources. */

/** Faults of lists whose items must differ, as a whole or in their keys. */
export function checkLists(value: JsonValue | undefined, schema: Schema, path = ''): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    const faults = schema.listType === 'set' ? duplicates(value, path) : schema.listType === 'map' ? doubleKeys(value, schema, path) : [];
    if (items === undefined) return faults;
    return [...faults, ...value.flatMap((item, index) => checkLists(item, items, `${path}[${index}]`))];
  }
  return below(value, schema, path, checkLists);
}

function below(
  value: JsonValue | undefined,
  schema: Schema,
  path: string,
  check: (value: JsonValue | undefined, schema: Schema, path: string) => FieldError[],
): FieldError[] {
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => {
    const known = schema.properties.get(key);
    const additional = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    const found = known ?? additional;
    if (found === undefined) return [];
    const where = known === undefined ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return check(value[key], found, where);
  });
}

function duplicates(list: JsonArray, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const seen: JsonArray = [];
  list.forEach((item, index) => {
    if (seen.some((other) => deepEqual(other, item))) faults.push(fieldDuplicate(`${path}[${index}]`, item));
    else seen.push(item);
  });
  return faults;
}

function doubleKeys(list: JsonArray, schema: Schema, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const seen = new Set<string>();
  list.forEach((item, index) => {
    if (!isObject(item)) return;
    const key: JsonObject = Object.fromEntries(schema.listMapKeys.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
    const text = JSON.stringify(key);
    if (seen.has(text)) faults.push(fieldDuplicate(`${path}[${index}]`, key));
    else seen.add(text);
  });
  return faults;
}

/** Embedded resources say what they are. */
export function checkEmbedded(value: JsonValue | undefined, schema: Schema, path = ''): FieldError[] {
  const faults: FieldError[] = [];
  if (schema.embeddedResource && isObject(value)) {
    for (const key of ['apiVersion', 'kind']) {
      if ((value[key] ?? '') === '') faults.push(fieldRequired(path === '' ? key : `${path}.${key}`, 'must not be empty'));
    }
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return faults;
    return [...faults, ...value.flatMap((item, index) => checkEmbedded(item, items, `${path}[${index}]`))];
  }
  return [...faults, ...below(value, schema, path, checkEmbedded)];
}
