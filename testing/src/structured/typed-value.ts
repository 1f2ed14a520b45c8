import { goPrint, goSyntax, goTypeOf } from 'kube-client-runtime/internal';
import { field, isObject, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';
import { insert, emptySet, type FieldSet } from './field-set.js';
import {
  fieldElement,
  indexElement,
  keyElement,
  printElement,
  valueElement,
  type KeyField,
  type Path,
  type PathElement,
} from './path-element.js';
import type { Atom, ListType, MapType, TypeRef } from './schema-type.js';

/** A value with its type. */
export interface TypedValue {
  /** The value. Undefined is absent; null is a value. */
  readonly value: JsonValue | undefined;
  /** The type. */
  readonly type: TypeRef;
}

/** An error of a value. */
export interface TypeFault {
  /** The path of the value, such as `.spec.ports[name="web"]`. */
  readonly path: string;
  /** The message. */
  readonly message: string;
}

/** The error of a value that does not have its type, with the server's message. */
export class TypeMismatch extends Error {
  override readonly name = 'TypeMismatch';

  /** `what` says at which step, and comes first. */
  constructor(faults: readonly TypeFault[], what = '') {
    const lines = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    super(what + (lines.length <= 1 ? (lines[0] ?? '') : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n')));
  }
}

/** Returns the form that a value has. Returns the complete type if the value is absent or has no form of the type. */
export function deduce(atom: Atom, value: JsonValue | undefined): Atom {
  if (value === undefined || value === null) return atom;
  if (Array.isArray(value)) return atom.list === undefined ? atom : { list: atom.list };
  if (isObject(value)) return atom.map === undefined ? atom : { map: atom.map };
  return atom.scalar === undefined ? atom : { scalar: atom.scalar };
}

/** Returns the form by which a type is traversed, or undefined for a type without forms. */
export function formOf(atom: Atom): 'map' | 'scalar' | 'list' | undefined {
  if (atom.map !== undefined) return 'map';
  if (atom.scalar !== undefined) return 'scalar';
  return atom.list === undefined ? undefined : 'list';
}

/** Returns the type of a map's field, or undefined if the map has no such field. */
export function fieldType(map: MapType, name: string): TypeRef | undefined {
  return map.fields.get(name)?.type ?? map.element;
}

/** The type of values below an unknown field. */
export const nothingKnown: TypeRef = () => ({});

/** Returns the message of the first error of a scalar, or undefined. */
export function scalarFault(scalar: Atom['scalar'], value: JsonValue | undefined, prefix = ''): string | undefined {
  if (value === undefined || value === null) return undefined;
  const is = typeof value;
  switch (scalar) {
    case 'numeric':
      return is === 'number' ? undefined : `${prefix}expected numeric (int or float), got ${goTypeOf(value)}`;
    case 'string':
      return is === 'string' ? undefined : `${prefix}expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case 'boolean':
      return is === 'boolean' ? undefined : `${prefix}expected boolean, got &{${goPrint(value)}}`;
    default:
      return is !== 'object' ? undefined : `${prefix}expected any scalar, got &{${goPrint(value)}}`;
  }
}

/** Returns the errors of two scalars. One valid scalar is enough. */
export function scalarFaults(scalar: Atom['scalar'], left: JsonValue | undefined, right: JsonValue | undefined): TypeFault[] {
  const [first, second] = [scalarFault(scalar, left, 'lhs: '), scalarFault(scalar, right, 'rhs: ')];
  return first === undefined || second === undefined
    ? []
    : [
        { path: '', message: first },
        { path: '', message: second },
      ];
}

/**
 * Returns the element that identifies an item of an associative list.
 *
 * Throws a TypeMismatch if the item cannot be identified.
 */
export function itemElement(list: ListType, item: JsonValue): PathElement {
  const refuse = (message: string): TypeMismatch => new TypeMismatch([{ path: '', message }]);
  if (list.keys.length === 0) {
    if (Array.isArray(item)) throw refuse('not supported: associative list with lists as elements');
    if (isObject(item)) throw refuse("associative list without keys has an element that's a map type");
    if (item === null) throw refuse("associative list without keys has an element that's an explicit null");
    return valueElement(item);
  }
  if (item === null) throw refuse('associative list with keys may not have a null element');
  if (!isObject(item)) throw refuse('associative list with keys may not have non-map elements');
  const fields: KeyField[] = [];
  for (const name of list.keys) {
    const value = field(item, name) ?? list.element().map?.fields.get(name)?.default;
    if (value !== undefined) fields.push([name, value]);
  }
  if (fields.length === 0) {
    const names = list.keys.map((name) => JSON.stringify(name)).join(' ');
    throw refuse(
      `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
    );
  }
  return keyElement(fields);
}

/** The element of items that cannot be identified, where that is not an error. */
const nameless: PathElement = { ...indexElement(-1), text: '' };

/** Returns the element of an item, or the common element of items that cannot be identified. */
export function itemElementOrNone(list: ListType, item: JsonValue): PathElement {
  try {
    return itemElement(list, item);
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    return nameless;
  }
}

/** Returns the errors of a value. With `allowDuplicates`, list items can repeat. */
export function validateTyped({ value, type }: TypedValue, allowDuplicates: boolean): TypeFault[] {
  const atom = deduce(type(), value);
  switch (formOf(atom)) {
    case 'map':
      return atom.map === undefined || value === null ? [] : mapFaults(atom.map, value, allowDuplicates);
    case 'list':
      return atom.list === undefined || value === null ? [] : listFaults(atom.list, value, allowDuplicates);
    case 'scalar': {
      const message = scalarFault(atom.scalar, value);
      return message === undefined ? [] : [{ path: '', message }];
    }
    default:
      return [{ path: '', message: 'schema error: invalid atom: inlined' }];
  }
}

function below(element: PathElement, faults: readonly TypeFault[]): TypeFault[] {
  return faults.map(({ path, message }) => ({ path: printElement(element) + path, message }));
}

function mapFaults(map: MapType, value: JsonValue | undefined, allowDuplicates: boolean): TypeFault[] {
  if (value === undefined) return [{ path: '', message: 'expected map, got nil' }];
  if (!isObject(value)) return [{ path: '', message: `expected map, got &{${goPrint(value)}}` }];
  const faults: TypeFault[] = [];
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const type = fieldType(map, name);
    if (type === undefined) {
      faults.push(...below(fieldElement(name), [{ path: '', message: 'field not declared in schema' }]));
      break;
    }
    faults.push(...below(fieldElement(name), validateTyped({ value: item, type }, allowDuplicates)));
  }
  return faults;
}

function listFaults(list: ListType, value: JsonValue | undefined, allowDuplicates: boolean): TypeFault[] {
  if (!Array.isArray(value)) return [{ path: '', message: `expected list, got &{${goPrint(value)}}` }];
  const faults: TypeFault[] = [];
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    let element = indexElement(index);
    if (!list.atomic) {
      try {
        element = itemElement(list, item);
      } catch (error) {
        if (!(error instanceof TypeMismatch)) throw error;
        return [...faults, { path: '', message: `element ${index}: ${error.message}` }];
      }
      if (seen.has(element.text) && !allowDuplicates) {
        faults.push({ path: '', message: `duplicate entries for key ${printElement(element)}` });
      }
      seen.add(element.text);
    }
    faults.push(...below(element, validateTyped({ value: item, type: list.element }, allowDuplicates)));
  }
  return faults;
}

/** Returns every leaf of a value, and every item of its lists and maps, as a set. */
export function toFieldSet(typed: TypedValue): FieldSet {
  const set = emptySet();
  collect(typed, [], set);
  return set;
}

function collect({ value, type }: TypedValue, path: Path, set: FieldSet): void {
  const { map, scalar, list } = deduce(type(), value);
  if (map !== undefined) {
    if (map.atomic) insert(set, path);
    else if (isObject(value)) collectFields(map, value, path, set);
  } else if (scalar !== undefined) {
    insert(set, path);
  } else if (list !== undefined) {
    if (list.atomic) insert(set, path);
    else if (Array.isArray(value)) collectItems(list, value, path, set);
  }
}

function collectFields(map: MapType, value: JsonObject, path: Path, set: FieldSet): void {
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const at = [...path, fieldElement(name)];
    collect({ value: item, type: fieldType(map, name) ?? nothingKnown }, at, set);
    const isEmptyMap = isObject(item) && Object.keys(item).length === 0;
    if (item === null || isEmptyMap || !map.fields.has(name)) insert(set, at);
  }
}

function collectItems(list: ListType, value: JsonArray, path: Path, set: FieldSet): void {
  const counts = new Map<string, number>();
  const elements = value.map((item) => itemElementOrNone(list, item));
  for (const { text } of elements) counts.set(text, (counts.get(text) ?? 0) + 1);
  elements.forEach((element, index) => {
    const at = [...path, element];
    // For repeated items only their existence is owned.
    if (counts.get(element.text) === 1) collect({ value: value[index], type: list.element }, at, set);
    insert(set, at);
  });
}
