/** The rules that Kubernetes extensions of a schema add: sets, maps and embedded resources. */

import { fieldDuplicate, fieldInvalid, fieldRequired, type FieldError } from 'kube-client-runtime/errors';
import { deepEqual, isObject, objectOrEmpty, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';
import type { Schema } from './schema.js';

/** Returns the errors of lists whose items, or whose keys, must be unique. */
export function checkLists(value: JsonValue | undefined, schema: Schema, path = ''): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    const faults =
      schema.listType === 'set' ? duplicates(value, path) : schema.listType === 'map' ? doubleKeys(value, schema, path) : [];
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
  return secondOnes(list).map((index) => fieldDuplicate(`${path}[${index}]`, list[index]));
}

function doubleKeys(list: JsonArray, schema: Schema, path: string): FieldError[] {
  const wrong = list.findIndex((item) => item !== null && !isObject(item));
  if (wrong >= 0) return [fieldInvalid(`${path}[${wrong}]`, list[wrong], 'must be an object for an array of list-type map')];
  const keys = list.map(objectOrEmpty).map((item): JsonObject => {
    const named = schema.listMapKeys.filter((name) => item[name] !== undefined);
    return Object.fromEntries(named.map((name) => [name, item[name]]));
  });
  return secondOnes(keys).map((index) => fieldDuplicate(`${path}[${index}]`, keys[index]));
}

/** Returns the indexes of values that occur for the second time. Further occurrences are not reported. */
function secondOnes(values: JsonArray): number[] {
  const seen: { readonly value: JsonValue; times: number }[] = [];
  return values.flatMap((value, index) => {
    const known = seen.find((other) => deepEqual(other.value, value));
    if (known === undefined) seen.push({ value, times: 1 });
    else known.times++;
    return known?.times === 2 ? [index] : [];
  });
}

/** Returns the errors of embedded resources without a valid type or name. */
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
