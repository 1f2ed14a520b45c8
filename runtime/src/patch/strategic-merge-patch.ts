import type { PatchMeta } from '../meta/index.js';
import { deepCopyUntyped, goPrint, goTypeOf, isPlainObject, setOwn } from '../util/index.js';
import {
  arrayOf,
  deleteFromList,
  fieldOf,
  findByKey,
  areScalars,
  orderList,
  StrategicMergePatchError,
  uniqueScalars,
  type JsonMap,
} from './strategic-lists.js';

export { StrategicMergePatchError, type StrategicMergePatchFault } from './strategic-lists.js';

const directive = '$patch';
const retainKeys = '$retainKeys';
const deleteFromPrefix = '$deleteFromPrimitiveList';
const orderPrefix = '$setElementOrder';

/**
 * A document with a strategic merge patch applied, as an API server does it. Neither is changed, and the result shares nothing with
 * them. `meta` says how the kind's lists are merged; what it does not name is merged if it is an object and replaced if it is a list.
 * Throws a `StrategicMergePatchError`, in the server's words, for a patch that does not fit.
 * Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function applyStrategicMergePatch(document: unknown, patch: unknown, meta: PatchMeta = {}): Record<string, unknown> {
  if (!isPlainObject(patch)) throw new StrategicMergePatchError('invalid JSON document', 'malformed');
  const original = deepCopyUntyped(document);
  const copy = deepCopyUntyped(patch);
  return mergeMap(isPlainObject(original) ? original : {}, isPlainObject(copy) ? copy : {}, meta);
}

/** Merges into `original`, and uses `patch` up: both belong to this function. */
function mergeMap(original: JsonMap, patch: JsonMap, meta: PatchMeta): JsonMap {
  if (Object.hasOwn(patch, directive)) return replaceOrDelete(patch);
  applyRetainKeys(original, patch);
  applyOrders(original, patch, meta);
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    const deletes = key.startsWith(deleteFromPrefix);
    const name = deletes ? suffixOf(key, deleteFromPrefix, 'invalid patch format of primitive list') : key;
    const present = fieldOf(original, name);
    if (value === null || value === undefined) {
      Reflect.deleteProperty(original, name);
    } else if (present === undefined || kindOf(present) !== kindOf(value)) {
      if (!deletes) setAdded(original, name, value);
    } else if (isPlainObject(present) && isPlainObject(value)) {
      const below = metaOf(meta, name);
      setOwn(original, name, strategyOf(below) === 'replace' ? value : mergeMap(present, value, below));
    } else if (Array.isArray(present) && Array.isArray(value)) {
      const below = metaOf(meta, name);
      setOwn(original, name, deletes || strategyOf(below) === 'merge' ? mergeList(present, value, below, deletes) : value);
    } else {
      setOwn(original, name, value);
    }
  }
  return original;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** The strategy beside `retainKeys`, which only the directive of that name acts upon. */
function strategyOf({ strategies = [] }: PatchMeta): string {
  return strategies.find((strategy) => strategy !== 'retainKeys') ?? '';
}

function metaOf(meta: PatchMeta, field: string): PatchMeta {
  const { fields = {} } = meta;
  const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return (typeof found === 'function' ? found() : found) ?? {};
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

/** Sets a field that was not there, or was of another type: the patch's value without nulls and directives. */
function setAdded(target: JsonMap, name: string, value: unknown): void {
  const cleaned = withoutDirectives(withoutNulls(value));
  if (cleaned === undefined) Reflect.deleteProperty(target, name);
  else setOwn(target, name, cleaned);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isPlainObject(value)) return value;
  const kept: JsonMap = {};
  for (const key of Object.keys(value)) if (value[key] !== null) setOwn(kept, key, withoutNulls(value[key]));
  return kept;
}

/** Undefined where the value itself is a directive. */
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

/** `$retainKeys` lists all fields that stay; what the patch sets must be among them. */
function applyRetainKeys(original: JsonMap, patch: JsonMap): void {
  if (!Object.hasOwn(patch, retainKeys)) return;
  const list = patch[retainKeys];
  Reflect.deleteProperty(patch, retainKeys);
  const malformed = new StrategicMergePatchError('invalid patch format of retainKeys', 'malformed');
  if (!Array.isArray(list)) throw malformed;
  const kept = new Set<unknown>(list);
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || key.startsWith(deleteFromPrefix) || key.startsWith(orderPrefix)) continue;
    if (!kept.has(key)) throw malformed;
  }
  for (const key of Object.keys(original)) if (!kept.has(key)) Reflect.deleteProperty(original, key);
}

/** Merges the lists whose order the patch gives, takes them out of the patch, and puts them in that order. */
function applyOrders(original: JsonMap, patch: JsonMap, meta: PatchMeta): void {
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    const order = arrayOf(patch[key]);
    Reflect.deleteProperty(patch, key);
    const name = suffixOf(key, orderPrefix, 'invalid patch format of setElementOrder list');
    const present = Object.hasOwn(original, name) ? arrayOf(original[name]) : undefined;
    const given = Object.hasOwn(patch, name) ? arrayOf(patch[name]) : undefined;
    const below = metaOf(meta, name);
    checkAgainstOrder(given ?? [], order, below.key ?? '');
    if (present === undefined && given === undefined) continue;
    const merged = mergeOrdered(present, given, below);
    setOwn(original, name, orderList(merged, order, present ?? [], below.key ?? '', [...(present ?? []), ...(given ?? [])]));
    Reflect.deleteProperty(patch, name);
  }
}

function mergeOrdered(present: unknown[] | undefined, given: unknown[] | undefined, meta: PatchMeta): unknown[] {
  if (given === undefined) return present ?? [];
  if (present === undefined) return arrayOf(withoutDirectives(given));
  return strategyOf(meta) === 'merge' ? mergeList(present, given, meta, false) : given;
}

/** The items of a patch that are not directives must stand in its `$setElementOrder` list, in the same order. */
function checkAgainstOrder(list: unknown[], order: unknown[], key: string): void {
  if (list.length === 0 || order.length === 0) return;
  const wanted = key === '' ? list : list.filter((item) => keyedDirective(item) !== 'delete');
  let at = 0;
  for (const entry of order) {
    // Other directives are passed over, but not behind the last item that the order names: there they are a fault, as on the server.
    while (at < wanted.length && keyedDirective(wanted[at]) !== undefined) at++;
    if (at < wanted.length && keyValue(wanted[at], key) === keyValue(entry, key)) at++;
  }
  if (at < wanted.length) {
    const why = `The order in patch list:\n${goPrint(list)}\n doesn't match ${orderPrefix} list:\n${goPrint(order)}\n`;
    throw new StrategicMergePatchError(why, 'mismatch');
  }
}

function keyedDirective(item: unknown): unknown {
  return isPlainObject(item) && Object.hasOwn(item, directive) ? item[directive] : undefined;
}

function keyValue(item: unknown, key: string): unknown {
  if (key === '') return item;
  if (!isPlainObject(item)) throw wrongType(item);
  if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
  return item[key];
}

function wrongType(found: unknown): StrategicMergePatchError {
  return new StrategicMergePatchError(`expected a map[string]interface {}, but received a ${goTypeOf(found)}`, 'mismatch');
}

function noMergeKey(item: JsonMap, key: string): StrategicMergePatchError {
  return new StrategicMergePatchError(`map: ${goPrint(item)} does not contain declared merge key: ${key}`, 'mismatch');
}

function mergeList(original: unknown[], patch: unknown[], meta: PatchMeta, deletes: boolean): unknown[] {
  if (original.length === 0 && patch.length === 0) return original;
  const key = meta.key ?? '';
  const all = [...original, ...patch];
  if (areScalars(all)) return deletes ? deleteFromList(original, patch) : orderList(uniqueScalars(all), patch, original, key, all);
  if (key === '') throw new StrategicMergePatchError('cannot merge lists without merge key for struct', 'mismatch');
  const { base, items } = applyItemDirectives(original, patch.filter(isPlainObject), key);
  const merged = [...base];
  for (const item of items) {
    if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
    const index = findByKey(merged, key, item[key]);
    const present = merged[index];
    // The key says which item is meant; the patch itself may go on being used below.
    if (isPlainObject(present)) merged[index] = mergeMap(present, item, meta);
    else merged.push(item);
  }
  return orderList(merged, items, base, key, all);
}

interface Directed {
  readonly base: unknown[];
  readonly items: readonly JsonMap[];
}

/** Acts on the items of a patch that are directives: `delete` by key, and `replace` for the list as a whole. */
function applyItemDirectives(original: unknown[], patch: readonly JsonMap[], key: string): Directed {
  const items: JsonMap[] = [];
  let base = original;
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
      base = base.filter((other) => fieldOf(other, key) !== item[key]);
    } else if (what === 'merge') {
      throw new StrategicMergePatchError('merging lists cannot yet be specified in the patch', 'mismatch');
    } else {
      throw new StrategicMergePatchError(`unknown patch type: ${goPrint(what)} in map: ${goPrint(item)}`, 'mismatch');
    }
  }
  return replace ? { base: items, items: [] } : { base, items };
}
