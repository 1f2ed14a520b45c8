import type { NotImmutable } from './immutable.js';

/** An object whose finalizers are changed: one's own, not one from a cache. */
export interface FinalizedObject extends NotImmutable {
  metadata: { finalizers?: string[] | undefined };
}

/** An object whose finalizers are read. */
export interface ReadonlyFinalizedObject {
  readonly metadata: { readonly finalizers?: readonly string[] | undefined };
}

/** Adds a finalizer, at the end, unless it is there. Returns whether it was added; the object has to be sent then. */
export function addFinalizer(object: FinalizedObject, finalizer: string): boolean {
  const finalizers = (object.metadata.finalizers ??= []);
  if (finalizers.includes(finalizer)) return false;
  finalizers.push(finalizer);
  return true;
}

/** Removes a finalizer, wherever and however often it stands. Returns whether there was one; the object has to be sent then. */
export function removeFinalizer(object: FinalizedObject, finalizer: string): boolean {
  const before = object.metadata.finalizers ?? [];
  const after = before.filter((other) => other !== finalizer);
  if (after.length === before.length) return false;
  object.metadata.finalizers = after;
  return true;
}

export function containsFinalizer(object: ReadonlyFinalizedObject, finalizer: string): boolean {
  return object.metadata.finalizers?.includes(finalizer) ?? false;
}
