import { addFinalizer, containsFinalizer, removeFinalizer, type FinalizedObject, type Time } from '../meta/index.js';
import { messageOf } from '../util/message-of.js';

/** An object that finalizers hold: one's own copy, not one from a cache. */
export interface FinalizableObject extends FinalizedObject {
  metadata: { finalizers?: string[] | undefined; deletionTimestamp?: Time | undefined };
}

/** What was changed of the object, and so has to be sent. */
export interface FinalizeResult {
  /** Something beside the status: finalizers, mostly. */
  readonly updated: boolean;
  readonly statusUpdated: boolean;
}

/**
 * Cleans up what an object leaves behind outside of it. Called again until it does not fail, so it must not mind what is gone already.
 * It may change the object, and then says so.
 */
export type Finalizer<T> = (object: T, signal: AbortSignal) => Promise<Partial<FinalizeResult>> | Promise<void>;

/** Some finalizers failed. `errors` are what they failed with, `result` is what was changed all the same. */
export class FinalizeError extends AggregateError {
  readonly result: FinalizeResult;

  constructor(errors: readonly Error[], result: FinalizeResult) {
    super(errors, errors.map(({ message }) => message).join('; '));
    this.name = 'FinalizeError';
    this.result = result;
  }
}

/** The finalizers that a controller has for objects of one kind. */
export interface Finalizers<T extends FinalizableObject> {
  /** Adds one by its name, such as `example.com/volumes`, which stands in `metadata.finalizers`. Throws where the name is taken. */
  register(name: string, finalizer: Finalizer<T>): void;
  /**
   * For an object that lives: puts the names into its `metadata.finalizers`, so that it cannot go without them. For one that is being
   * deleted: calls, in the order of their registration, the finalizers whose names are still there, and takes out the names of those that
   * succeed. The object is changed in place, and has to be sent when the result says so. Rejects with a `FinalizeError` where some fail,
   * after all have been called; what its `result` says has to be sent all the same.
   */
  finalize(object: T, signal: AbortSignal): Promise<FinalizeResult>;
}

/** Makes an empty set of finalizers. */
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
