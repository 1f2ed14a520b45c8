/**
 * Finds its way in JSON that was not parsed: compact JSON, as servers send it. None of this checks that the text is JSON, but for
 * `endOfValid`; what is found is only used where the rest of the text goes through `JSON.parse` afterwards.
 * Positions are indexes of bytes; -1 is what could not be found or made out.
 */
export const quote = 0x22;
export const backslash = 0x5c;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const comma = 0x2c;
export const colon = 0x3a;
const space = 0x20;

/** A key as it stands in JSON, without quotes. */
export function keyBytes(key: string): Uint8Array {
  return Buffer.from(key, 'latin1');
}

/**
 * Where the value of a key begins, in the object whose first key would stand at `at`. The key is looked for in the order of the text; one
 * that is written with escapes is not recognised, and ends the search.
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

/** The closing quote of a string without escapes that begins, after its quote, at `at`. */
function endOfPlainString(bytes: Uint8Array, at: number, end: number): number {
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) return -1;
  }
  return -1;
}

/** The position after the value that begins at `at`. */
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
  // A blank, behind which a string may hold what looks like an end.
  if (first !== undefined && first <= space) return -1;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte === comma || byte === closeBrace || byte === closeBracket) return at;
  }
  return -1;
}

/**
 * Finds the end of an object or an array that may come in pieces: `scan` is called piece by piece until it says where the value
 * ends. Linear, however small the pieces are.
 */
export class ValueScanner {
  private depth = 0;
  private inString = false;
  /** The last piece ended with the backslash of an escape. */
  private escaped = false;

  /** The position after the value, or -1 where it goes on behind `end`. */
  scan(bytes: Uint8Array, at: number, end: number): number {
    let { depth, inString } = this;
    if (this.escaped) {
      this.escaped = false;
      at++;
    }
    while (at < end) {
      if (inString) {
        // The loop that all time goes into: most bytes of JSON are in strings.
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

/** So many levels are followed: as many as a number has bits to spare. */
const deepest = 30;

/** What may come next in `endOfValid`. `value` and `key` are the kinds of levels as well, whose bits they are. */
const value = 0;
const key = 1;
const next = 2;

/**
 * The position after the array that begins at `at`, if it is valid JSON of arrays, objects and strings without `\u`, at most 30 levels
 * deep; -1 for everything else, valid or not. What is skipped by this need not be parsed to know that it could have been.
 *
 * Strings are followed in place, and the empty objects that field sets are full of are taken at once: it is called for each object that
 * comes, and this is more than twice as fast as the same in functions (`npm run bench`, "watch events, stripped").
 */
export function endOfValid(bytes: Uint8Array, at: number, end: number): number {
  /** A bit a level, the innermost lowest: `key` for an object, `value` for an array. */
  let levels = 0;
  let depth = 0;
  let expected = value;
  /** The last was an opening bracket, after which a closing one may come. */
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
 * The position after the string in which `at` stands, which is not behind a backslash; -1 where it does not end, or is not valid, or has
 * an escape with `\u`.
 */
export function endOfString(bytes: Uint8Array, at: number, end: number): number {
  for (;;) {
    let inside = bytes[at++] ?? 0;
    while (inside > quote && inside !== backslash) inside = bytes[at++] ?? 0;
    if (inside === quote) return at <= end ? at : -1;
    if (inside < space || (inside === backslash && !isSimpleEscape(bytes[at++]))) return -1;
  }
}

/** The second character of an escape other than `\u`: one of `"\/bfnrt`. */
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
