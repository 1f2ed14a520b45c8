/**
 * JSON Patch as the API server applies it. The server accepts more than RFC 6902. It allows negative indexes and `replace` of an
 * absent field, and takes an omitted value for null.
 */

import {
  clone,
  deepEqual,
  field,
  isObject,
  isString,
  setField,
  type JsonArray,
  type JsonObject,
  type JsonValue,
} from './json.js';

/** The error of a patch that does not fit its document. */
export class JsonPatchMismatch extends Error {
  override readonly name = 'JsonPatchMismatch';
}

/**
 * The limit for all copies that a patch makes.
 *
 * Unit: bytes of JSON
 */
const mostCopied = 3 * 1024 * 1024;

/**
 * Returns a copy of a document with the operations applied. Either all operations take effect or none.
 *
 * Throws a JsonPatchMismatch if an operation does not fit.
 */
export function applyJsonPatch(document: JsonObject, operations: readonly JsonValue[]): JsonValue {
  const root: Root = { value: clone(document), copied: 0 };
  for (const operation of operations) applyOperation(root, isObject(operation) ? operation : {});
  return root.value;
}

interface Root {
  value: JsonValue;
  /** Bytes so far. */
  copied: number;
}

function applyOperation(root: Root, operation: JsonObject): void {
  const path = textOf(operation, 'path');
  const value = (): JsonValue => clone(field(operation, 'value') ?? null);
  switch (operation['op']) {
    case 'add': {
      add(root, path, value());
      return;
    }
    case 'remove': {
      remove(root, path);
      return;
    }
    case 'replace': {
      replace(root, path, value());
      return;
    }
    case 'test': {
      test(root, path, value());
      return;
    }
    case 'move': {
      const from = textOf(operation, 'from');
      const moved = get(root, from);
      remove(root, from);
      add(root, path, moved ?? null);
      return;
    }
    case 'copy': {
      copy(root, textOf(operation, 'from'), path);
      return;
    }
    default:
      throw new JsonPatchMismatch('there is no such operation');
  }
}

function textOf(operation: JsonObject, name: string): string {
  const text = field(operation, name);
  if (!isString(text)) throw new JsonPatchMismatch(`an operation has no ${name}`);
  return text;
}

type Place = { readonly list: JsonArray; readonly key: string } | { readonly map: JsonObject; readonly key: string };

/** Returns the object or list that holds the value at a path. Text before the first slash is ignored. */
function placeOf(root: Root, path: string): Place {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1|~0/g, (escaped) => (escaped === '~1' ? '/' : '~')));
  const last = keys.pop();
  if (last === undefined) throw new JsonPatchMismatch('the document itself is no field');
  let holder: JsonValue | undefined = root.value;
  for (const key of keys)
    holder = Array.isArray(holder) ? holder[indexOf(key, holder.length)] : isObject(holder) ? field(holder, key) : undefined;
  if (Array.isArray(holder)) return { list: holder, key: last };
  if (isObject(holder)) return { map: holder, key: last };
  throw new JsonPatchMismatch(`there is nothing at ${path}`);
}

/** Parses a key as an index below `length`. Negative indexes count from the end. */
function indexOf(key: string, length: number): number {
  const index = /^[+-]?\d+$/.test(key) ? Number(key) : NaN;
  const found = index < 0 ? index + length : index;
  if (found >= 0 && found < length) return found;
  throw new JsonPatchMismatch(`${key} is no index of a list of ${length}`);
}

function get(root: Root, path: string): JsonValue | undefined {
  const place = placeOf(root, path);
  return 'list' in place ? place.list[indexOf(place.key, place.list.length)] : field(place.map, place.key);
}

function add(root: Root, path: string, value: JsonValue): void {
  const place = placeOf(root, path);
  if ('map' in place) setField(place.map, place.key, value);
  else if (place.key === '-') place.list.push(value);
  else place.list.splice(indexOf(place.key, place.list.length + 1), 0, value);
}

function remove(root: Root, path: string): void {
  const place = placeOf(root, path);
  if ('list' in place) place.list.splice(indexOf(place.key, place.list.length), 1);
  else if (Object.hasOwn(place.map, place.key)) Reflect.deleteProperty(place.map, place.key);
  else throw new JsonPatchMismatch(`there is nothing at ${path}`);
}

function replace(root: Root, path: string, value: JsonValue): void {
  if (path === '') {
    if (typeof value !== 'object' || value === null) throw new JsonPatchMismatch('the document is an object or a list');
    root.value = value;
    return;
  }
  const place = placeOf(root, path);
  if ('list' in place) place.list[indexOf(place.key, place.list.length)] = value;
  else setField(place.map, place.key, value);
}

function test(root: Root, path: string, value: JsonValue): void {
  const present = path === '' ? root.value : (get(root, path) ?? null);
  if (!deepEqual(present, value)) throw new JsonPatchMismatch(`${path} has another value`);
}

function copy(root: Root, from: string, path: string): void {
  const copied = get(root, from) ?? null;
  root.copied += Buffer.byteLength(JSON.stringify(copied));
  if (root.copied > mostCopied) throw new JsonPatchMismatch(`copies come to more than ${mostCopied} bytes`);
  add(root, path, clone(copied));
}
