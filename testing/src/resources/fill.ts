import { arrayOrEmpty, isObject, type JsonObject, type JsonValue } from '../json/json.js';

/** How defaults are filled in. */

/** Sets fields that are absent, empty strings among them. A value is made anew for each object. */
export function fill(target: JsonObject, values: Readonly<Record<string, () => JsonValue>>): void {
  for (const [key, make] of Object.entries(values)) {
    const present = target[key];
    if (present === undefined || present === null || present === '') target[key] = make();
  }
}

export function constant(value: string | number | boolean): () => JsonValue {
  return () => value;
}

export function objectAt(parent: JsonObject, key: string): JsonObject {
  const present = parent[key];
  if (isObject(present)) return present;
  const made: JsonObject = {};
  parent[key] = made;
  return made;
}

export function objectsIn(parent: JsonObject, key: string): JsonObject[] {
  return arrayOrEmpty(parent[key]).filter(isObject);
}

export function valuesOf(values: JsonObject): Record<string, () => JsonValue> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, () => value ?? null]));
}
