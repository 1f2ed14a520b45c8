/** Sixteen digits in a row. Every integer beyond 2^53 has them, and few other values. */
const longDigits = /\d{16}/;
const int64End = 2 ** 63;

/**
 * Returns an object as JSON.
 *
 * Throws a `RangeError` with the path of a value that would change:
 *
 * - NaN, an infinity or an invalid date, which JSON writes as null
 * - an integer between 2^53 and 2^63, because JavaScript cannot represent all of them, and a value that was read may differ from
 *   the
 * server's
 */
export function encodeBody(body: unknown): string {
  const json: unknown = JSON.stringify(body);
  if (typeof json !== 'string') throw new TypeError(`a request's body must be a JSON value, not ${typeof body}`);
  // Only these values and null are printed as null, so most bodies need no search.
  if (json.includes('null')) {
    const found = findNonFinite(body, '');
    if (found !== undefined) {
      throw new RangeError(`refusing to write ${found.path === '' ? 'the body' : found.path}: JSON has no ${found.value}`);
    }
  }
  if (longDigits.test(json)) {
    const path = findUnsafeInteger(JSON.parse(json), '');
    if (path !== undefined) {
      throw new RangeError(
        `refusing to write ${path === '' ? 'the body' : path}: an integer beyond 2^53 may have lost digits when it was read: ` +
          'send a patch that leaves the field out',
      );
    }
  }
  return json;
}

/**
 * Returns the first number or date that JSON writes as null, and its path. The body has no cycles, because it was printed before.
 */
function findNonFinite(value: unknown, path: string): { readonly path: string; readonly value: string } | undefined {
  if (typeof value === 'number' || value instanceof Number) {
    return Number.isFinite(Number(value)) ? undefined : { path, value: String(value) };
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? { path, value: 'invalid date' } : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (hasToJSON(value)) return findNonFinite(value.toJSON(path), path);
  const isArray = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const found = findNonFinite(item, isArray ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Returns the path of the first integer that a double may not represent exactly. */
function findUnsafeInteger(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') {
    return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) <= int64End ? path : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const isArray = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const found = findUnsafeInteger(item, isArray ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasToJSON(value: object): value is { toJSON(key: string): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
