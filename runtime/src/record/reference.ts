import type { ObjectReference } from './event.js';

/** The object of an event: an API object, also from a cache, or a reference to one. */
export type EventObject =
  | ObjectReference
  | {
      readonly apiVersion?: string | undefined;
      readonly kind?: string | undefined;
      readonly metadata: {
        readonly name?: string | undefined;
        readonly namespace?: string | undefined;
        readonly resourceVersion?: string | undefined;
        readonly uid?: string | undefined;
      };
    };

/**
 * Returns a reference to an object. A reference is returned as it is.
 *
 * Throws a TypeError for a value that is not an object, and for an object without `apiVersion` and `kind`.
 */
export function getReference(object: EventObject | null | undefined): ObjectReference {
  if (object === null || object === undefined) throw new TypeError(`can't reference ${String(object)}`);
  if (!('metadata' in object)) return object;
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, resourceVersion, uid } = metadata;
  if (!apiVersion || !kind) throw new TypeError(`can't reference ${name ?? 'an object'}: its apiVersion and kind are needed`);
  return { apiVersion, kind, name, namespace, resourceVersion, uid };
}
