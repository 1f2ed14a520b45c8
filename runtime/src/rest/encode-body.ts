/** Sixteen digits in a row: what every integer beyond 2^53 prints, and hardly anything else. */
const longDigits = /\d{16}/;
const int64End = 2 ** 63;

/**
 * An object as JSON. Refuses integers between 2^53 and 2^63: JavaScript's numbers cannot tell them from their neighbours, so one
 * that was read may not be what the server has, and writing it back would change the object unseen.
 */
export function encodeBody(body: unknown): string {
  const json: unknown = JSON.stringify(body);
  if (typeof json !== 'string') throw new TypeError(`a request's body must be a JSON value, not ${typeof body}`);
  if (longDigits.test(json)) {
    const path = findUnsafeInteger(JSON.parse(json), '');
    if (path !== undefined) {
      throw new RangeError(
        `refusing to write ${path === '' ? 'the body' : path}: an integer beyond 2^53 may have lost digits when it was read; ` +
          'send a patch that leaves the field out',
      );
    }
  }
  return json;
}

/** The path of the first integer that a double cannot hold apart from its neighbours. */
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
