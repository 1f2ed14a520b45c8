import { goQuote } from '../../util/index.js';
import { messageOf } from '../../util/message-of.js';
import type { CachedObject } from './cached-object.js';
import { isDeletedFinalStateUnknown, type DeletedFinalStateUnknown } from './tombstone.js';

/** Makes the key under which an object is stored. The same object must always get the same key. */
export type KeyFunc<T> = (obj: T) => string;

/** An object has no key. `cause` says why. */
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
 * The key of an object: `namespace/name`, or `name` where it has no namespace.
 * Throws a `KeyError` for something that has no metadata, which a server can send and no typed program can.
 */
export function metaNamespaceKeyFunc(obj: CachedObject): string {
  const metadata = metadataOf(obj);
  if (!metadata) throw new KeyError(obj, new Error('object has no meta: it has no metadata'));
  const name = metadata.name ?? '';
  return metadata.namespace ? `${metadata.namespace}/${name}` : name;
}

/** As `metaNamespaceKeyFunc`, and the key that a tombstone carries: what handlers of deletions need. Throws as that does. */
export function deletionHandlingMetaNamespaceKeyFunc<T extends CachedObject>(obj: T | DeletedFinalStateUnknown<T>): string {
  return isDeletedFinalStateUnknown(obj) ? obj.key : metaNamespaceKeyFunc(obj);
}

/** The parts of a key; the namespace is `''` where there is none. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** Takes a key of `metaNamespaceKeyFunc` apart. Throws for a key with more than one slash. */
export function splitMetaNamespaceKey(key: string): ObjectName {
  const slash = key.indexOf('/');
  if (slash < 0) return { namespace: '', name: key };
  if (key.includes('/', slash + 1)) throw new Error(`unexpected key format: ${goQuote(key)}`);
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The types say that it is there; what a broken server sends does not always agree. */
export function metadataOf(obj: Partial<CachedObject> | null | undefined): CachedObject['metadata'] | null | undefined {
  return obj?.metadata;
}
