/** What JSON holds. `undefined` stands only in objects that we build, and is left out when they are printed. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = JsonValue[];
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** Parses a text that came from outside. Throws the engine's SyntaxError. */
export function parseJson(text: string): JsonValue {
  // The one place where outside text becomes typed: what JSON.parse makes is a JsonValue by its definition.
  return JSON.parse(text) as JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isString(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}

/** A scalar as text; everything else as JSON. */
export function printValue(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value as an object, or an empty one that is part of nothing. */
export function objectOrEmpty(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The value as an array, or an empty one that is part of nothing. */
export function arrayOrEmpty(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? value : [];
}

/** The strings of an array; other items are left out. */
export function stringsOf(value: JsonValue | undefined): string[] {
  return arrayOrEmpty(value).filter(isString);
}

/** The entries of a map of strings; other values are left out. */
export function stringMapOf(value: JsonValue | undefined): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [key, item] of Object.entries(objectOrEmpty(value))) if (typeof item === 'string') entries.push([key, item]);
  return Object.fromEntries(entries);
}

/** Sets an own property whatever its name: plain assignment to `__proto__` would change the prototype instead. */
export function setField(target: JsonObject, key: string, value: JsonValue | undefined): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** Own properties only, so that a field named `constructor` or `toString` is absent unless it is there. */
export function field(target: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(target, key) ? target[key] : undefined;
}

/** A deep copy that shares nothing with its source. Fields that are undefined are left out. */
export function clone<T extends JsonValue>(value: T): T;
export function clone(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => clone(item));
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item !== undefined) setField(copy, key, clone(item));
  }
  return copy;
}

/** Equality of JSON documents; the order of keys does not count, and undefined is as good as absent. */
export function deepEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => deepEqual(item, b[index]));
  }
  for (const key of Object.keys(a)) if (!deepEqual(a[key], field(b, key))) return false;
  for (const key of Object.keys(b)) if (b[key] !== undefined && field(a, key) === undefined) return false;
  return true;
}

/** Like `deepEqual`, but null, `{}`, `[]`, `""` , 0 and false count as absent: how the server compares typed objects. */
export function semanticallyEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (isEmptyValue(a) && isEmptyValue(b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => semanticallyEqual(item, b[index]));
  }
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => semanticallyEqual(field(a, key), field(b, key)));
}

function isEmptyValue(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The value at a path of keys, or undefined where the path ends early. */
export function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let current = value;
  for (const key of path) {
    if (!isObject(current)) return undefined;
    current = field(current, key);
  }
  return current;
}

/** Sets the value at a path of keys, making the objects on the way; undefined removes it. Writes to `target`. */
export function setAt(target: JsonObject, path: readonly string[], value: JsonValue | undefined): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let current = target;
  for (const key of path.slice(0, -1)) {
    const next = field(current, key);
    if (isObject(next)) {
      current = next;
    } else {
      if (value === undefined) return;
      const made: JsonObject = {};
      setField(current, key, made);
      current = made;
    }
  }
  if (value === undefined) Reflect.deleteProperty(current, last);
  else setField(current, last, value);
}
