import { ConnectionError } from '../errors/index.js';
import type { ParseBytes } from './bytes.js';
import { PendingBytes } from './frames.js';
import { closeBracket, comma, openBrace, quote, ValueScanner } from './json-scan.js';

/**
 * Splits the content of a JSON array of objects, which may come in pieces, into its items, and parses each item.
 *
 * It first guesses the end of an item: before bytes that look like the beginning of other items. If the bytes before it can be
 * parsed, they are the item, because no object begins with another complete object. A scan of all brackets takes a fifth of the
 * time of parsing. It is used only for items at the borders of chunks.
 */
export class ItemSplitter {
  private readonly parse: ParseBytes;
  private readonly pending: PendingBytes;
  private readonly openings = new ItemOpenings();
  /** The scanner of the incomplete item. */
  private scanner: ValueScanner | undefined;
  private expected: 'first' | 'separator' | 'item' = 'first';

  /** The number of blank bytes since the last item. */
  private blank = 0;

  constructor(parse: ParseBytes, maxObjectBytes: number) {
    this.parse = parse;
    this.pending = new PendingBytes('the list has an item of', maxObjectBytes);
  }

  /**
   * Appends the items that end in `bytes`, from `at` on, to `items`. Returns the position after the end of the array, or -1 if
   * the array continues.
   *
   * Throws a `ConnectionError` for invalid JSON, and for items that are not objects.
   */
  push(bytes: Buffer, at: number, items: unknown[]): number {
    if (this.scanner) {
      const end = this.scanner.scan(bytes, at, bytes.length);
      if (end < 0) {
        this.pending.add(bytes, at);
        return -1;
      }
      this.scanner = undefined;
      this.pending.takeWith(bytes, at, end, (whole, start, wholeEnd) => items.push(this.parseScanned(whole, start, wholeEnd)));
      at = end;
    }
    for (;;) {
      const before = at;
      while (isSpace(bytes[at])) at++;
      if (at > before) this.pending.check((this.blank += at - before));
      if (at >= bytes.length) return -1;
      const byte = bytes[at];
      if (byte === closeBracket && this.expected !== 'item') return at + 1;
      if (this.expected === 'separator') {
        if (byte !== comma) throw notAList();
        this.expected = 'item';
        at++;
        continue;
      }
      if (byte !== openBrace) throw notAList();
      this.expected = 'separator';
      this.blank = 0;
      at = this.takeItem(bytes, at, items);
      if (at < 0) return -1;
    }
  }

  /** Returns the position after the item that begins at `start`, or -1 if it is incomplete. */
  private takeItem(bytes: Buffer, start: number, items: unknown[]): number {
    const guessed = this.openings.guessEnd(bytes, start);
    if (guessed >= 0) {
      this.pending.check(guessed - start);
      try {
        items.push(this.parse(bytes, start, guessed));
        return guessed;
      } catch {
        // An item contains bytes that look like the beginning of another item.
        this.openings.giveUp();
      }
    }
    const scanner = new ValueScanner();
    const end = scanner.scan(bytes, start, bytes.length);
    if (end < 0) {
      this.scanner = scanner;
      this.pending.add(bytes, start);
      return -1;
    }
    this.pending.check(end - start);
    items.push(this.parseScanned(bytes, start, end));
    return end;
  }

  private parseScanned(bytes: Buffer, start: number, end: number): unknown {
    this.openings.learn(bytes, start, end);
    try {
      return this.parse(bytes, start, end);
    } catch {
      // The message of the parser quotes the item, which may contain a secret.
      throw new ConnectionError(`the list has an item of ${end - start} bytes that is not JSON`);
    }
  }
}

function notAList(): ConnectionError {
  return new ConnectionError('the list has items that are not objects, or nothing between them');
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * The longest opening, which contains the API version and the kind, or the key of the name. It distinguishes the beginning of an
 * item from all other content.
 */
const longestOpening = 64;
const shortestOpening = 8;

/** The bytes with which the items of a list begin. */
class ItemOpenings {
  /** The end of an item and the beginning of the next one; undefined before the first item. */
  private boundary: Buffer | undefined;
  private givenUp = false;

  guessEnd(bytes: Buffer, start: number): number {
    if (this.givenUp || !this.boundary) return -1;
    const at = bytes.indexOf(this.boundary, start + 1);
    return at < 0 ? -1 : at + 1;
  }

  /**
   * Learns from an item that no guess has found. The opening is the common beginning of these items, up to the beginning of a
   * value or a key.
   */
  learn(bytes: Buffer, start: number, end: number): void {
    if (this.givenUp) return;
    const opening = bytes.subarray(start, Math.min(end, start + longestOpening));
    const known = this.boundary?.subarray(2) ?? opening;
    let length = 0;
    while (length < known.length && known[length] === opening[length]) length++;
    length = opening.subarray(0, length).lastIndexOf(quote) + 1;
    if (length < shortestOpening) this.giveUp();
    else if (length !== this.boundary?.length) this.boundary = Buffer.concat([Buffer.from('},'), opening.subarray(0, length)]);
  }

  giveUp(): void {
    this.givenUp = true;
  }
}
