/**
 * Scans JSON that was not parsed: compact JSON, as servers send it. Apart from `endOfValid`, nothing checks that the text is
 * JSON. Results are used only if the rest of the text is parsed afterwards. Positions are indexes of bytes, and -1 means not
 * found.
 */

/** The byte of `"`. */
export const quote = 0x22;
/** The byte of `\`. */
export const backslash = 0x5c;
/** The byte of `{`. */
export const openBrace = 0x7b;
/** The byte of `}`. */
export const closeBrace = 0x7d;
/** The byte of `[`. */
export const openBracket = 0x5b;
/** The byte of `]`. */
export const closeBracket = 0x5d;
/** The byte of `,`. */
export const comma = 0x2c;
/** The byte of `:`. */
export const colon = 0x3a;
const space = 0x20;

/** Returns the bytes of a key in JSON, without quotes. */
export function keyBytes(key: string): Uint8Array {
  return Buffer.from(key, 'latin1');
}

/**
 * Returns the position of the value of a key, in the object whose first key would begin at `at`. Keys are compared in the order
 * of the text. A key with escapes ends the search.
 */
export function findMember(bytes: Uint8Array, at: number, end: number, key: Uint8Array): number {
  while (at < end && bytes[at] === quote) {
    const keyStart = at + 1;
    const keyEnd = endOfPlainString(bytes, keyStart, end);
    if (keyEnd < 0 || bytes[keyEnd + 1] !== colon) return -1;
    const value = keyEnd + 2;
    if (isKey(bytes, keyStart, keyEnd, key)) return value;
    at = skipValue(bytes, value, end);
    if (at < 0 || bytes[at] !== comma) return -1;
    at++;
  }
  return -1;
}

function isKey(bytes: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  if (end - start !== key.length) return false;
  for (let i = 0; i < key.length; i++) if (bytes[start + i] !== key[i]) return false;
  return true;
}

/** Returns the position of the closing quote of a string without escapes whose content begins at `at`. */
function endOfPlainString(bytes: Uint8Array, at: number, end: number): number {
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) return -1;
  }
  return -1;
}

/** Returns the position after the value that begins at `at`. */
function skipValue(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  if (first === openBrace || first === openBracket) return new ValueScanner().scan(bytes, at, end);
  if (first === quote) {
    for (at++; at < end; at++) {
      const byte = bytes[at];
      if (byte === quote) return at + 1;
      if (byte === backslash) at++;
    }
    return -1;
  }
  // After a blank, a string may contain bytes that look like an end.
  if (first !== undefined && first <= space) return -1;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === comma || byte === closeBrace || byte === closeBracket) return at;
  }
  return -1;
}

/**
 * A scanner for the end of an object or an array that may come in pieces. Call `scan` with each piece until it returns the end.
 * It takes linear time, however small the pieces are.
 */
export class ValueScanner {
  private depth = 0;
  private inString = false;
  /** Whether the last piece ended with the backslash of an escape. */
  private escaped = false;

  /** Returns the position after the value, or -1 if it continues after `end`. */
  scan(bytes: Uint8Array, at: number, end: number): number {
    let { depth, inString } = this;
    if (this.escaped) {
      this.escaped = false;
      at++;
    }
    while (at < end) {
      if (inString) {
        // This loop takes nearly all of the time, because most bytes of JSON are in strings.
        let byte = bytes[at++];
        while (byte !== quote && byte !== backslash && at < end) byte = bytes[at++];
        if (byte === backslash) at++;
        else if (byte === quote) {
          inString = false;
        }
        continue;
      }
      const byte = bytes[at++];
      if (byte === quote) inString = true;
      else if (byte === openBrace || byte === openBracket) depth++;
      else if ((byte === closeBrace || byte === closeBracket) && --depth <= 0) return at;
    }
    this.depth = depth;
    this.inString = inString;
    this.escaped = at > end;
    return -1;
  }
}

/** The number of levels that are followed, one per bit of a number. */
const deepest = 30;

/** The tokens that `endOfValid` expects next. `value` and `key` are also the kinds of levels, as bits. */
const value = 0;
const key = 1;
const next = 2;

/**
 * Returns the position after the array that begins at `at` if the array is valid, otherwise -1. A valid array consists of arrays,
 * objects and strings without `\u`, at most 30 levels deep. A caller can skip it without parsing it.
 *
 * Strings are followed in place, and empty objects, which are frequent in field sets, are skipped at once. It runs for each
 * object. The same code in functions takes more than twice as long (`npm run bench`, "watch events, stripped").
 */
export function endOfValid(bytes: Uint8Array, at: number, end: number): number {
  /** A bit for each level, the innermost lowest: `key` for an object, `value` for an array. */
  let levels = 0;
  let depth = 0;
  let expected = value;
  /** Whether the last byte was an opening bracket, which a closing bracket may follow. */
  let opened = false;
  while (at < end) {
    const byte = bytes[at++];
    if (byte === quote) {
      if (expected === next) return -1;
      for (;;) {
        let inside = bytes[at++] ?? 0;
        while (inside > quote && inside !== backslash) inside = bytes[at++] ?? 0;
        if (inside === quote) break;
        if (inside < space || (inside === backslash && !isSimpleEscape(bytes[at++]))) return -1;
      }
      if (expected === value) expected = next;
      else {
        if (bytes[at++] !== colon) return -1;
        expected = value;
        if (bytes[at] === openBrace && bytes[at + 1] === closeBrace) {
          at += 2;
          expected = next;
        }
      }
      opened = false;
    } else if (byte === comma) {
      if (expected !== next) return -1;
      expected = levels & 1;
    } else if (byte === openBrace || byte === openBracket) {
      if (expected !== value || ++depth > deepest) return -1;
      expected = byte === openBrace ? key : value;
      levels = (levels << 1) | expected;
      opened = true;
    } else if (byte === closeBrace || byte === closeBracket) {
      if ((!opened && expected !== next) || (levels & 1) !== (byte === closeBrace ? key : value)) return -1;
      levels >>= 1;
      if (--depth === 0) return at <= end ? at : -1;
      expected = next;
      opened = false;
    } else return -1;
  }
  return -1;
}

/**
 * Returns the position after the string that contains `at`, which is not behind a backslash. Returns -1 if the string does not
 * end, is not valid, or has an escape with `\u`.
 */
export function endOfString(bytes: Uint8Array, at: number, end: number): number {
  for (;;) {
    let inside = bytes[at++] ?? 0;
    while (inside > quote && inside !== backslash) inside = bytes[at++] ?? 0;
    if (inside === quote) return at <= end ? at : -1;
    if (inside < space || (inside === backslash && !isSimpleEscape(bytes[at++]))) return -1;
  }
}

/** Whether a byte is the second character of an escape other than `\u`: one of `"\/bfnrt`. */
function isSimpleEscape(byte: number | undefined): boolean {
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}
