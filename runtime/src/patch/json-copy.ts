import { deepCopyUntyped, isPlainObject, setOwn } from '../util/index.js';

/** No object of the API comes near: the deepest are schemas of custom resources, at some dozens of levels. */
const mostLevels = 500;

function tooDeep(): RangeError {
  return new RangeError(
    `a patch is made and applied to no more than ${mostLevels} levels of objects and lists: this one is nested deeper, or within itself`,
  );
}

/** Throws a RangeError for a value that is nested too deeply to be walked. */
export function checkDepth(value: unknown, level: number = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (level > mostLevels) throw tooDeep();
  if (Array.isArray(value)) for (const item of value) checkDepth(item, level + 1);
  else if (isPlainObject(value)) for (const key of Object.keys(value)) checkDepth(value[key], level + 1);
}

/**
 * A copy as JSON would have it, which shares nothing with its original: fields that are undefined are left out, such items of lists
 * are null. Throws a RangeError for a value that is nested too deeply to be walked.
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

/** Returns a copy without `undefined`. Its objects have no prototype: `toString` is absent from them like any other key. */
export function bareCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : bareCopy(item)));
  if (!isPlainObject(value)) return deepCopyUntyped(value);
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) if (value[key] !== undefined) copy[key] = bareCopy(value[key]);
  return copy;
}
