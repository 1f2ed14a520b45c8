import { goPrint, goTypeOf, isPlainObject } from '../util/index.js';

/** The lists of strategic merge patches: which items are the same, and in which order they stand. */

export type JsonMap = Record<string, unknown>;

/**
 * What is wrong: the patch's directives, a list of lists, that it does not fit the document; where one is made, that somebody else
 * changed the same, or that a precondition does not hold.
 */
export type StrategicMergePatchFault = 'malformed' | 'list of lists' | 'mismatch' | 'conflict' | 'precondition failed';

/** A strategic merge patch that cannot be applied, where the message is the API server's, or that cannot be made. */
export class StrategicMergePatchError extends Error {
  override readonly name = 'StrategicMergePatchError';
  readonly fault: StrategicMergePatchFault;

  constructor(message: string, fault: StrategicMergePatchFault) {
    super(message);
    this.fault = fault;
  }
}

/** The value as an array, which it has to be. */
export function arrayOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new StrategicMergePatchError(`expected a []interface {}, but received a ${goTypeOf(value)}`, 'mismatch');
}

/** An own field of an object; undefined of anything else. */
export function fieldOf(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Whether the items of lists are scalars, and not objects. Throws where they are of different types, or lists. */
export function areScalars(...lists: readonly (readonly unknown[])[]): boolean {
  const items = lists.flat();
  const types = new Set(items.map((item) => (typeof item === 'number' ? 'number' : goTypeOf(item))));
  if (Array.isArray(items[0])) throw new StrategicMergePatchError('lists of lists are not supported', 'list of lists');
  if (types.size > 1) {
    throw new StrategicMergePatchError(`list element types are not identical: ${goPrint(lists)}`, 'mismatch');
  }
  return !types.has('map[string]interface {}');
}

export function uniqueScalars(items: readonly unknown[]): unknown[] {
  return [...new Set(items)];
}

export function deleteFromList(items: readonly unknown[], gone: readonly unknown[]): unknown[] {
  const all = new Set(gone);
  return items.filter((item) => !all.has(item));
}

/**
 * Puts a merged list in order: the items that the patch names in the patch's order, those that only the server has in the server's,
 * and the latter before the first of the former that they stood before. `all` is what the items' type is told from.
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

/** Sorts the items, in place, but for those that a patch on a patch deletes, which come last as they stand. */
function deletionsLast(items: unknown[], sort: (items: unknown[]) => void): unknown[] {
  const isDeletion = (item: unknown): boolean => fieldOf(item, '$patch') === 'delete';
  const kept = items.filter((item) => !isDeletion(item));
  sort(kept);
  return [...kept, ...items.filter(isDeletion)];
}

/**
 * Sorts in place. An item without a rank comes before whatever it is compared with, which is no order at all: what comes out depends
 * on the way of sorting, so this is the server's, insertion.
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

function identityOf(key: string, all: readonly unknown[]): (item: unknown) => unknown {
  if (!isPlainObject(all[0])) {
    if (all.length === 0) throw new StrategicMergePatchError('no elements in any of the given slices', 'mismatch');
    return (item) => item;
  }
  return (item) => keyValue(item, key);
}

/** The key of an item. Throws where it is no object, or has none. */
export function keyValue(item: unknown, key: string): unknown {
  if (!isPlainObject(item)) {
    throw new StrategicMergePatchError(`expected a map[string]interface {}, but received a ${goTypeOf(item)}`, 'mismatch');
  }
  if (!Object.hasOwn(item, key)) throw noMergeKey(item, key);
  return item[key];
}

export function noMergeKey(item: JsonMap, key: string): StrategicMergePatchError {
  return new StrategicMergePatchError(`map: ${goPrint(item)} does not contain declared merge key: ${key}`, 'mismatch');
}

/** The first position of each. */
function ranks(order: readonly unknown[], identity: (item: unknown) => unknown): Map<unknown, number> {
  const rank = new Map<unknown, number>();
  order.forEach((item, index) => {
    const id = identity(item);
    if (!rank.has(id)) rank.set(id, index);
  });
  return rank;
}
