import { isDeletedFinalStateUnknown, type DeletedFinalStateUnknown } from '../store/tombstone.js';

/**
 * Is told of changes of a cache, after the cache has them; by then the cache may have later ones. Methods may be left out.
 *
 * Events come in the order in which the server sent them, of all objects, and one at a time: a promise that a method returns is
 * awaited before the next event, and anything else that it returns is ignored. What it throws or rejects with is reported to the
 * informer's `handlerErrorHandler`, and the next event comes. Each event is told once; only what happened while nobody watched is
 * told as one, from the last known state to the new one.
 *
 * Objects are the cache's own, shared by all handlers: they must not be changed.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#ResourceEventHandler
 */
export interface ResourceEventHandler<T> {
  /** An object has come. `isInInitialList` is true for those that were there when the informer, or the handler, began. */
  onAdd?(obj: T, isInInitialList: boolean): unknown;
  /** An object has changed, or, on a resync, is only shown again: both then have one resource version. */
  onUpdate?(oldObj: T, newObj: T): unknown;
  /** An object has gone: its last state, or a tombstone where the deletion itself was missed. */
  onDelete?(objOrTombstone: T | DeletedFinalStateUnknown<T>): unknown;
}

/** Options of `newFilteringResourceEventHandler`. */
export interface FilteringOptions<T> {
  /**
   * Whether the handler is to know of the object. Must depend on nothing but the object; what it throws counts as the handler's.
   */
  filterFunc(obj: T): boolean;
  readonly handler: ResourceEventHandler<T>;
}

/**
 * A handler that sees only the objects that pass: one that begins to pass is an add, with `isInInitialList` false, one that ceases
 * to pass is a delete with the state that passed. A tombstone without an object always passes.
 */
export function newFilteringResourceEventHandler<T>(options: FilteringOptions<T>): ResourceEventHandler<T> {
  const { handler } = options;
  return {
    onAdd(obj, isInInitialList) {
      return options.filterFunc(obj) ? handler.onAdd?.(obj, isInInitialList) : undefined;
    },
    onUpdate(oldObj, newObj) {
      const before = options.filterFunc(oldObj);
      const after = options.filterFunc(newObj);
      if (before && after) return handler.onUpdate?.(oldObj, newObj);
      if (after) return handler.onAdd?.(newObj, false);
      if (before) return handler.onDelete?.(oldObj);
      return undefined;
    },
    onDelete(objOrTombstone) {
      const last = isDeletedFinalStateUnknown(objOrTombstone) ? objOrTombstone.obj : objOrTombstone;
      // Of a tombstone without an object nobody knows whether it passed; told too often is better than never.
      return last === undefined || options.filterFunc(last) ? handler.onDelete?.(objOrTombstone) : undefined;
    },
  };
}
