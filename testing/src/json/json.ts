/** A JSON value. `undefined` occurs only in objects that the server builds, and is omitted in output. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;
/** A JSON array. */
export type JsonArray = JsonValue[];
/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/**
 * Parses text from outside.
 *
 * Throws the engine's SyntaxError.
 */
export function parseJson(text: string): JsonValue {
  // The only place where outside text gets a type. JSON.parse returns a JsonValue by definition.
  return JSON.parse(text) as JsonValue;
}

/** Whether a value is a JSON object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a string. */
export function isString(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}

/** Formats a scalar as text and any other value as JSON. */
export function printValue(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Returns the value if it is an object, otherwise a new empty object. */
export function objectOrEmpty(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** Returns the value if it is an array, otherwise a new empty array. */
export function arrayOrEmpty(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? value : [];
}

/** Returns the strings of an array. Other items are omitted. */
export function stringsOf(value: JsonValue | undefined): string[] {
  return arrayOrEmpty(value).filter(isString);
}

/** Returns the string values of a map. Other values are omitted. */
export function stringMapOf(value: JsonValue | undefined): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [key, item] of Object.entries(objectOrEmpty(value))) if (typeof item === 'string') entries.push([key, item]);
  return Object.fromEntries(entries);
}

/** Sets an own property of any name. Plain assignment to `__proto__` would change the prototype. */
export function setField(target: JsonObject, key: string, value: JsonValue | undefined): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** Returns an own property. `constructor` and `toString` are therefore absent unless the object has them. */
export function field(target: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(target, key) ? target[key] : undefined;
}

/** Returns a deep copy. Undefined fields are omitted. */
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

/** Whether two JSON documents are equal. Ignores the order of keys, and treats undefined and absent alike. */
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

/**
 * Whether two values are equal as the server compares typed objects: null, `{}`, `[]`, `""`, 0 and false equal an absent value.
 */
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

/** Returns the value at a path of keys, or undefined if the path does not exist. */
export function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let current = value;
  for (const key of path) {
    if (!isObject(current)) return undefined;
    current = field(current, key);
  }
  return current;
}

/** Sets the value at a path of keys, and creates missing objects. An undefined value removes the field. Writes to `target`. */
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
