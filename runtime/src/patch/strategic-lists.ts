/** Functions for the lists of strategic merge patches: the identity of items, and their order. */

import { goPrint, goTypeOf, isPlainObject } from '../util/index.js';

/** An object of JSON. */
export type JsonMap = Record<string, unknown>;

/**
 * The reason of a StrategicMergePatchError:
 *
 * - `malformed`: a directive or the patch has the wrong format.
 * - `list of lists`: the patch contains a list of lists.
 * - `mismatch`: the patch does not match the document.
 * - `conflict`: somebody else has changed the same field.
 * - `precondition failed`: a precondition returned false.
 */
export type StrategicMergePatchFault = 'malformed' | 'list of lists' | 'mismatch' | 'conflict' | 'precondition failed';

/**
 * An error of a strategic merge patch that cannot be created or applied. If it cannot be applied, the message has the API
 * server's wording.
 */
export class StrategicMergePatchError extends Error {
  override readonly name = 'StrategicMergePatchError';
  /** The reason. */
  readonly fault: StrategicMergePatchFault;

  constructor(message: string, fault: StrategicMergePatchFault) {
    super(message);
    this.fault = fault;
  }
}

/** Returns the value, which must be an array. Throws a StrategicMergePatchError if it is not. */
export function arrayOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new StrategicMergePatchError(`expected a []interface {}, but received a ${goTypeOf(value)}`, 'mismatch');
}

/** Returns an own field of an object. Returns undefined for any other value. */
export function fieldOf(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * Whether the items of the lists are scalars. Throws a StrategicMergePatchError for lists of lists, and for items of different
 * types.
 */
export function areScalars(...lists: readonly (readonly unknown[])[]): boolean {
  const items = lists.flat();
  const types = new Set(items.map((item) => (typeof item === 'number' ? 'number' : goTypeOf(item))));
  if (Array.isArray(items[0])) throw new StrategicMergePatchError('lists of lists are not supported', 'list of lists');
  if (types.size > 1) {
    throw new StrategicMergePatchError(`list element types are not identical: ${goPrint(lists)}`, 'mismatch');
  }
  return !types.has('map[string]interface {}');
}

/** Returns the items without repetitions. */
export function uniqueScalars(items: readonly unknown[]): unknown[] {
  return [...new Set(items)];
}

/** Returns the items without those of `gone`. */
export function deleteFromList(items: readonly unknown[], gone: readonly unknown[]): unknown[] {
  const all = new Set(gone);
  return items.filter((item) => !all.has(item));
}

/**
 * Returns a merged list in its final order. Items that the patch names are in the patch's order, and all others in the server's
 * order.
 *
 * An item that only the server has comes before the first named item that followed it on the server. `all` has the items that
 * determine the type of the list.
 */
export function orderList(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  serverOrder: readonly unknown[],
  key: string,
  all: readonly unknown[],
): unknown[] {
  const identity = identityOf(key, all);
  const patchRank = ranks(patchOrder, identity);
  const serverRank = ranks(serverOrder, identity);
  const rankIn = (rank: ReadonlyMap<unknown, number>, item: unknown): number => rank.get(identity(item)) ?? -1;
  const named = deletionsLast(
    merged.filter((item) => patchRank.has(identity(item))),
    (items) => items.sort((a, b) => rankIn(patchRank, a) - rankIn(patchRank, b)),
  );
  const others = deletionsLast(
    merged.filter((item) => !patchRank.has(identity(item))),
    (items) => sortByRank(items, (item) => rankIn(serverRank, item)),
  );
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const limit = rankIn(serverRank, item);
    while (limit >= 0 && next < others.length) {
      const rank = rankIn(serverRank, others[next]);
      if (rank < 0 || rank >= limit) break;
      result.push(others[next++]);
    }
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

/** Sorts the items in place. Items with a `delete` directive, in a patch of a patch, come last in their present order. */
function deletionsLast(items: unknown[], sort: (items: unknown[]) => void): unknown[] {
  const isDeletion = (item: unknown): boolean => fieldOf(item, '$patch') === 'delete';
  const kept = items.filter((item) => !isDeletion(item));
  sort(kept);
  return [...kept, ...items.filter(isDeletion)];
}

/**
 * Sorts in place. An item without a rank counts as less than any other item. This is not an order, so the result depends on the
 * algorithm. The API server uses insertion sort, as this function does.
 */
function sortByRank(items: unknown[], rankOf: (item: unknown) => number): void {
  const ranked = items.map((item) => ({ item, rank: rankOf(item) }));
  if (ranked.every(({ rank }) => rank >= 0)) {
    ranked.sort((a, b) => a.rank - b.rank);
  } else {
    const isLess = (a: { rank: number } | undefined, b: { rank: number } | undefined): boolean =>
      a === undefined || b === undefined || a.rank < 0 || b.rank < 0 || a.rank < b.rank;
    for (let end = 1; end < ranked.length; end++) {
      for (let at = end; at > 0 && isLess(ranked[at], ranked[at - 1]); at--) {
        ranked.splice(at - 1, 2, ...ranked.slice(at - 1, at + 1).reverse());
      }
    }
  }
  items.splice(0, items.length, ...ranked.map(({ item }) => item));
}

/** Returns the function that identifies an item: by its merge key, or by its value if the items are scalars. */
function identityOf(key: string, all: readonly unknown[]): (item: unknown) => unknown {
  if (!isPlainObject(all[0])) {
    if (all.length === 0) throw new StrategicMergePatchError('no elements in any of the given slices', 'mismatch');
    return (item) => item;
  }
  return (item) => keyValue(item, key);
}

/** Returns the merge key of an item. Throws a StrategicMergePatchError if the item is not an object or has no key. */
export function keyValue(item: unknown, key: string): unknown {
  if (!isPlainObject(item)) {
    throw new StrategicMergePatchError(`expected a map[string]interface {}, but received a ${goTypeOf(item)}`, 'mismatch');
  }
  if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
  return item[key];
}

/** Returns the error of an item without its merge key. */
export function noMergeKey(item: JsonMap, key: string): StrategicMergePatchError {
  return new StrategicMergePatchError(`map: ${goPrint(item)} does not contain declared merge key: ${key}`, 'mismatch');
}

/** Returns the first index of each item. */
function ranks(order: readonly unknown[], identity: (item: unknown) => unknown): Map<unknown, number> {
  const rank = new Map<unknown, number>();
  order.forEach((item, index) => {
    const id = identity(item);
    if (!rank.has(id)) rank.set(id, index);
  });
  return rank;
}
