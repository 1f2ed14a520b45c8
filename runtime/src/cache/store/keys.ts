import { messageOf } from '../../util/errors.js';
import { goQuote } from '../../util/index.js';
import type { CachedObject } from './cached-object.js';
import { isDeletedFinalStateUnknown, type DeletedFinalStateUnknown } from './tombstone.js';

/** A function that returns the key under which an object is stored. It must always return the same key for the same object. */
export type KeyFunc<T> = (obj: T) => string;

/**
 * An error for an object that has no key.
 *
 * `cause` is the error of the key function.
 */
export class KeyError extends Error {
  override readonly name: string = 'KeyError';
  /** The object without a key. */
  readonly obj: unknown;

  constructor(obj: unknown, cause: unknown) {
    super(`couldn't create key for object: ${messageOf(cause)}`, { cause });
    this.obj = obj;
  }
}

/**
 * Returns the key of an object: `namespace/name`, or `name` for a cluster-scoped object.
 *
 * Throws a KeyError if the object has no metadata. A server can send such objects, although their types exclude them.
 */
export function metaNamespaceKeyFunc(obj: CachedObject): string {
  const metadata = metadataOf(obj);
  if (!metadata) throw new KeyError(obj, new Error('object has no meta: it has no metadata'));
  const name = metadata.name ?? '';
  return metadata.namespace ? `${metadata.namespace}/${name}` : name;
}

/**
 * Returns the key of an object as `metaNamespaceKeyFunc` does, or the key of a tombstone. Use it in handlers of deletions.
 *
 * Throws a KeyError if the object has no metadata.
 */
export function deletionHandlingMetaNamespaceKeyFunc<T extends CachedObject>(obj: T | DeletedFinalStateUnknown<T>): string {
  return isDeletedFinalStateUnknown(obj) ? obj.key : metaNamespaceKeyFunc(obj);
}

/** The parts of a key. */
export interface ObjectName {
  /** The namespace, `''` for cluster-scoped objects. */
  readonly namespace: string;
  /** The name. */
  readonly name: string;
}

/**
 * Splits a key of `metaNamespaceKeyFunc` into namespace and name.
 *
 * Throws an Error for a key with more than one slash.
 */
export function splitMetaNamespaceKey(key: string): ObjectName {
  const slash = key.indexOf('/');
  if (slash < 0) return { namespace: '', name: key };
  if (key.includes('/', slash + 1)) throw new Error(`unexpected key format: ${goQuote(key)}`);
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Returns the metadata of an object, which can be missing in an object of a broken server. */
export function metadataOf(obj: Partial<CachedObject> | null | undefined): CachedObject['metadata'] | null | undefined {
  return obj?.metadata;
}
