import type { PatchMeta } from '../meta/index.js';
import { isPlainObject } from '../util/index.js';
import { plainPatchMeta } from './directives.js';
import { jsonCopy } from './json-copy.js';
import { findConflict } from './strategic-conflicts.js';
import { diffMaps } from './strategic-diff.js';
import { StrategicMergePatchError, type JsonMap } from './strategic-lists.js';
import { mergeMap } from './strategic-merge-patch.js';

/** A check of a new strategic merge patch. Returns whether the patch may be sent. */
export type PatchPrecondition = (patch: Readonly<Record<string, unknown>>) => boolean;

/** Options of `createTwoWayMergePatch`. */
export interface TwoWayMergePatchOptions {
  /**
   * Checks that the patch must pass. If one returns false, a StrategicMergePatchError with the fault `precondition failed` is
   * thrown.
   *
   * Default: `[]`
   */
  readonly preconditions?: readonly PatchPrecondition[];
}

/** Options of `createThreeWayMergePatch`. */
export interface ThreeWayMergePatchOptions extends TwoWayMergePatchOptions {
  /**
   * Whether the patch overwrites fields that other writers have changed since `original`, if `modified` has another value. If
   * false, a StrategicMergePatchError with the fault `conflict` is thrown for such fields.
   *
   * Default: false
   */
  readonly overwrite?: boolean;
}

/**
 * Returns the strategic merge patch that turns `original` into `modified`, equal to client-go's. The patch is empty if nothing
 * changed.
 *
 * - Contains the changed fields, and null for removed fields. `undefined` counts as absent.
 * - Contains only the changed items of merged lists, with the directives that delete and order items.
 * - A null in `modified` removes the field: this format cannot set null.
 * - Shares nothing with the objects, and does not change them.
 *
 * `meta` is the `patchMeta` of the resource. By default, only the lists of the metadata are merged.
 *
 * Throws a StrategicMergePatchError if the items of a merged list have no key or different types.
 *
 * Source: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function createTwoWayMergePatch(
  original: unknown,
  modified: unknown,
  meta: PatchMeta = plainPatchMeta,
  { preconditions = [] }: TwoWayMergePatchOptions = {},
): Record<string, unknown> {
  const patch = diffMaps(objectOf(original), objectOf(modified), meta, { changes: true, deletions: true, order: true });
  checkPreconditions(patch, preconditions);
  return copyOf(patch);
}

/**
 * Returns the strategic merge patch that `kubectl apply` creates. `original` is the configuration that was applied before,
 * `modified` is the new one, and `current` is the object on the server.
 *
 * The patch sets the fields that differ between `current` and `modified`. It removes the fields of `original` that `modified` no
 * longer has. It leaves all other fields of `current` unchanged. See `createTwoWayMergePatch` for the format and for `meta`.
 *
 * Throws a StrategicMergePatchError with the fault `conflict` unless `overwrite` is true, or with `precondition failed`.
 */
export function createThreeWayMergePatch(
  original: unknown,
  modified: unknown,
  current: unknown,
  meta: PatchMeta = plainPatchMeta,
  { overwrite = false, preconditions = [] }: ThreeWayMergePatchOptions = {},
): Record<string, unknown> {
  const [before, wanted, live] = [objectOf(original), objectOf(modified), objectOf(current)];
  // Copy both, because mergeMap changes its arguments.
  const deletions = copyOf(diffMaps(before, wanted, meta, { changes: false, deletions: true, order: true }));
  const changes = copyOf(diffMaps(live, wanted, meta, { changes: true, deletions: false, order: true }));
  const patch = mergeMap(deletions, changes, meta, 'patch');
  checkPreconditions(patch, preconditions);
  if (!overwrite) {
    const others = diffMaps(before, live, meta, { changes: true, deletions: true, order: false });
    const conflict = findConflict(patch, others, meta);
    if (conflict !== undefined) {
      const why = `the patch would change ${conflict.join('.')}, which somebody else has changed: set overwrite, or start from the current object`;
      throw new StrategicMergePatchError(why, 'conflict');
    }
  }
  return patch;
}

/** Returns a precondition that fails if a patch changes a top-level field, such as `kind`. */
export function requireKeyUnchanged(key: string): PatchPrecondition {
  return (patch) => !Object.hasOwn(patch, key);
}

/** Returns a precondition that fails if a patch changes a field of the metadata, such as `name`. */
export function requireMetadataKeyUnchanged(key: string): PatchPrecondition {
  return ({ metadata }) => !isPlainObject(metadata) || !Object.hasOwn(metadata, key);
}

function checkPreconditions(patch: JsonMap, preconditions: readonly PatchPrecondition[]): void {
  const failed = preconditions.findIndex((precondition) => !precondition(patch));
  if (failed < 0) return;
  const why = `precondition ${failed} failed: the patch changes ${Object.keys(patch).join(', ')}`;
  throw new StrategicMergePatchError(why, 'precondition failed');
}

/** Returns a copy of the object, as JSON. Throws a StrategicMergePatchError for a list or a scalar. */
function objectOf(value: unknown): JsonMap {
  const copy = jsonCopy(value);
  if (isPlainObject(copy)) return copy;
  throw new StrategicMergePatchError('a strategic merge patch can only be created from objects', 'malformed');
}

function copyOf(patch: JsonMap): JsonMap {
  return objectOf(patch);
}
