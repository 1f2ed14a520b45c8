import { clone, field, isObject, setField, type JsonObject, type JsonValue } from './json.js';

/**
 * Returns a copy of a document with a JSON merge patch (RFC 7396) applied as the API server does it. Nulls of objects in lists of
 * the patch are removed too, unless the document has an object at the list's place.
 */
export function applyMergePatch(document: JsonObject, patch: JsonObject): JsonObject {
  const merged = clone(document);
  for (const [key, value] of Object.entries(patch)) {
    const present = field(merged, key);
    if (value === undefined) continue;
    if (value === null) Reflect.deleteProperty(merged, key);
    else setField(merged, key, mergeValue(present, value));
  }
  return merged;
}

function mergeValue(present: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(present)) return withoutNulls(patch);
  return isObject(patch) ? applyMergePatch(present, patch) : clone(patch);
}

/** Returns a value without null fields of objects. List items stay. */
function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, below] of Object.entries(value)) {
    if (below !== null && below !== undefined) setField(kept, key, withoutNulls(below));
  }
  return kept;
}
