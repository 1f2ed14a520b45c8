import { newBrand, type Brand } from '../../util/errors.js';

const brand: Brand<DeletedFinalStateUnknown<unknown>> = /* @__PURE__ */ newBrand('DeletedFinalStateUnknown');

/**
 * A tombstone: the placeholder of an object whose deletion the watch missed. A later list did not contain the object. `obj` is
 * the last observed state, which may differ from the final state.
 */
export class DeletedFinalStateUnknown<T> {
  /** The key of the object: `namespace/name` or `name`. */
  readonly key: string;
  /** The last observed state, or undefined if there was no observed state. */
  readonly obj: T | undefined;

  constructor(key: string, obj: T | undefined) {
    this.key = key;
    this.obj = obj;
    brand.mark(this);
  }
}

/** Whether a deleted object is a tombstone, including one of another copy of this package. */
export function isDeletedFinalStateUnknown<T>(obj: T | DeletedFinalStateUnknown<T>): obj is DeletedFinalStateUnknown<T> {
  return brand.has(obj);
}
