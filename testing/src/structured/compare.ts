import { deepEqual, field, isObject, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';
import { emptySet, insert, type FieldSet } from './field-set.js';
import { fieldElement, printElement, type Path, type PathElement } from './path-element.js';
import type { Atom, ListType, MapType, TypeRef } from './schema-type.js';
import {
  deduce,
  fieldType,
  formOf,
  itemElement,
  nothingKnown,
  scalarFaults,
  TypeMismatch,
  type TypeFault,
  type TypedValue,
} from './typed-value.js';

/** The differences between two values. The sets are disjoint. */
export interface Comparison {
  /** The fields that only the first value has. */
  readonly removed: FieldSet;
  /** The fields whose values differ. */
  readonly modified: FieldSet;
  /** The fields that only the second value has. */
  readonly added: FieldSet;
}

/**
 * Compares two values of one type.
 *
 * Throws a TypeMismatch if one of them does not have the type.
 */
export function compareTyped(before: TypedValue, after: TypedValue): Comparison {
  const comparison: Comparison = { removed: emptySet(), modified: emptySet(), added: emptySet() };
  const faults = compareValues({ left: before.value, right: after.value, type: after.type, path: [] }, comparison);
  if (faults.length > 0) throw new TypeMismatch(faults);
  return comparison;
}

interface Pair {
  readonly left: JsonValue | undefined;
  readonly right: JsonValue | undefined;
  readonly type: TypeRef;
  readonly path: Path;
}

function compareValues(pair: Pair, to: Comparison): TypeFault[] {
  const { left, right, path } = pair;
  if (left === undefined && right === undefined) return [{ path: '', message: 'at least one of lhs and rhs must be provided' }];
  const atom = pair.type();
  const asLeft = deduce(atom, left);
  const asRight = deduce(atom, right);
  const faults: TypeFault[] = [];
  let leaf: boolean;
  if (right === undefined) {
    leaf = compareAs(asLeft, pair, to, faults);
  } else if (left === undefined || isSameForm(asLeft, asRight)) {
    leaf = compareAs(asRight, pair, to, faults);
  } else {
    // The value changed its form, so the fields of both forms count.
    compareAs(asLeft, pair, to, faults);
    leaf = compareAs(asRight, pair, to, faults);
  }
  if (!leaf) {
    if (left === undefined) insert(to.added, path);
    else if (right === undefined) insert(to.removed, path);
  }
  return faults;
}

function isSameForm(a: Atom, b: Atom): boolean {
  return a.map === b.map && a.list === b.list && a.scalar === b.scalar;
}

/** Compares by one form of the type. Returns whether the values were compared as units. */
function compareAs(atom: Atom, pair: Pair, to: Comparison, faults: TypeFault[]): boolean {
  const { left, right } = pair;
  switch (formOf(atom)) {
    case 'scalar': {
      const wrong = scalarFaults(atom.scalar, left, right);
      if (wrong.length > 0) {
        faults.push(...wrong);
        return false;
      }
      return compareWhole(pair, to);
    }
    case 'map': {
      const from = isObject(left) ? left : undefined;
      const until = isObject(right) ? right : undefined;
      if (atom.map === undefined || atom.map.atomic || (isEmptyMap(from) && isEmptyMap(until))) return compareWhole(pair, to);
      compareFields(atom.map, from ?? {}, until ?? {}, pair.path, to, faults);
      return false;
    }
    case 'list': {
      const from = Array.isArray(left) ? left : [];
      const until = Array.isArray(right) ? right : [];
      if (atom.list === undefined || atom.list.atomic || (from.length === 0 && until.length === 0)) return compareWhole(pair, to);
      compareItems(atom.list, from, until, pair.path, to, faults);
      return false;
    }
    default:
      faults.push({ path: '', message: 'schema error: invalid atom: inlined' });
      return false;
  }
}

function isEmptyMap(value: JsonObject | undefined): boolean {
  return value === undefined || Object.keys(value).length === 0;
}

function compareWhole({ left, right, path }: Pair, to: Comparison): boolean {
  if (left === undefined) insert(to.added, path);
  else if (right === undefined) insert(to.removed, path);
  else if (!deepEqual(left, right)) insert(to.modified, path);
  return true;
}

function compareBelow(element: PathElement, pair: Pair, to: Comparison, faults: TypeFault[]): void {
  for (const { path, message } of compareValues(pair, to)) faults.push({ path: printElement(element) + path, message });
}

function compareFields(map: MapType, from: JsonObject, until: JsonObject, path: Path, to: Comparison, faults: TypeFault[]): void {
  for (const name of new Set([...Object.keys(from), ...Object.keys(until)])) {
    const [left, right] = [field(from, name), field(until, name)];
    if (left === undefined && right === undefined) continue;
    const element = fieldElement(name);
    compareBelow(element, { left, right, type: fieldType(map, name) ?? nothingKnown, path: [...path, element] }, to, faults);
  }
}

/** Groups list items by their elements. */
function groupItems(list: ListType, items: JsonArray): Map<string, { element: PathElement; values: JsonArray }> {
  const groups = new Map<string, { element: PathElement; values: JsonArray }>();
  for (const item of items) {
    const element = itemElement(list, item);
    const group = groups.get(element.text);
    if (group === undefined) groups.set(element.text, { element, values: [item] });
    else group.values.push(item);
  }
  return groups;
}

function compareItems(list: ListType, from: JsonArray, until: JsonArray, path: Path, to: Comparison, faults: TypeFault[]): void {
  const before = groupItems(list, from);
  const after = groupItems(list, until);
  for (const [text, { element }] of new Map([...before, ...after])) {
    const old = before.get(text)?.values ?? [];
    const now = after.get(text)?.values ?? [];
    const at = [...path, element];
    const compareOne = (left: JsonValue | undefined, right: JsonValue | undefined): void => {
      compareBelow(element, { left, right, type: list.element, path: at }, to, faults);
    };
    if (old.length <= 1 && now.length <= 1) {
      compareOne(old[0], now[0]);
    } else if (old.length >= 2 && now.length >= 2) {
      if (!deepEqual(old, now)) insert(to.modified, at);
    } else if (old.length >= 2) {
      if (now.length > 0) compareOne(undefined, now[0]);
      insert(to.removed, at);
    } else {
      if (old.length > 0) compareOne(old[0], undefined);
      insert(to.added, at);
    }
  }
}
