import type { PatchMeta } from '../meta/index.js';
import { isPlainObject } from '../util/index.js';
import { plainPatchMeta } from './directives.js';
import { jsonCopy } from './json-copy.js';
import { findConflict } from './strategic-conflicts.js';
import { diffMaps } from './strategic-diff.js';
import { StrategicMergePatchError, type JsonMap } from './strategic-lists.js';
import { mergeMap } from './strategic-merge-patch.js';

/** Whether a strategic merge patch that was made may be sent. */
export type PatchPrecondition = (patch: Readonly<Record<string, unknown>>) => boolean;

export interface TwoWayMergePatchOptions {
  /** Each has to hold of the patch; else a `StrategicMergePatchError` with the fault `precondition failed` is thrown. Default: none. */
  readonly preconditions?: readonly PatchPrecondition[];
}

export interface ThreeWayMergePatchOptions extends TwoWayMergePatchOptions {
  /**
   * Whether what others changed since `original`, and `modified` has otherwise, is changed back. Default: false, a
   * `StrategicMergePatchError` with the fault `conflict` is thrown.
   */
  readonly overwrite?: boolean;
}

/**
 * The strategic merge patch that makes `original` into `modified`, as client-go makes it: changed fields, null for those that are
 * gone, of merged lists the items that differ, and the directives that delete and order items. Empty where nothing changed. `undefined`
 * counts as absent; a null in `modified` cannot be said in this format: the field is removed. `meta` is the `patchMeta` of the resource;
 * default: of kinds without one, whose metadata alone have merged lists. Shares nothing with the objects, which are not changed.
 * Throws a `StrategicMergePatchError` for merged lists whose items have no key or are of several types.
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
 * The strategic merge patch by which `current` comes to be what `modified` says, as `kubectl apply` makes it: what `modified` has
 * otherwise than `current` is set, and what it does not have any more is removed if `original`, the configuration that was applied
 * before, had it. All else of `current` stays. Otherwise as `createTwoWayMergePatch`.
 */
export function createThreeWayMergePatch(
  original: unknown,
  modified: unknown,
  current: unknown,
  meta: PatchMeta = plainPatchMeta,
  { overwrite = false, preconditions = [] }: ThreeWayMergePatchOptions = {},
): Record<string, unknown> {
  const [before, wanted, live] = [objectOf(original), objectOf(modified), objectOf(current)];
  // Copies, since merging uses both up.
  const deletions = copyOf(diffMaps(before, wanted, meta, { changes: false, deletions: true, order: true }));
  const changes = copyOf(diffMaps(live, wanted, meta, { changes: true, deletions: false, order: true }));
  const patch = mergeMap(deletions, changes, meta, 'patch');
  checkPreconditions(patch, preconditions);
  if (!overwrite) {
    const others = diffMaps(before, live, meta, { changes: true, deletions: true, order: false });
    const conflict = findConflict(patch, others, meta);
    if (conflict !== undefined) {
      const why = `the patch would change ${conflict.join('.')}, which was changed otherwise since: overwrite it, or begin with the current object`;
      throw new StrategicMergePatchError(why, 'conflict');
    }
  }
  return patch;
}

/** The precondition that a patch leaves a field of the root, such as `kind`, as it is. */
export function requireKeyUnchanged(key: string): PatchPrecondition {
  return (patch) => !Object.hasOwn(patch, key);
}

/** The precondition that a patch leaves a field of the metadata, such as `name`, as it is. */
export function requireMetadataKeyUnchanged(key: string): PatchPrecondition {
  return ({ metadata }) => !isPlainObject(metadata) || !Object.hasOwn(metadata, key);
}

function checkPreconditions(patch: JsonMap, preconditions: readonly PatchPrecondition[]): void {
  const failed = preconditions.findIndex((holds) => !holds(patch));
  if (failed < 0) return;
  const why = `precondition ${failed} does not hold of the patch, which changes ${Object.keys(patch).join(', ')}`;
  throw new StrategicMergePatchError(why, 'precondition failed');
}

/** The object as JSON; what a list or a scalar is made into, or from, has no such patch. */
function objectOf(value: unknown): JsonMap {
  const copy = jsonCopy(value);
  if (isPlainObject(copy)) return copy;
  throw new StrategicMergePatchError('a strategic merge patch is made from objects', 'malformed');
}

function copyOf(patch: JsonMap): JsonMap {
  return objectOf(patch);
}
