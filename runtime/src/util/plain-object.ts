/**
 * Returns a copy that shares nothing with its original.
 *
 * Objects of the API are JSON: plain objects, arrays, strings, numbers, booleans and null. Every own key is copied, including
 * `__proto__`. Other objects, such as dates, buffers and maps, are copied by `structuredClone`. Functions and symbols stay as
 * they are.
 */
export function deepCopy<T>(value: T): T {
  // The copy has the type of its original. The compiler cannot infer that, because the recursion is over unknown values.
  return deepCopyUntyped(value) as T;
}

/** Returns what `deepCopy` returns, as `unknown`. For callers that state the type of the copy themselves. */
export function deepCopyUntyped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopyUntyped);
  if (!isPlainObject(value)) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setOwn(copy, key, deepCopyUntyped(value[key]));
  return copy;
}

/**
 * Whether a value is a plain object, as object literals and JSON create it. Objects of other realms count, instances of classes
 * do not.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/**
 * Sets a key of an object as its own property. Unlike an assignment, it never changes the prototype if the key is `__proto__`.
 */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/**
 * Parses a JSON object. Returns undefined for any other text.
 *
 * Does not throw, because the parser's message quotes the text, which may be a secret.
 */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
