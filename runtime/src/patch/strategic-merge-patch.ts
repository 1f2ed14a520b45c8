import type { PatchMeta } from '../meta/index.js';
import { goPrint, isPlainObject, setOwn } from '../util/index.js';
import { deleteFromPrefix, directive, metaOf, orderPrefix, plainPatchMeta, retainKeys, strategyOf } from './directives.js';
import { jsonCopy, jsonEqual } from './merge-patch.js';
import {
  arrayOf,
  deleteFromList,
  fieldOf,
  areScalars,
  keyValue,
  noMergeKey,
  orderList,
  StrategicMergePatchError,
  uniqueScalars,
  type JsonMap,
} from './strategic-lists.js';

export { StrategicMergePatchError, type StrategicMergePatchFault } from './strategic-lists.js';

const malformedOrder = 'invalid patch format of setElementOrder list';

/** The target of a merge: a document, or another patch, which keeps its directives and nulls. */
export type MergeTarget = 'document' | 'patch';

/**
 * Applies a strategic merge patch as an API server does, and returns the result. The document and the patch remain unchanged, and
 * the result shares nothing with them.
 *
 * `meta` is the `patchMeta` of the resource, which states how to merge its lists. Fields without an entry in `meta` are merged if
 * they are objects, and replaced if they are lists. By default, only the lists of the metadata are merged.
 *
 * Throws a StrategicMergePatchError with the server's message if the patch does not match.
 *
 * Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function applyStrategicMergePatch(
  document: unknown,
  patch: unknown,
  meta: PatchMeta = plainPatchMeta,
): Record<string, unknown> {
  if (!isPlainObject(patch)) throw new StrategicMergePatchError('invalid JSON document', 'malformed');
  const original = jsonCopy(document);
  const copy = jsonCopy(patch);
  return mergeMap(isPlainObject(original) ? original : {}, isPlainObject(copy) ? copy : {}, meta, 'document');
}

/** Merges `patch` into `original` and returns the result. Changes both arguments. */
export function mergeMap(original: JsonMap, patch: JsonMap, meta: PatchMeta, target: MergeTarget): JsonMap {
  if (Object.hasOwn(patch, directive)) return replaceOrDelete(patch);
  applyRetainKeys(original, patch, target);
  applyOrders(original, patch, meta, target);
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    const deletes = key.startsWith(deleteFromPrefix);
    if (deletes && target === 'patch') {
      setOwn(original, key, value);
      continue;
    }
    const name = deletes ? suffixOf(key, deleteFromPrefix, 'invalid patch format of primitive list') : key;
    const present = fieldOf(original, name);
    if (value === null || value === undefined) {
      if (target === 'patch') setOwn(original, name, null);
      else Reflect.deleteProperty(original, name);
    } else if (present === undefined || kindOf(present) !== kindOf(value)) {
      if (!deletes) setAdded(original, name, value, target);
    } else if (isPlainObject(present) && isPlainObject(value)) {
      const below = metaOf(meta, name);
      setOwn(original, name, strategyOf(below) === 'replace' ? value : mergeMap(present, value, below, target));
    } else if (Array.isArray(present) && Array.isArray(value)) {
      const below = metaOf(meta, name);
      const merges = deletes || strategyOf(below) === 'merge';
      setOwn(original, name, merges ? mergeList(present, value, below, deletes, target) : value);
    } else {
      setOwn(original, name, value);
    }
  }
  return original;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

function suffixOf(key: string, prefix: string, fault: string): string {
  if (!key.startsWith(`${prefix}/`)) throw new StrategicMergePatchError(fault, 'malformed');
  return key.slice(prefix.length + 1);
}

function replaceOrDelete(patch: JsonMap): JsonMap {
  const { [directive]: what, ...rest } = patch;
  if (what === 'replace') return rest;
  if (what === 'delete') return {};
  throw new StrategicMergePatchError(`unknown patch type: ${goPrint(what)} in map: ${goPrint(patch)}`, 'mismatch');
}

/** Sets a field that was absent or had another type. Removes directives from the value and, in a document, also nulls. */
function setAdded(original: JsonMap, name: string, value: unknown, target: MergeTarget): void {
  const cleaned = withoutDirectives(target === 'patch' ? value : withoutNulls(value));
  if (cleaned === undefined) Reflect.deleteProperty(original, name);
  else setOwn(original, name, cleaned);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlainObject(value)) return value;
  const kept: JsonMap = {};
  for (const key of Object.keys(value)) if (value[key] !== null) setOwn(kept, key, withoutNulls(value[key]));
  return kept;
}

/** Returns the value without its directives, or undefined if the value itself is a directive. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isPlainObject(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const kept: JsonMap = {};
  for (const key of Object.keys(value)) {
    const item = withoutDirectives(value[key]);
    if (item !== undefined) setOwn(kept, key, item);
  }
  return kept;
}

/** Removes the fields that `$retainKeys` does not list. Throws a StrategicMergePatchError if the patch sets one of them. */
function applyRetainKeys(original: JsonMap, patch: JsonMap, target: MergeTarget): void {
  if (!Object.hasOwn(patch, retainKeys)) return;
  const list = patch[retainKeys];
  Reflect.deleteProperty(patch, retainKeys);
  if (target === 'patch') {
    const before = fieldOf(original, retainKeys) ?? list;
    if (!jsonEqual(before, list))
      throw new StrategicMergePatchError(`${goPrint(before)} and ${goPrint(list)} are not the same ${retainKeys}`, 'mismatch');
    original[retainKeys] = list;
    return;
  }
  const malformed = new StrategicMergePatchError('invalid patch format of retainKeys', 'malformed');
  if (!Array.isArray(list)) throw malformed;
  const kept = new Set<unknown>(list);
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || key.startsWith(deleteFromPrefix) || key.startsWith(orderPrefix)) continue;
    if (!kept.has(key)) throw malformed;
  }
  for (const key of Object.keys(original)) if (!kept.has(key)) Reflect.deleteProperty(original, key);
}

/** Merges the lists that have a `$setElementOrder` directive, and sorts them as it states. Removes the lists from the patch. */
function applyOrders(original: JsonMap, patch: JsonMap, meta: PatchMeta, target: MergeTarget): void {
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    const order = arrayOf(patch[key]);
    Reflect.deleteProperty(patch, key);
    if (target === 'patch') {
      if (!jsonEqual(fieldOf(original, key) ?? order, order)) throw new StrategicMergePatchError(malformedOrder, 'malformed');
      setOwn(original, key, order);
    }
    const name = suffixOf(key, orderPrefix, malformedOrder);
    const present = Object.hasOwn(original, name) ? arrayOf(original[name]) : undefined;
    const given = Object.hasOwn(patch, name) ? arrayOf(patch[name]) : undefined;
    const below = metaOf(meta, name);
    checkAgainstOrder(given ?? [], order, below.key ?? '');
    if (present === undefined && given === undefined) continue;
    const merged = mergeOrdered(present, given, below, target);
    setOwn(original, name, orderList(merged, order, present ?? [], below.key ?? '', [...(present ?? []), ...(given ?? [])]));
    Reflect.deleteProperty(patch, name);
  }
}

function mergeOrdered(
  present: unknown[] | undefined,
  given: unknown[] | undefined,
  meta: PatchMeta,
  target: MergeTarget,
): unknown[] {
  if (given === undefined) return present ?? [];
  if (present === undefined) return arrayOf(withoutDirectives(given));
  return strategyOf(meta) === 'merge' ? mergeList(present, given, meta, false, target) : given;
}

/**
 * Throws a StrategicMergePatchError unless the items of a patch appear in its `$setElementOrder` list, in the same order. Ignores
 * directives.
 */
function checkAgainstOrder(list: unknown[], order: unknown[], key: string): void {
  if (list.length === 0 || order.length === 0) return;
  const wanted = key === '' ? list : list.filter((item) => keyedDirective(item) !== 'delete');
  let at = 0;
  for (const entry of order) {
    // Skip other directives. After the last item of the order they are an error, as on the server.
    while (at < wanted.length && keyedDirective(wanted[at]) !== undefined) at++;
    if (at < wanted.length && identityIn(wanted[at], key) === identityIn(entry, key)) at++;
  }
  if (at < wanted.length) {
    const why = `The order in patch list:\n${goPrint(list)}\n doesn't match ${orderPrefix} list:\n${goPrint(order)}\n`;
    throw new StrategicMergePatchError(why, 'mismatch');
  }
}

function keyedDirective(item: unknown): unknown {
  return isPlainObject(item) && Object.hasOwn(item, directive) ? item[directive] : undefined;
}

/** Returns the value that identifies an item: its merge key, or the item itself if there is no key. */
function identityIn(item: unknown, key: string): unknown {
  return key === '' ? item : keyValue(item, key);
}

function mergeList(original: unknown[], patch: unknown[], meta: PatchMeta, deletes: boolean, target: MergeTarget): unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  const key = meta.key ?? '';
  const all = [...original, ...patch];
  if (areScalars(original, patch))
    return deletes ? deleteFromList(original, patch) : orderList(uniqueScalars(all), patch, original, key, all);
  if (key === '') throw new StrategicMergePatchError('cannot merge lists without merge key for struct', 'mismatch');
  const { base, items } = applyItemDirectives(original, patch.filter(isPlainObject), key);
  const merged = [...base];
  const positions = new Map<unknown, number>();
  merged.forEach((item, position) => {
    const value = fieldOf(item, key);
    if (!positions.has(value)) positions.set(value, position);
  });
  for (const item of items) {
    if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
    const value = item[key];
    const position = positions.get(value) ?? merged.length;
    const present = merged[position];
    positions.set(value, position);
    merged[position] = isPlainObject(present) ? mergeMap(present, item, meta, target) : item;
  }
  return orderList(merged, items, base, key, all);
}

/** The result of `applyItemDirectives`. */
interface DirectedList {
  /** The items of the original that remain. */
  readonly base: unknown[];
  /** The items of the patch to merge. */
  readonly items: readonly JsonMap[];
}

/**
 * Applies the items of a patch that are directives: `delete` removes the item with that key, `replace` replaces the complete
 * list.
 */
function applyItemDirectives(original: unknown[], patch: readonly JsonMap[], key: string): DirectedList {
  const items: JsonMap[] = [];
  const deleted = new Set<unknown>();
  let replace = false;
  for (const item of patch) {
    if (!Object.hasOwn(item, directive)) {
      items.push(item);
      continue;
    }
    const what = item[directive];
    if (what === 'replace') {
      replace = true;
    } else if (what === 'delete') {
      if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
      deleted.add(item[key]);
    } else if (what === 'merge') {
      throw new StrategicMergePatchError('merging lists cannot yet be specified in the patch', 'mismatch');
    } else {
      throw new StrategicMergePatchError(`unknown patch type: ${goPrint(what)} in map: ${goPrint(item)}`, 'mismatch');
    }
  }
  if (replace) return { base: items, items: [] };
  return { base: deleted.size === 0 ? original : original.filter((item) => !deleted.has(fieldOf(item, key))), items };
}
