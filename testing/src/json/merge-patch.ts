import { clone, field, isObject, setField, type JsonObject, type JsonValue } from './json.js';

/**
 * A copy of a document with a JSON merge patch applied as the API server does it: beside RFC 7396, nulls in objects that stand in lists
 * of the patch are left out too, unless the list stands where the document has an object.
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

/** Without the fields of objects that are null; items of lists stay. */
function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, below] of Object.entries(value)) {
    if (below !== null && below !== undefined) setField(kept, key, withoutNulls(below));
  }
  return kept;
}
