/** Helpers that set defaults of objects. */

import { arrayOrEmpty, isObject, type JsonObject, type JsonValue } from '../json/json.js';

/** Sets fields that are absent, null or an empty string. Each object gets a new value. */
export function fill(target: JsonObject, values: Readonly<Record<string, () => JsonValue>>): void {
  for (const [key, make] of Object.entries(values)) {
    const present = target[key];
    if (present === undefined || present === null || present === '') target[key] = make();
  }
}

/** Returns a function that returns a value. */
export function constant(value: string | number | boolean): () => JsonValue {
  return () => value;
}

/** Returns the object in a field, and creates it if it is absent. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const present = parent[key];
  if (isObject(present)) return present;
  const made: JsonObject = {};
  parent[key] = made;
  return made;
}

/** Returns the objects in a list. Other items are omitted. */
export function objectsIn(parent: JsonObject, key: string): JsonObject[] {
  return arrayOrEmpty(parent[key]).filter(isObject);
}

/** Returns functions that return the values, for `fill`. */
export function valuesOf(values: JsonObject): Record<string, () => JsonValue> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, () => value ?? null]));
}
