import { clone, field, isObject, setField, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';
import { fieldElement, printElement, type PathElement } from './path-element.js';
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

/**
 * Merges an applied configuration into a live value. Nothing is removed, and leaves of the configuration win. List items keep the
 * order of the live value unless the configuration orders them differently. The result shares nothing with either value.
 *
 * Throws a TypeMismatch if a value does not have the type, or if the configuration repeats an item.
 */
export function mergeTyped(live: TypedValue, config: TypedValue): TypedValue {
  const faults: TypeFault[] = [];
  const value = mergeValues(live.value, config.value, config.type, faults);
  if (faults.length > 0) throw new TypeMismatch(faults, 'failed to merge config: ');
  return { value, type: config.type };
}

type Maybe = JsonValue | undefined;

function copyOf(value: Maybe): Maybe {
  return value === undefined ? undefined : clone(value);
}

function mergeValues(left: Maybe, right: Maybe, type: TypeRef, faults: TypeFault[]): Maybe {
  if (left === undefined && right === undefined) {
    faults.push({ path: '', message: 'at least one of lhs and rhs must be provided' });
    return undefined;
  }
  const atom = type();
  return mergeAs(deduce(atom, right === undefined ? left : right), left, right, faults);
}

function mergeAs(atom: Atom, left: Maybe, right: Maybe, faults: TypeFault[]): Maybe {
  const whole = (): Maybe => copyOf(right === undefined ? left : right);
  switch (formOf(atom)) {
    case 'scalar':
      faults.push(...scalarFaults(atom.scalar, left, right));
      return whole();
    case 'map': {
      const from = isObject(left) ? left : {};
      const until = isObject(right) ? right : {};
      const isEmpty = Object.keys(from).length === 0 && Object.keys(until).length === 0;
      return atom.map === undefined || atom.map.atomic || isEmpty ? whole() : mergeFields(atom.map, from, until, faults);
    }
    case 'list': {
      const from = Array.isArray(left) ? left : [];
      const until = Array.isArray(right) ? right : [];
      const isEmpty = from.length === 0 && until.length === 0;
      return atom.list === undefined || atom.list.atomic || isEmpty ? whole() : mergeItems(atom.list, from, until, faults);
    }
    default:
      faults.push({ path: '', message: 'schema error: invalid atom: inlined' });
      return undefined;
  }
}

function mergeFields(map: MapType, from: JsonObject, until: JsonObject, faults: TypeFault[]): Maybe {
  const result: JsonObject = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(until)])) {
    const [left, right] = [field(from, name), field(until, name)];
    if (left === undefined && right === undefined) continue;
    const found: TypeFault[] = [];
    const merged = mergeValues(left, right, fieldType(map, name) ?? nothingKnown, found);
    for (const { path, message } of found) faults.push({ path: printElement(fieldElement(name)) + path, message });
    if (merged !== undefined) setField(result, name, merged);
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

interface Indexed {
  readonly elements: readonly PathElement[];
  /** By element; null where an element comes more than once, so that doubles are not merged into. */
  readonly values: ReadonlyMap<string, JsonValue>;
}

function index(list: ListType, items: JsonArray, allowDuplicates: boolean, faults: TypeFault[]): Indexed {
  const elements: PathElement[] = [];
  const values = new Map<string, JsonValue>();
  for (const item of items) {
    const element = itemElement(list, item);
    if (values.has(element.text)) {
      if (!allowDuplicates) {
        faults.push({ path: '', message: `duplicate entries for key ${printElement(element)}` });
        continue;
      }
      values.set(element.text, null);
    } else {
      values.set(element.text, item);
    }
    elements.push(element);
  }
  return { elements, values };
}

function mergeItems(list: ListType, from: JsonArray, until: JsonArray, faults: TypeFault[]): Maybe {
  const before = faults.length;
  const right = index(list, until, false, faults);
  const left = index(list, from, true, faults);
  if (faults.length > before) return undefined;
  const result: JsonArray = [];
  const add = (old: Maybe, now: Maybe): void => {
    // Errors inside items are found when the result is decoded.
    const merged = mergeValues(old, now, list.element, []);
    if (merged !== undefined) result.push(merged);
  };
  const shared = right.elements.filter(({ text }) => left.values.has(text));
  const done = new Set<string>();
  let nextShared = 0;
  let [l, r] = [0, 0];
  while (l < left.elements.length || r < right.elements.length) {
    const old = left.elements[l];
    const now = right.elements[r];
    if (old !== undefined && now !== undefined) {
      if (old.text === now.text) {
        done.add(old.text);
        add(left.values.get(old.text), right.values.get(old.text));
        l++;
        r++;
        nextShared++;
        continue;
      }
      // An item of both lists whose turn comes later in the configuration.
      const expected = shared[nextShared];
      if (right.values.has(old.text) && expected !== undefined && expected.text !== old.text) {
        l++;
        continue;
      }
    }
    if (old !== undefined) {
      if (!right.values.has(old.text)) {
        add(from[l], undefined);
        l++;
        continue;
      }
      if (done.has(old.text)) l++;
    }
    if (now !== undefined) {
      done.add(now.text);
      add(left.values.get(now.text), right.values.get(now.text));
      r++;
      if (shared[nextShared]?.text === now.text) nextShared++;
    }
  }
  return result.length > 0 ? result : undefined;
}
