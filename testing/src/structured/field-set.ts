import { isObject, setField, type JsonObject } from '../json/json.js';
import { compareElements, parseElement, type Path, type PathElement } from './path-element.js';
import type { Atom, TypeRef } from './schema-type.js';

/**
 * A set of fields: its members, and the subsets below further fields. A field with a subset is not a member for that reason
 * alone. Shared sets do not change; only `insert` writes.
 */
export interface FieldSet {
  /** The members at this level, by text. */
  readonly members: Map<string, PathElement>;
  /** The subsets below fields of this level, by text. */
  readonly children: Map<string, Child>;
}

interface Child {
  readonly element: PathElement;
  readonly set: FieldSet;
}

/** Returns a new empty set. */
export function emptySet(): FieldSet {
  return { members: new Map(), children: new Map() };
}

/** Returns a set of these paths. */
export function setOf(...paths: readonly Path[]): FieldSet {
  const set = emptySet();
  for (const path of paths) insert(set, path);
  return set;
}

/** Adds a path in place. The empty path is not a field. The set must not be shared. */
export function insert(set: FieldSet, path: Path): void {
  let current = set;
  path.forEach((element, index) => {
    if (index === path.length - 1) {
      current.members.set(element.text, element);
      return;
    }
    let child = current.children.get(element.text);
    if (child === undefined) {
      child = { element, set: emptySet() };
      current.children.set(element.text, child);
    }
    current = child.set;
  });
}

/** Whether the set has no members. */
export function isEmpty(set: FieldSet): boolean {
  if (set.members.size > 0) return false;
  for (const { set: below } of set.children.values()) if (!isEmpty(below)) return false;
  return true;
}

/** Whether a path is a member. */
export function has(set: FieldSet, path: Path): boolean {
  let current: FieldSet | undefined = set;
  for (const element of path.slice(0, -1)) current = current?.children.get(element.text)?.set;
  const last = path.at(-1);
  return last !== undefined && current?.members.has(last.text) === true;
}

/** Returns the subset below an element, or an empty set. */
export function withPrefix(set: FieldSet, element: PathElement): FieldSet {
  return set.children.get(element.text)?.set ?? emptySet();
}

/** Returns the members of either set. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  const children = new Map(a.children);
  for (const [text, child] of b.children) {
    const other = a.children.get(text);
    children.set(text, other === undefined ? child : { element: child.element, set: union(other.set, child.set) });
  }
  return { members: new Map([...a.members, ...b.members]), children };
}

/** Returns the members of both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const result = emptySet();
  for (const [text, element] of a.members) if (b.members.has(text)) result.members.set(text, element);
  for (const [text, { element, set }] of a.children) {
    const other = b.children.get(text);
    const both = other === undefined ? undefined : intersection(set, other.set);
    if (both !== undefined && !isEmpty(both)) result.children.set(text, { element, set: both });
  }
  return result;
}

/** Returns the members of `a` that are not in `b`. With `recursive`, fields below members of `b` are removed too. */
export function difference(a: FieldSet, b: FieldSet, recursive = false): FieldSet {
  const result = emptySet();
  for (const [text, element] of a.members) if (!b.members.has(text)) result.members.set(text, element);
  for (const [text, child] of a.children) {
    if (recursive && b.members.has(text)) continue;
    const other = b.children.get(text);
    const rest = other === undefined ? child.set : difference(child.set, other.set, recursive);
    if (other === undefined || !isEmpty(rest)) result.children.set(text, { element: child.element, set: rest });
  }
  return result;
}

/** Returns the paths of all members, parents before children, in the server's order. */
export function pathsOf(set: FieldSet, prefix: Path = []): Path[] {
  const members = [...set.members.values()].sort(compareElements).map((element) => [...prefix, element]);
  const children = [...set.children.values()].sort((a, b) => compareElements(a.element, b.element));
  return [...members, ...children.flatMap(({ element, set: below }) => pathsOf(below, [...prefix, element]))];
}

/** Returns the set with every named field above a member as a further member. */
export function withNamedFields(set: FieldSet, type: TypeRef | undefined): FieldSet {
  const atom: Atom = type?.() ?? {};
  const result: FieldSet = { members: new Map(set.members), children: new Map() };
  for (const [text, { element, set: below }] of set.children) {
    if (element.type === 'field' && atom.map?.fields.has(element.name) === true) result.members.set(text, element);
    result.children.set(text, { element, set: withNamedFields(below, typeBelow(atom, element)) });
  }
  return result;
}

function typeBelow(atom: Atom, element: PathElement): TypeRef | undefined {
  if (element.type === 'field') return atom.map?.fields.get(element.name)?.type ?? atom.map?.element;
  return element.type === 'key' ? atom.list?.element : undefined;
}

/** Returns the set as `fieldsV1`. `.` marks a member that has children. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const result: JsonObject = {};
  const elements = new Map<string, PathElement>(set.members);
  for (const [text, { element }] of set.children) elements.set(text, element);
  for (const element of [...elements.values()].sort(compareElements)) {
    const child = set.children.get(element.text);
    const below = child === undefined ? {} : toFieldsV1(child.set);
    const isMember = set.members.has(element.text);
    if (child !== undefined && !isMember && Object.keys(below).length === 0) continue;
    setField(result, element.text, child !== undefined && isMember ? { '.': {}, ...below } : below);
  }
  return result;
}

/**
 * Parses `fieldsV1`.
 *
 * Throws a SyntaxError if it is malformed.
 */
export function fromFieldsV1(fields: JsonObject): FieldSet {
  const set = emptySet();
  for (const [text, below] of Object.entries(fields)) {
    if (text === '.') continue;
    const element = parseElement(text);
    if (element === undefined) continue;
    if (!isObject(below)) throw new SyntaxError(`expected an object below ${text}`);
    const names = Object.keys(below);
    if (names.length === 0 || Object.hasOwn(below, '.')) set.members.set(element.text, element);
    if (names.some((name) => name !== '.')) set.children.set(element.text, { element, set: fromFieldsV1(below) });
  }
  return set;
}
