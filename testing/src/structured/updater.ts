import { deepEqual } from '../json/json.js';
import { compareTyped, type Comparison } from './compare.js';
import { difference, emptySet, intersection, isEmpty, pathsOf, union, withNamedFields, type FieldSet } from './field-set.js';
import { mergeTyped } from './merge.js';
import type { Path } from './path-element.js';
import { reconcileWithType } from './reconcile.js';
import { removeItems } from './remove.js';
import { toFieldSet, TypeMismatch, type TypedValue } from './typed-value.js';

/** The fields of one manager, and the version in which they are named. */
export interface Owned {
  /** The fields. */
  readonly set: FieldSet;
  /** The version. */
  readonly apiVersion: string;
  /** Whether the manager applied them. */
  readonly applied: boolean;
}

/** The managers by identifier. */
export type Managers = Map<string, Owned>;

/** The conversions that the rules of ownership need. */
export interface Versions {
  /** Converts a value to another version. Returns undefined if the version no longer exists. */
  readonly convert: (value: TypedValue, apiVersion: string) => TypedValue | undefined;
  /** Removes the fields that this kind of write resets in a version, so that nobody comes to own them. */
  readonly reset: (apiVersion: string, set: FieldSet) => FieldSet;
}

/** A field that an applied configuration would take from another manager. */
export interface Conflict {
  /** The identifier of the other manager. */
  readonly manager: string;
  /** The path of the field. */
  readonly path: Path;
}

/** The error of an applied configuration that would change fields of other managers. */
export class ApplyConflict extends Error {
  override readonly name = 'ApplyConflict';
  /** The fields in conflict. */
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    super(`${conflicts.length} conflicts`);
    this.conflicts = conflicts;
  }
}

/** Returns the managers after an object was written. The writer owns the changed fields, and no other manager does. */
export function updateManagers(
  live: TypedValue,
  next: TypedValue,
  apiVersion: string,
  given: Managers,
  manager: string,
  versions: Versions,
): Managers {
  const reconciled = reconcile(live, given, versions);
  const { managers, comparison } = takeOver(live, next, apiVersion, reconciled, manager, true, versions);
  const before = managers.get(manager)?.set ?? emptySet();
  const now = union(union(difference(before, comparison.removed), comparison.modified), comparison.added);
  const set = versions.reset(apiVersion, now);
  if (isEmpty(set)) managers.delete(manager);
  else managers.set(manager, { set, apiVersion, applied: false });
  return managers;
}

/** The result of an apply. */
export interface Applied {
  /** The new value. Undefined if the configuration changes nothing. */
  readonly value: TypedValue | undefined;
  /** The managers after the apply. */
  readonly managers: Managers;
}

/**
 * Applies a configuration: merges it, and removes fields that the manager applied before and nobody else owns.
 *
 * Throws an ApplyConflict if that changes fields of other managers, unless it is forced.
 */
export function applyConfiguration(
  live: TypedValue,
  config: TypedValue,
  apiVersion: string,
  given: Managers,
  manager: string,
  force: boolean,
  versions: Versions,
): Applied {
  const reconciled = reconcile(live, given, versions);
  const merged = mergeTyped(live, config);
  const last = reconciled.get(manager);
  reconciled.set(manager, { set: versions.reset(apiVersion, toFieldSet(config)), apiVersion, applied: true });
  const pruned = prune(merged, reconciled, apiVersion, last, versions);
  const { managers } = takeOver(live, pruned, apiVersion, reconciled, manager, force, versions);
  return { value: deepEqual(live.value, pruned.value) ? undefined : pruned, managers };
}

function reconcile(live: TypedValue, managers: Managers, versions: Versions): Managers {
  const result: Managers = new Map();
  for (const [manager, owned] of managers) {
    const versioned = versions.convert(live, owned.apiVersion);
    // Managers of a version that no longer exists own nothing.
    if (versioned !== undefined) result.set(manager, { ...owned, set: reconcileWithType(owned.set, versioned.type) });
  }
  return result;
}

/** Removes the changed fields from all other managers. */
function takeOver(
  live: TypedValue,
  next: TypedValue,
  apiVersion: string,
  given: Managers,
  manager: string,
  force: boolean,
  versions: Versions,
): { managers: Managers; comparison: Comparison } {
  const comparison = withoutReset(compareTyped(live, next), apiVersion, versions);
  const comparisons = new Map<string, Comparison>([[apiVersion, comparison]]);
  const managers: Managers = new Map();
  const conflicts: Conflict[] = [];
  for (const [other, owned] of given) {
    if (other === manager) {
      if (!isEmpty(owned.set)) managers.set(other, owned);
      continue;
    }
    const changes = comparisons.get(owned.apiVersion) ?? compareIn(live, next, owned.apiVersion, versions);
    if (changes === undefined) continue;
    comparisons.set(owned.apiVersion, changes);
    const taken = intersection(owned.set, union(changes.modified, changes.added));
    conflicts.push(...pathsOf(taken).map((path) => ({ manager: other, path })));
    const rest = difference(difference(owned.set, taken), changes.removed);
    if (!isEmpty(rest)) managers.set(other, { ...owned, set: rest });
  }
  if (!force && conflicts.length > 0) throw new ApplyConflict(conflicts);
  return { managers, comparison };
}

function compareIn(live: TypedValue, next: TypedValue, apiVersion: string, versions: Versions): Comparison | undefined {
  const before = prefixed('failed to convert old object: ', () => versions.convert(live, apiVersion));
  const after = prefixed('failed to convert new object: ', () => versions.convert(next, apiVersion));
  if (before === undefined || after === undefined) return undefined;
  return withoutReset(compareTyped(before, after), apiVersion, versions);
}

/** Adds the step at which a value did not fit to an error. */
function prefixed<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof TypeMismatch) throw new TypeMismatch([], what + error.message);
    throw error;
  }
}

function withoutReset({ removed, modified, added }: Comparison, apiVersion: string, { reset }: Versions): Comparison {
  return { removed: reset(apiVersion, removed), modified: reset(apiVersion, modified), added: reset(apiVersion, added) };
}

/** Removes fields that the manager applied last time, does not apply now, and nobody else owns. */
function prune(
  merged: TypedValue,
  managers: Managers,
  apiVersion: string,
  last: Owned | undefined,
  versions: Versions,
): TypedValue {
  if (last === undefined || isEmpty(last.set)) return merged;
  const converted = versions.convert(merged, last.apiVersion);
  if (converted === undefined) return merged;
  const without = removeItems(converted, withNamedFields(last.set, converted.type));
  const owned = addBackOwned(converted, without, last.apiVersion, managers, versions);
  const pruned = addBackDangling(converted, owned, last, versions);
  return versions.convert(pruned, apiVersion) ?? pruned;
}

/** Restores fields that a manager owns, version by version, beginning with the version of the removal. */
function addBackOwned(merged: TypedValue, pruned: TypedValue, first: string, managers: Managers, versions: Versions): TypedValue {
  const byVersion = new Map<string, FieldSet>();
  for (const { apiVersion, set } of managers.values())
    byVersion.set(apiVersion, union(byVersion.get(apiVersion) ?? emptySet(), set));
  const order = [...byVersion.keys()].sort((a, b) => Number(b === first) - Number(a === first));
  let [whole, rest] = [merged, pruned];
  for (const apiVersion of order) {
    const wholeThere = versions.convert(whole, apiVersion);
    const restThere = versions.convert(rest, apiVersion);
    if (wholeThere === undefined || restThere === undefined) continue;
    const { type } = wholeThere;
    const managed = withNamedFields(byVersion.get(apiVersion) ?? emptySet(), type);
    const kept = union(withNamedFields(toFieldSet(restThere), type), managed);
    whole = wholeThere;
    rest = removeItems(wholeThere, difference(withNamedFields(toFieldSet(wholeThere), type), kept));
  }
  return rest;
}

/** Restores removed fields that the manager never owned. */
function addBackDangling(merged: TypedValue, pruned: TypedValue, last: Owned, versions: Versions): TypedValue {
  const converted = versions.convert(pruned, last.apiVersion);
  if (converted === undefined) return merged;
  const { type } = merged;
  const prunedSet = withNamedFields(toFieldSet(converted), type);
  const mergedSet = withNamedFields(toFieldSet(merged), type);
  return removeItems(merged, intersection(difference(mergedSet, prunedSet), withNamedFields(last.set, type)));
}
