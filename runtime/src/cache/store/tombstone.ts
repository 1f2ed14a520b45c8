/** Known to every copy of the package. */
const brand = Symbol.for('kube-client-runtime/DeletedFinalStateUnknown');

/**
 * Stands for an object that was deleted while nobody was watching: a relist did not find it any more. `obj` is the last state
 * that was seen, which need not be the last that it had.
 */
export class DeletedFinalStateUnknown<T> {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  /** The last state that was seen; undefined where none was. */
  readonly obj: T | undefined;

  constructor(key: string, obj: T | undefined) {
    this.key = key;
    this.obj = obj;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether a deletion is told by a tombstone. Knows those of other copies of the package too. */
export function isDeletedFinalStateUnknown<T>(obj: T | DeletedFinalStateUnknown<T>): obj is DeletedFinalStateUnknown<T> {
  return typeof obj === 'object' && obj !== null && brand in obj;
}
