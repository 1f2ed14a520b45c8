import { addFinalizer, containsFinalizer, removeFinalizer, type FinalizedObject, type Time } from '../meta/index.js';
import { messageOf } from '../util/errors.js';

/** An object with finalizers. It must be a copy of your own, not an object from a cache. */
export interface FinalizableObject extends FinalizedObject {
  /** The metadata that finalizers read and change. */
  metadata: { finalizers?: string[] | undefined; deletionTimestamp?: Time | undefined };
}

/** The changes to an object that the caller has to send to the server. */
export interface FinalizeResult {
  /** Whether the object changed outside its status. Usually its finalizers did. */
  readonly updated: boolean;
  /** Whether the status changed. */
  readonly statusUpdated: boolean;
}

/**
 * A function that deletes what belongs to an object outside of the cluster's garbage collection. It is called again until it
 * succeeds, so it must accept that some resources are already gone. It may change the object, and then returns what it changed.
 */
export type Finalizer<T> = (object: T, signal: AbortSignal) => Promise<Partial<FinalizeResult>> | Promise<void>;

/**
 * An error of one or more finalizers.
 *
 * `errors` holds the error of each of them.
 */
export class FinalizeError extends AggregateError {
  /** The changes to the object that have to be sent despite the failures. */
  readonly result: FinalizeResult;

  constructor(errors: readonly Error[], result: FinalizeResult) {
    super(errors, errors.map(({ message }) => message).join('; '));
    this.name = 'FinalizeError';
    this.result = result;
  }
}

/** The finalizers of a controller for objects of one kind. */
export interface Finalizers<T extends FinalizableObject> {
  /**
   * Adds a finalizer under its name in `metadata.finalizers`, such as `example.com/volumes`. Throws an Error if the name is
   * taken.
   */
  register(name: string, finalizer: Finalizer<T>): void;
  /**
   * Adds all names to `metadata.finalizers` of an object that is not being deleted, so that it cannot be removed before its
   * cleanup. For an object that is being deleted, calls the finalizers that it still names, in the order of registration. Removes
   * the name of each that succeeds.
   *
   * Changes the object in place. The caller has to send it if the result says so.
   *
   * Rejects with a FinalizeError if some finalizers fail, after all have been called. The caller still has to send the changes in
   * its `result`.
   */
  finalize(object: T, signal: AbortSignal): Promise<FinalizeResult>;
}

/** Creates an empty set of finalizers. */
export function newFinalizers<T extends FinalizableObject>(): Finalizers<T> {
  const finalizers = new Map<string, Finalizer<T>>();
  return {
    register(name, finalizer) {
      if (finalizers.has(name)) throw new Error(`finalizer for key ${JSON.stringify(name)} already registered`);
      finalizers.set(name, finalizer);
    },
    async finalize(object, signal) {
      let updated = false;
      let statusUpdated = false;
      const errors: Error[] = [];
      for (const [name, finalizer] of finalizers) {
        if (object.metadata.deletionTimestamp === undefined) {
          updated = addFinalizer(object, name) || updated;
          continue;
        }
        if (!containsFinalizer(object, name)) continue;
        signal.throwIfAborted();
        try {
          const result = await finalizer(object, signal);
          statusUpdated ||= typeof result === 'object' && result.statusUpdated === true;
          removeFinalizer(object, name);
          updated = true;
        } catch (cause) {
          const message = messageOf(cause);
          errors.push(new Error(`finalizer ${JSON.stringify(name)} failed: ${message}`, { cause }));
        }
      }
      if (errors.length > 0) throw new FinalizeError(errors, { updated, statusUpdated });
      return { updated, statusUpdated };
    },
  };
}
