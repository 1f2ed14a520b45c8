import type { PatchMeta } from '../meta/index.js';
import { compareCodePoints, goPrint, isPlainObject, setOwn } from '../util/index.js';
import { deleteFromPrefix, directive, metaOf, orderPrefix, retainKeys, strategyOf } from './directives.js';
import { jsonEqual } from './merge-patch.js';
import { areScalars, keyValue, orderList, type JsonMap } from './strategic-lists.js';

/** The parts of a difference to return. */
export interface DiffOptions {
  /** Whether to return added fields and changed values. */
  readonly changes: boolean;
  /** Whether to return removed fields and items. */
  readonly deletions: boolean;
  /** Whether to return the order of the items of merged lists. */
  readonly order: boolean;
}

/**
 * Returns the strategic merge patch that turns one object into another, or an empty object if they are equal. The patch shares
 * values with both objects.
 *
 * Contains the changed fields, null for removed fields, and the directives of lists.
 */
export function diffMaps(before: JsonMap, after: JsonMap, meta: PatchMeta, options: DiffOptions): JsonMap {
  const patch: JsonMap = {};
  for (const key of Object.keys(after)) {
    const value = after[key];
    if (!Object.hasOwn(before, key)) {
      if (options.changes) setOwn(patch, key, value);
    } else {
      diffField(key, before[key], value, metaOf(meta, key), patch, options);
    }
  }
  if (options.deletions) for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) setOwn(patch, key, null);
  if (meta.strategies?.includes('retainKeys')) retain(before, after, patch);
  return patch;
}

function diffField(key: string, before: unknown, after: unknown, meta: PatchMeta, patch: JsonMap, options: DiffOptions): void {
  const strategy = strategyOf(meta);
  if (isPlainObject(before) && isPlainObject(after) && strategy !== 'replace') {
    const below = diffMaps(before, after, meta, options);
    if (Object.keys(below).length > 0) setOwn(patch, key, below);
  } else if (Array.isArray(before) && Array.isArray(after) && strategy === 'merge') {
    const { items, gone, order } = diffLists(before, after, meta, options);
    if (items.length > 0) setOwn(patch, key, items);
    if (gone.length > 0) patch[`${deleteFromPrefix}/${key}`] = gone;
    if (order.length > 0) patch[`${orderPrefix}/${key}`] = order;
  } else if (options.changes && !jsonEqual(before, after)) {
    setOwn(patch, key, after);
  }
}

/** Adds a `$retainKeys` directive with the remaining fields if any field changed or was removed. */
function retain(before: JsonMap, after: JsonMap, patch: JsonMap): void {
  const kept = Object.keys(after).filter((key) => after[key] !== null);
  const loses = Object.keys(before).some((key) => before[key] !== null && !Object.hasOwn(after, key));
  if (kept.length > 0 && (loses || Object.keys(patch).length > 0)) patch[retainKeys] = kept.sort(compareCodePoints);
}

/** The difference between two merged lists. */
interface ListDiff {
  /** The items to set, or to delete by directives. */
  readonly items: readonly unknown[];
  /** The scalars that were removed. */
  readonly gone: readonly unknown[];
  /** The final order: the scalars, or objects that have only the merge key. */
  readonly order: readonly unknown[];
}

function diffLists(before: readonly unknown[], after: readonly unknown[], meta: PatchMeta, options: DiffOptions): ListDiff {
  if (before.length === 0) return { items: options.changes ? after : [], gone: [], order: [] };
  return areScalars(before, after) ? diffScalars(before, after, options) : diffItems(before, after, meta, options);
}

function diffScalars(before: readonly unknown[], after: readonly unknown[], options: DiffOptions): ListDiff {
  const [had, has] = [new Set(before), new Set(after)];
  const added = options.changes ? [...has].filter((item) => !had.has(item)) : [];
  const gone = options.deletions ? [...had].filter((item) => !has.has(item)) : [];
  const isOrdered = options.order && (gone.length > 0 || (options.changes && !jsonEqual(before, after)));
  return { items: added, gone: gone.sort(byText), order: isOrdered ? after : [] };
}

function diffItems(before: readonly unknown[], after: readonly unknown[], meta: PatchMeta, options: DiffOptions): ListDiff {
  const key = meta.key ?? '';
  const { changed, gone } = matchItems(sortItems(before, key), sortItems(after, key), meta, options);
  const items = [...orderList(changed, after, [], key, [{}]), ...gone];
  const keys = (list: readonly unknown[]): JsonMap[] => list.map((item) => setKey({}, key, keyValue(item, key)));
  const isReordered = options.changes && !jsonEqual(keys(before), keys(after));
  return { items, gone: [], order: options.order && (items.length > 0 || isReordered) ? keys(after) : [] };
}

/** Compares two lists that are sorted by their keys. Items with the same key are the same item, in pairs. */
function matchItems(
  before: readonly Item[],
  after: readonly Item[],
  meta: PatchMeta,
  options: DiffOptions,
): { changed: JsonMap[]; gone: JsonMap[] } {
  const key = meta.key ?? '';
  const changed: JsonMap[] = [];
  const gone: JsonMap[] = [];
  for (let [b, a] = [0, 0]; b < before.length || a < after.length;) {
    const [old, now] = [before[b], after[a]];
    const order = old === undefined ? 1 : now === undefined ? -1 : compareCodePoints(old.text, now.text);
    if (order === 0 && old !== undefined && now !== undefined) {
      const patch = diffMaps(old.item, now.item, meta, options);
      if (Object.keys(patch).length > 0) changed.push(setKey(patch, key, now.item[key]));
    } else if (order > 0 && now !== undefined && options.changes) {
      changed.push(now.item);
    } else if (order < 0 && old !== undefined && options.deletions) {
      gone.push(setKey({ [directive]: 'delete' }, key, old.item[key]));
    }
    if (order <= 0) b++;
    if (order >= 0) a++;
  }
  return { changed, gone };
}

function setKey(target: JsonMap, key: string, value: unknown): JsonMap {
  setOwn(target, key, value);
  return target;
}

/** An item of a list. */
interface Item {
  /** The item. */
  readonly item: JsonMap;
  /** The merge key as text. */
  readonly text: string;
}

/** Returns the items in the order of their keys. Keys should be unique. If not, the last item comes first, as in client-go. */
function sortItems(list: readonly unknown[], key: string): Item[] {
  const items = list.flatMap((item): Item[] => {
    const text = goPrint(keyValue(item, key));
    return isPlainObject(item) ? [{ item, text }] : [];
  });
  return items.reverse().sort((a, b) => compareCodePoints(a.text, b.text));
}

function byText(a: unknown, b: unknown): number {
  return compareCodePoints(goPrint(a), goPrint(b));
}
