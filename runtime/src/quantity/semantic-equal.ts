import { isPlainObject } from '../util/index.js';
import { parseQuantity } from './quantity.js';
import { wellKnownQuantityPaths, wellKnownTimePaths } from './well-known-paths.js';

const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/**
 * Returns the instant of an RFC 3339 time as text, or undefined if `time` is not in that form. Equal instants give equal texts.
 * Fractions of a second are not rounded.
 */
export function instantOf(time: string | number): string | undefined {
  const [, seconds = '', fraction = '', offset = ''] = form.exec(String(time)) ?? [];
  const milliseconds = Date.parse(seconds + offset);
  return Number.isNaN(milliseconds) ? undefined : `${milliseconds / 1000}.${fraction.replace(/0+$/, '')}`;
}

/** Options of `semanticEqual`. */
export interface SemanticEqualOptions {
  /**
   * Paths of fields that hold quantities, so that `1` and `1000m` are equal there. A path is the last keys, joined by dots. `*`
   * stands for any key, indexes of arrays are left out, and a leading dot anchors the path at the root. Strings at other paths are
   * equal only if they are identical.
   *
   * Default: `wellKnownQuantityPaths`. Extend it with `[...wellKnownQuantityPaths, 'spec.storage.size']`.
   */
  readonly quantityPaths?: readonly string[];
  /**
   * Paths of fields that hold times, so that `…T00:00:00Z` and `…T01:00:00+01:00` are equal there. The form is that of
   * `quantityPaths`.
   *
   * Default: `wellKnownTimePaths`.
   */
  readonly timePaths?: readonly string[];
  /**
   * Whether an empty object at this key differs from an absent one.
   *
   * Default: true for `emptyDir`, `selector` and keys that end in `Selector`, except `nodeSelector`.
   */
  readonly meaningfulWhenEmpty?: (key: string) => boolean;
}

/** The deepest nesting that is compared. No API object comes close. */
const mostLevels = 500;

/**
 * Whether two API objects mean the same. Use it to decide whether an object must be written.
 *
 * - Absent, undefined, null, an empty array and an object of only such values are equal. Keys at which an empty object has a
 *   meaning are the exception. An empty string, 0 and false are values.
 * - Quantities are compared by amount, times by instant.
 * - The order of keys is ignored. The order of arrays is not.
 *
 * There is no schema here. Different strings are equal only at paths that are known to hold quantities or times.
 *
 * Throws a RangeError if the objects are nested deeper than 500 levels.
 *
 * @example
 * ```ts
 * import { semanticEqual } from 'kube-client-runtime';
 *
 * const desired = { spec: { containers: [{ name: 'redis', resources: { limits: { cpu: 1 } } }] } };
 * const stored = { spec: { containers: [{ name: 'redis', env: [], resources: { limits: { cpu: '1000m' } } }] } };
 * semanticEqual(desired, stored); // => true
 * ```
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

/** Returns a predicate for paths that end in one of the patterns. The empty key before a leading dot stands for the root. */
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
    // Not quantities, so they are compared as strings, and those differ.
    return false;
  }
}

function sameInstant(a: string | number, b: string | number): boolean {
  const instant = instantOf(a);
  return instant !== undefined && instant === instantOf(b);
}
