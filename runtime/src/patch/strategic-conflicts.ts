import type { PatchMeta } from '../meta/index.js';
import { compareCodePoints, goPrint, isPlainObject } from '../util/index.js';
import { deleteFromPrefix, directive, metaOf, retainKeys, strategyOf } from './directives.js';
import { jsonEqual } from './merge-patch.js';
import { areScalars, keyValue, uniqueScalars, type JsonMap } from './strategic-lists.js';

/** The keys from the root down to the first place that two strategic merge patches change differently; undefined where there is none. */
export function findConflict(left: JsonMap, right: JsonMap, meta: PatchMeta): readonly string[] | undefined {
  return conflictInMaps(left, right, meta, []);
}

type Conflict = readonly string[] | undefined;

function conflictInMaps(left: JsonMap, right: JsonMap, meta: PatchMeta, path: readonly string[]): Conflict {
  for (const key of Object.keys(left)) {
    // Directives that one patch only has, or that can be followed together.
    if (key === directive || key === retainKeys || key.startsWith(deleteFromPrefix) || !Object.hasOwn(right, key)) continue;
    const found = conflictIn(left[key], right[key], metaOf(meta, key), [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function conflictIn(left: unknown, right: unknown, meta: PatchMeta, path: readonly string[]): Conflict {
  if (isPlainObject(left) && isPlainObject(right)) {
    // A directive is about the map as a whole.
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
  // Scalars in another order are no conflict.
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

/** What is known of the items of a list, which are not treated as the list is. */
function withoutStrategies({ fields = {} }: PatchMeta): PatchMeta {
  return { fields };
}

function sorted(items: readonly unknown[]): unknown[] {
  return uniqueScalars(items).sort((a, b) => compareCodePoints(goPrint(a), goPrint(b)));
}
