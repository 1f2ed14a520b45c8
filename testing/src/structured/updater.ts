import { deepEqual } from '../json/json.js';
import { compareTyped, type Comparison } from './compare.js';
import { difference, emptySet, intersection, isEmpty, pathsOf, union, withNamedFields, type FieldSet } from './field-set.js';
import { mergeTyped } from './merge.js';
import type { Path } from './path-element.js';
import { reconcileWithType } from './reconcile.js';
import { removeItems } from './remove.js';
import { toFieldSet, TypeMismatch, type TypedValue } from './typed-value.js';

/** What one manager has, and in which version it said so. */
export interface Owned {
  readonly set: FieldSet;
  readonly apiVersion: string;
  readonly applied: boolean;
}

/** Managers by their identifiers. */
export type Managers = Map<string, Owned>;

/** What the rules of ownership need of the resource. */
export interface Versions {
  /** A value in another version, or undefined where there is no such version any more. */
  readonly convert: (value: TypedValue, apiVersion: string) => TypedValue | undefined;
  /** A set without the fields of a version that this kind of write resets: nobody comes to own them by it. */
  readonly reset: (apiVersion: string, set: FieldSet) => FieldSet;
}

export interface Conflict {
  readonly manager: string;
  readonly path: Path;
}

/** An applied configuration that would change what others manage. */
export class ApplyConflict extends Error {
  override readonly name = 'ApplyConflict';
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    super(`${conflicts.length} conflicts`);
    this.conflicts = conflicts;
  }
}

/** The managers after an object was written: who wrote owns what changed, and nobody else does. */
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

export interface Applied {
  /** Undefined where the configuration changes nothing. */
  readonly value: TypedValue | undefined;
  readonly managers: Managers;
}

/**
 * The object after a configuration was applied: merged, without what the manager applied before and nobody else has. Throws an
 * ApplyConflict where that changes what others have, unless it is forced.
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
    // Who wrote in a version that is gone owns nothing any more.
    if (versioned !== undefined) result.set(manager, { ...owned, set: reconcileWithType(owned.set, versioned.type) });
  }
  return result;
}

/** Takes from all others what changed. */
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

/** Says at which step a value did not fit. */
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

/** Removes what the manager applied last time, does not apply now, and nobody else has. */
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

/** Puts back what anybody has, version by version, beginning with that of the removal. */
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

/** Puts back what was removed though the manager never had it. */
function addBackDangling(merged: TypedValue, pruned: TypedValue, last: Owned, versions: Versions): TypedValue {
  const converted = versions.convert(pruned, last.apiVersion);
  if (converted === undefined) return merged;
  const { type } = merged;
  const prunedSet = withNamedFields(toFieldSet(converted), type);
  const mergedSet = withNamedFields(toFieldSet(merged), type);
  return removeItems(merged, intersection(difference(mergedSet, prunedSet), withNamedFields(last.set, type)));
}
