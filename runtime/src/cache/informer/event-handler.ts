import { isDeletedFinalStateUnknown, type DeletedFinalStateUnknown } from '../store/tombstone.js';

/**
 * Receives the changes of a cache, after the cache contains them. The cache may already contain later changes. All methods are
 * optional.
 *
 * Events of all objects come one at a time, in the order in which the server sent them. If a method returns a promise, the next
 * event waits for it. Other results are ignored. An error that a method throws or rejects with is reported to the informer's
 * `handlerErrorHandler`, and the next event follows.
 *
 * Each change is delivered exactly once. Changes that happened while the watch was interrupted come as one event, from the last
 * known state to the new one.
 *
 * Objects are shared with the cache and with other handlers, so a handler must not change them.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#ResourceEventHandler
 */
export interface ResourceEventHandler<T> {
  /**
   * Called when an object was added. `isInInitialList` is true for objects that already existed when the informer or the handler
   * started.
   */
  onAdd?(obj: T, isInInitialList: boolean): unknown;
  /**
   * Called when an object has changed. A resync also calls it with the unchanged object, so that both have the same resource
   * version.
   */
  onUpdate?(oldObj: T, newObj: T): unknown;
  /** Called when an object was deleted, with its last state. If the watch missed the deletion, it receives a tombstone. */
  onDelete?(objOrTombstone: T | DeletedFinalStateUnknown<T>): unknown;
}

/** Options of `newFilteringResourceEventHandler`. */
export interface FilteringOptions<T> {
  /**
   * Returns whether the handler receives events of an object. The result must depend only on the object. An error that it throws
   * counts as an error of the handler.
   */
  filterFunc(obj: T): boolean;
  /** Receives the events that pass the filter. */
  readonly handler: ResourceEventHandler<T>;
}

/**
 * Returns a handler that passes on only objects that pass a filter. An object that begins to pass is an add with
 * `isInInitialList` false. An object that no longer passes is a delete with its last passing state. A tombstone without an object
 * always passes.
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
      // It is unknown whether the object of an empty tombstone passed. A superfluous delete is better than a missing one.
      return last === undefined || options.filterFunc(last) ? handler.onDelete?.(objOrTombstone) : undefined;
    },
  };
}
