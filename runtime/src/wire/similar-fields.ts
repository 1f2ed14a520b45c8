import { backslash, endOfString, endOfValid, quote } from './json-scan.js';

/**
 * The number of consecutive values that must differ from the known value before another one replaces it. Keeping a value takes as
 * long as following it.
 */
const patience = 4;

/** The states of a position in the known value. */
const outside = 0;
const inString = 1;
const afterBackslash = 2;

/**
 * A faster `endOfValid` for the values of one collection, which are similar. The field sets of two pods differ in times, an
 * address and the uid of an owner, which are strings.
 *
 * It keeps a valid value, and compares the next ones with it, eight bytes at a time. Where they differ inside a string, it
 * follows the string to its end in both. The rest is then as valid in one as in the other. A value that differs in another way is
 * followed byte by byte.
 *
 * It takes a quarter of the time of `endOfValid` for similar values (`npm run bench`, "watch events, stripped").
 */
export class SimilarFields {
  private known: Buffer = Buffer.alloc(0);
  private knownView: DataView = viewOf(this.known);
  private places: Uint8Array = this.known;
  private unlike: number = patience - 1;

  /** Returns the position after the array that begins at `at`, or -1 if `endOfValid` returns -1. */
  endOf(bytes: Buffer, at: number, end: number): number {
    const alike = this.endIfAlike(bytes, at, end);
    if (alike >= 0) {
      this.unlike = 0;
      return alike;
    }
    const after = endOfValid(bytes, at, end);
    if (after >= 0 && ++this.unlike >= patience) this.keep(bytes, at, after);
    return after;
  }

  private endIfAlike(bytes: Buffer, at: number, end: number): number {
    const { known, knownView, places } = this;
    if (known.length === 0) return -1;
    const view = viewOf(bytes);
    let i = 0;
    for (;;) {
      // The bytes are compared as numbers, because an optimized loop then reads eight bytes at once. Equal numbers are equal
      // bytes, because no byte of valid JSON is 0: only the two zeros are equal and differ. The loop below compares bytes that
      // are not a number.
      const lastEight = Math.min(known.length - i, end - at) - 8;
      let ahead = 0;
      while (ahead <= lastEight && knownView.getFloat64(i + ahead, true) === view.getFloat64(at + ahead, true)) ahead += 8;
      i += ahead;
      at += ahead;
      while (i < known.length && at < end && known[i] === bytes[at]) {
        i++;
        at++;
      }
      if (i === known.length) return at;
      if (places[i] !== inString) return -1;
      at = endOfString(bytes, at, end);
      i = endOfString(known, i, known.length);
      if (at < 0) return -1;
    }
  }

  private keep(bytes: Buffer, start: number, end: number): void {
    this.known = Buffer.from(bytes.subarray(start, end));
    this.knownView = viewOf(this.known);
    this.places = placesOf(this.known);
    this.unlike = 0;
  }
}

function placesOf(json: Buffer): Uint8Array {
  const places = new Uint8Array(json.length);
  let place = outside;
  for (let i = 0; i < json.length; i++) {
    places[i] = place;
    const byte = json[i];
    if (place === outside) place = byte === quote ? inString : outside;
    else if (place === afterBackslash) place = inString;
    else if (byte === backslash) place = afterBackslash;
    else if (byte === quote) place = outside;
  }
  return places;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
