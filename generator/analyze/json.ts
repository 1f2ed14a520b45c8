import { ExactNumber, integerOf, numberOf } from '../model/exact-number.js';

/** Reading untrusted JSON: own properties only, so that `__proto__` and `constructor` are names like any other. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** Returns the value of an own property. Returns undefined if it is absent, or if the value is not an object. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value at a path of property names. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce(member, value);
}

/** A property that is an object with at least one property of its own; `null` and empty objects count as absent. */
export function objectMember(value: unknown, name: string): JsonObject | undefined {
  const found = member(value, name);
  return isObject(found) && Object.keys(found).length > 0 ? found : undefined;
}

/** Returns a property that is a string, or undefined. */
export function stringMember(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' ? found : undefined;
}

/** Returns the items of a property that is an array. Returns an empty list for any other value. */
export function arrayMember(value: unknown, name: string): readonly unknown[] {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
}

/** The strings in a property that is an array, in their order. */
export function stringsMember(value: unknown, name: string): string[] {
  return arrayMember(value, name).filter((item) => typeof item === 'string');
}

/** Plain order of UTF-16 code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The names of an object's properties, sorted. */
export function sortedKeys(value: JsonObject): string[] {
  return Object.keys(value).sort(compareText);
}

/** Returns JSON whose objects have their keys sorted: equal text for values that differ only in the order of their fields. */
export function canonicalJson(value: unknown): string {
  return printJson(value, sortedKeys, String);
}

/** Returns JSON as `JSON.stringify` does, with each number as the input spells it. */
export function inputJson(value: unknown): string {
  return printJson(value, Object.keys, String);
}

/** Whether two values of the input are equal. The order of fields and the spelling of numbers do not count. */
export function isEqualJson(a: unknown, b: unknown): boolean {
  return printJson(a, sortedKeys, plainText) === printJson(b, sortedKeys, plainText);
}

/** Returns a text that is equal for equal numbers: integers are exact, fractions are as exact as JavaScript's numbers. */
function plainText(number: number | ExactNumber): string {
  return String(integerOf(number) ?? numberOf(number));
}

function printJson(
  value: unknown,
  keysOf: (object: JsonObject) => string[],
  numberTextOf: (number: number | ExactNumber) => string,
): string {
  if (Array.isArray(value)) return `[${value.map((item) => printJson(item, keysOf, numberTextOf)).join(',')}]`;
  if (typeof value === 'number' || value instanceof ExactNumber) return numberTextOf(value);
  if (!isObject(value)) return JSON.stringify(value);
  const fields = keysOf(value).map((key) => `${JSON.stringify(key)}:${printJson(value[key], keysOf, numberTextOf)}`);
  return `{${fields.join(',')}}`;
}
