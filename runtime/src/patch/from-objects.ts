import type { Mutable, PatchMeta } from '../meta/index.js';
import { isPlainObject, setOwn } from '../util/index.js';
import { createTwoWayMergePatch } from './create-strategic-merge-patch.js';
import { createJsonPatch } from './json-patch.js';
import { createMergePatch } from './merge-patch.js';
import type { JsonPatchOperation, Patch } from './patch.js';

/** How a patch is made from two objects. */
export interface FromObjectsOptions {
  /** Makes the server refuse the patch, with a conflict, when the object has changed since `original` was read. Default: false. */
  readonly optimisticLock?: boolean;
}

/**
 * The merge patch that makes `original`, which may come from a cache, into `modified`. Arrays that differ are sent whole, so another
 * writer's change to the same array is lost: `optimisticLock` prevents it.
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
 * The strategic merge patch that makes `original`, which may come from a cache, into `modified`. `meta` is the `patchMeta` of the
 * resource, undefined where it has none: merged lists are sent item by item, so that what other writers do to other items stays.
 * Custom resources do not take such patches.
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
 * The JSON Patch that makes `original`, which may come from a cache, into `modified`. Items of arrays are named by their index, so the
 * patch is safe only with `optimisticLock`, which tests the version first and makes the server refuse the patch as invalid.
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
    'an optimistic lock needs the metadata.resourceVersion of the original, which has none: read it from the server first',
  );
}
