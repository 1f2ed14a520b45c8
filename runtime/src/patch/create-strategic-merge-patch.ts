import type { PatchMeta } from '../meta/index.js';
import { compareCodePoints, goPrint, isPlainObject } from '../util/index.js';
import { deleteFromPrefix, directive, metaOf, plainPatchMeta, retainKeys, strategyOf } from './directives.js';
import { jsonCopy, jsonEqual } from './merge-patch.js';
import { diffMaps } from './strategic-diff.js';
import { areScalars, type JsonMap, keyValue, StrategicMergePatchError, uniqueScalars } from './strategic-lists.js';
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

/**
 * Returns the path of the first value that two strategic merge patches change differently, or undefined if they do not conflict.
 */
export function findConflict(left: JsonMap, right: JsonMap, meta: PatchMeta): readonly string[] | undefined {
  return conflictInMaps(left, right, meta, []);
}

type Conflict = readonly string[] | undefined;

function conflictInMaps(left: JsonMap, right: JsonMap, meta: PatchMeta, path: readonly string[]): Conflict {
  for (const key of Object.keys(left)) {
    // Skip directives, which do not conflict, and keys that only one patch has.
    if (key === directive || key === retainKeys || key.startsWith(deleteFromPrefix) || !Object.hasOwn(right, key)) continue;
    const found = conflictIn(left[key], right[key], metaOf(meta, key), [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function conflictIn(left: unknown, right: unknown, meta: PatchMeta, path: readonly string[]): Conflict {
  if (isPlainObject(left) && isPlainObject(right)) {
    // A directive applies to the complete object.
    if (left[directive] !== right[directive]) return path;
    return strategyOf(meta) === 'replace' ? undefined : conflictInMaps(left, right, meta, path);
  }
  if (Array.isArray(left) && Array.isArray(right)) return conflictInLists(left, right, meta, path);
  return jsonEqual(left, right) ? undefined : path;
}

function conflictInLists(left: unknown[], right: unknown[], meta: PatchMeta, path: readonly string[]): Conflict {
  if (left.length === 0 && right.length === 0) return undefined;
  const scalars = areScalars(left, right);
  if (strategyOf(meta) === 'merge') return scalars ? undefined : conflictInItems(left, right, meta, path);
  if (left.length !== right.length) return path;
  // The order of scalars makes no conflict.
  const [from, until] = scalars ? [sorted(left), sorted(right)] : [left, right];
  for (const [index, item] of from.entries()) {
    const found = conflictIn(item, until[index], withoutStrategies(meta), [...path, String(index)]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function conflictInItems(left: unknown[], right: unknown[], meta: PatchMeta, path: readonly string[]): Conflict {
  const key = meta.key ?? '';
  const others = new Map(right.map((item) => [goPrint(keyValue(item, key)), item]));
  for (const item of left) {
    const text = goPrint(keyValue(item, key));
    if (!others.has(text)) continue;
    const found = conflictIn(item, others.get(text), withoutStrategies(meta), [...path, text]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns the patch metadata of the items of a list. The strategies apply only to the list. */
function withoutStrategies({ fields = {} }: PatchMeta): PatchMeta {
  return { fields };
}

function sorted(items: readonly unknown[]): unknown[] {
  return uniqueScalars(items).sort((a, b) => compareCodePoints(goPrint(a), goPrint(b)));
}
