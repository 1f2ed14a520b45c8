import { deepCopyUntyped, isPlainObject, setOwn } from '../util/index.js';

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
