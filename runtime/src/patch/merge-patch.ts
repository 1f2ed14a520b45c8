import { deepCopyUntyped, isPlainObject, setOwn } from '../util/index.js';
import { checkDepth } from './json-copy.js';

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
