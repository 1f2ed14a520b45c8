/**
 * A copy that shares nothing with its original. Objects of the API are JSON: plain objects, arrays, strings, numbers, booleans and
 * null. Every own key is kept, `__proto__` too, as a key like any other; other objects (dates, buffers, maps) are copied by
 * `structuredClone`, and functions and symbols are kept as they are.
 */
export function deepCopy<T>(value: T): T {
  // The copy has the shape of its original; the compiler cannot follow that through the recursion over unknown values.
  return deepCopyUntyped(value) as T;
}

/** `deepCopy` for a caller that states the type of the copy itself. */
export function deepCopyUntyped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopyUntyped);
  if (!isPlainObject(value)) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setOwn(copy, key, deepCopyUntyped(value[key]));
  return copy;
}

/** Whether a value is a plain object, of whatever realm: what JSON and object literals make, and no instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/** Sets a key of an object that is being built. `__proto__` becomes a key like any other, and never the object's prototype. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}
