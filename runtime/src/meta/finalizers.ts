import type { NotImmutable } from './immutable.js';

/** An object whose finalizers are changed. Objects from a cache do not compile here; `mutableCopy` makes your own copy. */
export interface FinalizedObject extends NotImmutable {
  /** The metadata to change. */
  metadata: { finalizers?: string[] | undefined };
}

/** An object whose finalizers are read. */
export interface ReadonlyFinalizedObject {
  /** The metadata to read. */
  readonly metadata: { readonly finalizers?: readonly string[] | undefined };
}

/** Appends a finalizer unless it is present. Returns whether it was added, in which case the object must be written. */
export function addFinalizer(object: FinalizedObject, finalizer: string): boolean {
  const finalizers = (object.metadata.finalizers ??= []);
  if (finalizers.includes(finalizer)) return false;
  finalizers.push(finalizer);
  return true;
}

/** Removes every occurrence of a finalizer. Returns whether there was one, in which case the object must be written. */
export function removeFinalizer(object: FinalizedObject, finalizer: string): boolean {
  const before = object.metadata.finalizers ?? [];
  const after = before.filter((other) => other !== finalizer);
  if (after.length === before.length) return false;
  object.metadata.finalizers = after;
  return true;
}

/** Whether an object has a finalizer. */
export function containsFinalizer(object: ReadonlyFinalizedObject, finalizer: string): boolean {
  return object.metadata.finalizers?.includes(finalizer) ?? false;
}
