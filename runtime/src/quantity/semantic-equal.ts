import { isPlainObject } from '../util/index.js';
import { parseQuantity } from './quantity.js';

export interface SemanticEqualOptions {
  /**
   * Where strings (and numbers) are quantities, so that `1` and `1000m` are equal: the last keys of a path, joined by dots, where `*`
   * is any key and indexes of arrays are not counted. Default: `wellKnownQuantityPaths`, to which one's own may be added:
   * `[...wellKnownQuantityPaths, 'spec.storage.size']`. Everywhere else strings are equal only when they are the same.
   */
  readonly quantityPaths?: readonly string[];
  /**
   * The keys at which an empty object says something, and so differs from an absent one.
   * Default: `emptyDir`, `selector`, and keys that end in `Selector`, but for `nodeSelector`: there it means everything, or all defaults.
   */
  readonly meaningfulWhenEmpty?: (key: string) => boolean;
}

/**
 * Where the API of Kubernetes, and custom resources that follow it, have quantities. A string at such a place that is no quantity is
 * compared as a string.
 */
export const wellKnownQuantityPaths: readonly string[] = [
  'resources.limits.*',
  'resources.requests.*',
  'spec.overhead.*',
  'emptyDir.sizeLimit',
  'resourceFieldRef.divisor',
  // PersistentVolume, PersistentVolumeClaim, Node, CSIStorageCapacity
  'spec.capacity.*',
  'status.capacity.*',
  'status.allocatable.*',
  'status.allocatedResources.*',
  'maximumVolumeSize',
  // statuses of containers
  'containerStatuses.allocatedResources.*',
  'initContainerStatuses.allocatedResources.*',
  'ephemeralContainerStatuses.allocatedResources.*',
  // ResourceQuota
  'spec.hard.*',
  'status.hard.*',
  'status.used.*',
  // LimitRange
  'spec.limits.max.*',
  'spec.limits.min.*',
  'spec.limits.default.*',
  'spec.limits.defaultRequest.*',
  'spec.limits.maxLimitRequestRatio.*',
  // HorizontalPodAutoscaler
  'target.averageValue',
  'target.value',
  'current.averageValue',
  'current.value',
];

/**
 * Whether two objects of the API mean the same. What is absent, `undefined`, null, an empty array or an empty object is alike, but for
 * keys at which an empty object says something; an empty string, 0 and false are values. Quantities are compared by their value.
 * The order of keys does not count, that of arrays does.
 *
 * Made to decide whether an object has to be written. There is no schema here, so it is careful the safe way: two strings that are not
 * the same are equal only where quantities are known to stand.
 */
export function semanticEqual(a: unknown, b: unknown, options: SemanticEqualOptions = {}): boolean {
  const { quantityPaths = wellKnownQuantityPaths, meaningfulWhenEmpty = defaultMeaningful } = options;
  const patterns = quantityPaths.map((path) => path.split('.').reverse());
  const path: string[] = [];

  const isQuantity = (): boolean =>
    patterns.some((keys) => keys.every((key, i) => i < path.length && (key === '*' || key === path[path.length - 1 - i])));

  const equalAt = (left: unknown, right: unknown): boolean => {
    if (left === right) return true;
    if (Array.isArray(left) && Array.isArray(right)) {
      return left.length === right.length && left.every((item, i) => equalAt(item, right[i]));
    }
    if (isPlainObject(left) && isPlainObject(right)) {
      const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
      return [...keys].every((key) => {
        path.push(key);
        const equal = equalAt(own(left, key), own(right, key));
        path.pop();
        return equal;
      });
    }
    if (isAbsent(left) || isAbsent(right)) {
      if (isAbsent(left) && isAbsent(right)) return true;
      const key = path[path.length - 1];
      const present = isAbsent(left) ? right : left;
      return isEmpty(present) && !(isPlainObject(present) && key !== undefined && meaningfulWhenEmpty(key));
    }
    return isScalar(left) && isScalar(right) && isQuantity() && sameQuantity(left, right);
  };
  return equalAt(a, b);
}

function defaultMeaningful(key: string): boolean {
  return key === 'emptyDir' || key === 'selector' || (key.endsWith('Selector') && key !== 'nodeSelector');
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** An object whose fields are all absent is empty too. */
function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isPlainObject(value) && Object.values(value).every(isAbsent);
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
