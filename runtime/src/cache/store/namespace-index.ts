import type { CachedObject } from './cached-object.js';

/** The name of the index by namespace, which informers of a factory have. */
export const namespaceIndex = 'namespace';

/** Indexes objects by their namespace, `''` for those without. */
export function metaNamespaceIndexFunc(obj: CachedObject): readonly string[] {
  return [obj.metadata.namespace ?? ''];
}
