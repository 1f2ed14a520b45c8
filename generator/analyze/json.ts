/** Reading untrusted JSON: own properties only, so that `__proto__` and `constructor` are names like any other. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an own property; undefined where there is none, and for whatever is no object. */
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

export function stringMember(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' ? found : undefined;
}

/** The items of a property that is an array; empty where it is none. */
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

/** JSON whose objects have their keys sorted: equal text for what differs in the order of properties only. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (!isObject(inner)) return inner;
    return Object.fromEntries(sortedKeys(inner).map((key) => [key, inner[key]]));
  });
}
