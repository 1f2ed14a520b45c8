import type { Mutable, PatchMeta } from '../meta/index.js';
import { isPlainObject, setOwn } from '../util/index.js';
import { createTwoWayMergePatch } from './create-strategic-merge-patch.js';
import { createJsonPatch } from './json-patch.js';
import { createMergePatch } from './merge-patch.js';
import type { JsonPatchOperation, Patch } from './patch.js';

/** Options of `mergeFrom`, `strategicMergeFrom` and `jsonPatchFrom`. */
export interface FromObjectsOptions {
  /**
   * Whether the server refuses the patch if the object has changed since `original` was read.
   *
   * Default: false
   */
  readonly optimisticLock?: boolean;
}

/**
 * Returns the merge patch that turns `original` into `modified`. `original` may be an object of a cache.
 *
 * A changed array is sent completely, and overwrites what other writers changed in the same array. Set `optimisticLock` to get a
 * conflict instead.
 *
 * Throws an Error if `optimisticLock` is true and `original` has no resourceVersion.
 */
export function mergeFrom<I extends object>(
  original: I,
  modified: I | Mutable<I>,
  { optimisticLock = false }: FromObjectsOptions = {},
): Patch<Mutable<I>> {
  const body = createMergePatch(original, modified);
  if (optimisticLock) lock(body, original);
  return { type: 'application/merge-patch+json', body };
}

/**
 * Returns the strategic merge patch that turns `original` into `modified`. `original` may be an object of a cache. The server
 * refuses such patches for custom resources.
 *
 * `meta` is the `patchMeta` of the resource, or undefined if it has none. Merged lists are sent item by item, so that changes of
 * other writers to other items remain.
 *
 * Throws an Error if `optimisticLock` is true and `original` has no resourceVersion.
 */
export function strategicMergeFrom<I extends object>(
  original: I,
  modified: I | Mutable<I>,
  meta: PatchMeta | undefined,
  { optimisticLock = false }: FromObjectsOptions = {},
): Patch<Mutable<I>> {
  const body = createTwoWayMergePatch(original, modified, meta);
  if (optimisticLock) lock(body, original);
  return { type: 'application/strategic-merge-patch+json', body };
}

/**
 * Returns the JSON Patch that turns `original` into `modified`. `original` may be an object of a cache.
 *
 * The patch refers to items of arrays by their index, so it is safe only with `optimisticLock`. The patch then tests the
 * resourceVersion first, and the server refuses it as invalid if the object has changed.
 *
 * ```ts
 * import { jsonPatchFrom } from 'kube-client-runtime';
 *
 * const client = clientset.coreV1.configMaps('default');
 * const original = await client.create({ metadata: { name: 'settings' }, data: { color: 'red' } });
 * const modified = { ...original, data: { color: 'blue' } };
 * const { data } = await client.patch('settings', jsonPatchFrom(original, modified, { optimisticLock: true }));
 * data; // => { color: 'blue' }
 * ```
 *
 * Throws an Error if `optimisticLock` is true and `original` has no resourceVersion.
 */
export function jsonPatchFrom<I extends object>(
  original: I,
  modified: I | Mutable<I>,
  { optimisticLock = false }: FromObjectsOptions = {},
): Patch<Mutable<I>> {
  const test: JsonPatchOperation[] = optimisticLock
    ? [{ op: 'test', path: '/metadata/resourceVersion', value: resourceVersionOf(original) }]
    : [];
  return { type: 'application/json-patch+json', body: [...test, ...createJsonPatch(original, modified)] };
}

function lock(body: Record<string, unknown>, original: object): void {
  const metadata = isPlainObject(body['metadata']) ? body['metadata'] : {};
  metadata['resourceVersion'] = resourceVersionOf(original);
  setOwn(body, 'metadata', metadata);
}

function resourceVersionOf(object: object): string {
  const metadata: unknown = 'metadata' in object ? object.metadata : undefined;
  const version = isPlainObject(metadata) ? metadata['resourceVersion'] : undefined;
  if (typeof version === 'string' && version !== '') return version;
  throw new Error(
    'an optimistic lock needs the metadata.resourceVersion of the original, which is missing: read the object from the server first',
  );
}
