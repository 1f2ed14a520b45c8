import { isPlainObject } from '../util/index.js';
import { instantOf } from './instant.js';
import { parseQuantity } from './quantity.js';
import { wellKnownQuantityPaths, wellKnownTimePaths } from './well-known-paths.js';

export interface SemanticEqualOptions {
  /**
   * Where strings (and numbers) are quantities, so that `1` and `1000m` are equal: the last keys of a path, joined by dots, where `*`
   * is any key and indexes of arrays are not counted; with a dot before the first, from the root on. Default: `wellKnownQuantityPaths`,
   * to which one's own may be added: `[...wellKnownQuantityPaths, 'spec.storage.size']`. Everywhere else strings are equal only when
   * they are the same.
   */
  readonly quantityPaths?: readonly string[];
  /** Where strings are times, so that `…T00:00:00Z` and `…T01:00:00+01:00` are equal; as `quantityPaths`. Default: `wellKnownTimePaths`. */
  readonly timePaths?: readonly string[];
  /**
   * The keys at which an empty object says something, and so differs from an absent one.
   * Default: `emptyDir`, `selector`, and keys that end in `Selector`, but for `nodeSelector`: there it means everything, or all defaults.
   */
  readonly meaningfulWhenEmpty?: (key: string) => boolean;
}

/** No object of the API comes near. */
const mostLevels = 500;

/**
 * Whether two objects of the API mean the same. What is absent, `undefined`, null, an empty array, or an object with nothing but these in
 * it, is alike, but for keys at which an empty object says something; an empty string, 0 and false are values. Quantities are compared by
 * their value, times by their instant. The order of keys does not count, that of arrays does.
 *
 * Made to decide whether an object has to be written. There is no schema here, so it is careful the safe way: two strings that are not
 * the same are equal only where quantities or times are known to stand. Throws a RangeError for what is nested deeper than 500 levels.
 */
export function semanticEqual(a: unknown, b: unknown, options: SemanticEqualOptions = {}): boolean {
  const {
    quantityPaths = wellKnownQuantityPaths,
    timePaths = wellKnownTimePaths,
    meaningfulWhenEmpty = defaultMeaningful,
  } = options;
  const [isQuantity, isTime] = [matcherOf(quantityPaths), matcherOf(timePaths)];
  const path: string[] = [];

  const isEmpty = (value: unknown, key: string | undefined, level: number): boolean => {
    if (isAbsent(value)) return true;
    if (Array.isArray(value)) return value.length === 0;
    if (!isPlainObject(value) || (key !== undefined && meaningfulWhenEmpty(key))) return false;
    checkLevel(level);
    return Object.keys(value).every((below) => isEmpty(value[below], below, level + 1));
  };

  const equalAt = (left: unknown, right: unknown, level: number): boolean => {
    if (left === right) return true;
    checkLevel(level);
    if (Array.isArray(left) && Array.isArray(right)) {
      return left.length === right.length && left.every((item, i) => equalAt(item, right[i], level + 1));
    }
    if (isPlainObject(left) && isPlainObject(right)) {
      const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
      return [...keys].every((key) => {
        path.push(key);
        const equal = equalAt(own(left, key), own(right, key), level + 1);
        path.pop();
        return equal;
      });
    }
    if (isAbsent(left) || isAbsent(right)) return isEmpty(isAbsent(left) ? right : left, path.at(-1), level);
    if (!isScalar(left) || !isScalar(right)) return false;
    return (isQuantity(path) && sameQuantity(left, right)) || (isTime(path) && sameInstant(left, right));
  };
  return equalAt(a, b, 0);
}

function checkLevel(level: number): void {
  if (level <= mostLevels) return;
  throw new RangeError(`objects are compared down to ${mostLevels} levels: these are nested deeper, or within themselves`);
}

/** Tells paths that end in one of these; the empty key before a first dot is the root. */
function matcherOf(paths: readonly string[]): (path: readonly string[]) => boolean {
  const patterns = paths.map((path) => path.split('.').reverse());
  return (path) =>
    patterns.some((keys) =>
      keys.every((key, i) =>
        key === '' ? i === path.length : i < path.length && (key === '*' || key === path[path.length - 1 - i]),
      ),
    );
}

function defaultMeaningful(key: string): boolean {
  return key === 'emptyDir' || key === 'selector' || (key.endsWith('Selector') && key !== 'nodeSelector');
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function sameQuantity(a: string | number, b: string | number): boolean {
  try {
    return parseQuantity(a).equals(b);
  } catch {
    // Not quantities after all, so they are equal only when they are the same, which they are not.
    return false;
  }
}

function sameInstant(a: string | number, b: string | number): boolean {
  const instant = instantOf(a);
  return instant !== undefined && instant === instantOf(b);
}
