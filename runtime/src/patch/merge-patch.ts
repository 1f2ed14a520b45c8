import { deepCopyUntyped, isPlainObject, setOwn } from '../util/index.js';

/**
 * Returns the JSON merge patch (RFC 7396) that turns `original` into `modified`. Returns an empty object if nothing changed.
 *
 * - Contains the changed fields, complete arrays, and null for removed fields. `undefined` counts as absent.
 * - A null in `modified` removes the field: this format cannot set null.
 *
 * Throws a TypeError unless both are objects.
 */
export function createMergePatch(original: unknown, modified: unknown): Record<string, unknown> {
  if (!isPlainObject(original) || !isPlainObject(modified)) {
    throw new TypeError('a merge patch can only be created from two objects');
  }
  checkDepth([original, modified]);
  return diff(original, modified);
}

function diff(original: Record<string, unknown>, modified: Record<string, unknown>): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(original)) {
    if (own(original, key) !== undefined && own(modified, key) === undefined) setOwn(patch, key, null);
  }
  for (const key of Object.keys(modified)) {
    const [before, after] = [own(original, key), own(modified, key)];
    if (after === undefined || jsonEqual(before, after)) continue;
    if (isPlainObject(before) && isPlainObject(after)) setOwn(patch, key, diff(before, after));
    else setOwn(patch, key, deepCopyUntyped(after));
  }
  return patch;
}

/**
 * Applies a JSON merge patch (RFC 7396) and returns the result.
 *
 * The document and the patch remain unchanged, and the result shares nothing with them. A key `__proto__` is handled as any other
 * key.
 */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  checkDepth([document, patch]);
  return merge(document, patch);
}

function merge(document: unknown, patch: unknown): unknown {
  if (!isPlainObject(patch)) return deepCopyUntyped(patch);
  const result: Record<string, unknown> = {};
  const base = isPlainObject(document) ? document : {};
  for (const key of Object.keys(base)) {
    if (own(patch, key) === undefined) setOwn(result, key, deepCopyUntyped(base[key]));
    // Set it here, so that the keys keep the order of the document.
    else if (patch[key] !== null) setOwn(result, key, merge(base[key], patch[key]));
  }
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null || value === undefined || Object.hasOwn(base, key)) continue;
    setOwn(result, key, merge(undefined, value));
  }
  return result;
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether two values are equal as JSON: regardless of the order of keys, and with `undefined` as absent. */
export function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => jsonEqual(item, b[i]));
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => jsonEqual(own(a, key), own(b, key)));
}

/** The deepest nesting of an object. Schemas of custom resources, the deepest objects of the API, have some dozens of levels. */
const mostLevels = 500;

function tooDeep(): RangeError {
  return new RangeError(
    `a patch cannot have more than ${mostLevels} levels of objects and lists: the value is nested too deeply, or contains itself`,
  );
}

/** Throws a RangeError if a value is nested too deeply, or contains itself. */
export function checkDepth(value: unknown, level: number = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (level > mostLevels) throw tooDeep();
  if (Array.isArray(value)) for (const item of value) checkDepth(item, level + 1);
  else if (isPlainObject(value)) for (const key of Object.keys(value)) checkDepth(value[key], level + 1);
}

/**
 * Returns a copy that equals the value after JSON serialization, and shares nothing with it. Undefined fields are left out, and
 * undefined items of lists become null.
 *
 * Throws a RangeError if the value is nested too deeply, or contains itself.
 */
export function jsonCopy(value: unknown, level: number = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (level > mostLevels) throw tooDeep();
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : jsonCopy(item, level + 1)));
  if (!isPlainObject(value)) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) if (value[key] !== undefined) setOwn(copy, key, jsonCopy(value[key], level + 1));
  return copy;
}

/**
 * Returns a copy without `undefined`, whose objects have no prototype. A key such as `toString` is absent from them unless it was
 * set.
 */
export function bareCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : bareCopy(item)));
  if (!isPlainObject(value)) return deepCopyUntyped(value);
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) if (value[key] !== undefined) copy[key] = bareCopy(value[key]);
  return copy;
}
