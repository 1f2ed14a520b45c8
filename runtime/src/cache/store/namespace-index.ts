import type { CachedObject } from './cached-object.js';

/** The name of the index by namespace, which all informers of a factory have. */
export const namespaceIndex = 'namespace';

/** Returns the namespace of an object as its only index value, `''` for cluster-scoped objects. */
export function metaNamespaceIndexFunc(obj: CachedObject): readonly string[] {
  return [obj.metadata.namespace ?? ''];
}
