import type { PatchMeta } from '../meta/index.js';
import { compareCodePoints, goPrint, isPlainObject } from '../util/index.js';
import { deleteFromPrefix, directive, metaOf, retainKeys, strategyOf } from './directives.js';
import { jsonEqual } from './merge-patch.js';
import { areScalars, keyValue, uniqueScalars, type JsonMap } from './strategic-lists.js';

/**
 * Returns the path of the first value that two strategic merge patches change differently, or undefined if they do not conflict.
 */
export function findConflict(left: JsonMap, right: JsonMap, meta: PatchMeta): readonly string[] | undefined {
  return conflictInMaps(left, right, meta, []);
}

type Conflict = readonly string[] | undefined;

function conflictInMaps(left: JsonMap, right: JsonMap, meta: PatchMeta, path: readonly string[]): Conflict {
  for (const key of Object.keys(left)) {
    // Skip directives, which do not conflict, and keys that only one patch has.
    if (key === directive || key === retainKeys || key.startsWith(deleteFromPrefix) || !Object.hasOwn(right, key)) continue;
    const found = conflictIn(left[key], right[key], metaOf(meta, key), [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function conflictIn(left: unknown, right: unknown, meta: PatchMeta, path: readonly string[]): Conflict {
  if (isPlainObject(left) && isPlainObject(right)) {
    // A directive applies to the complete object.
    if (left[directive] !== right[directive]) return path;
    return strategyOf(meta) === 'replace' ? undefined : conflictInMaps(left, right, meta, path);
  }
  if (Array.isArray(left) && Array.isArray(right)) return conflictInLists(left, right, meta, path);
  return jsonEqual(left, right) ? undefined : path;
}

function conflictInLists(left: unknown[], right: unknown[], meta: PatchMeta, path: readonly string[]): Conflict {
  if (left.length === 0 && right.length === 0) return undefined;
  const scalars = areScalars(left, right);
  if (strategyOf(meta) === 'merge') return scalars ? undefined : conflictInItems(left, right, meta, path);
  if (left.length !== right.length) return path;
  // The order of scalars makes no conflict.
  const [from, until] = scalars ? [sorted(left), sorted(right)] : [left, right];
  for (const [index, item] of from.entries()) {
    const found = conflictIn(item, until[index], withoutStrategies(meta), [...path, String(index)]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function conflictInItems(left: unknown[], right: unknown[], meta: PatchMeta, path: readonly string[]): Conflict {
  const key = meta.key ?? '';
  const others = new Map(right.map((item) => [goPrint(keyValue(item, key)), item]));
  for (const item of left) {
    const text = goPrint(keyValue(item, key));
    if (!others.has(text)) continue;
    const found = conflictIn(item, others.get(text), withoutStrategies(meta), [...path, text]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns the patch metadata of the items of a list. The strategies apply only to the list. */
function withoutStrategies({ fields = {} }: PatchMeta): PatchMeta {
  return { fields };
}

function sorted(items: readonly unknown[]): unknown[] {
  return uniqueScalars(items).sort((a, b) => compareCodePoints(goPrint(a), goPrint(b)));
}
