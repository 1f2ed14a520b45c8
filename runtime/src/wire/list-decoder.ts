/**
 * Decodes the bodies of responses: lists item by item (`ListDecoder`), watches frame by frame (`newFrameSplitter`), both without
 * `managedFields` if requested (`newParserWithoutManagedFields`).
 *
 * This folder knows bytes and JSON only. It sends no requests, and does not check objects against a type. Start reading here.
 * @packageDocumentation
 */
import { constants } from 'node:buffer';
import { ConnectionError } from '../errors/index.js';
import { parseObject } from '../util/plain-object.js';
import { asBuffer, defaultMaxBytes, parseBytes, tooLarge } from './bytes.js';
import { ItemSplitter } from './item-splitter.js';
import { findMember, keyBytes, openBrace, openBracket } from './json-scan.js';
import { dropManagedFields, newParserWithoutManagedFields } from './managed-fields.js';

/** The options of a `ListDecoder`. */
export interface ListDecoderOptions {
  /** Whether to leave `metadata.managedFields` out of the items. */
  readonly stripManagedFields: boolean;
  /**
   * The largest item.
   *
   * Default: 268_435_456
   * Unit: bytes
   */
  readonly maxObjectBytes?: number | undefined;
  /**
   * The largest total of the bytes around the items. It also limits a list that is kept until its end, because it does not have
   * the usual form.
   *
   * Default: 268_435_456
   * Unit: bytes
   */
  readonly maxResponseBytes?: number | undefined;
}

/** A list without its items. */
export type ListShell = Record<string, unknown>;

/**
 * The longest beginning without items. A longer one is not a list in the usual form, and is kept until its end.
 *
 * Unit: bytes
 */
const longestHead = 4 * 1024 * 1024;

const itemsKey = keyBytes('items');

/**
 * A decoder of a list that decodes item by item as the list arrives. The list is never one string: V8 has no strings of more than
 * 512 MB, and parsing it at once would block the event loop. Chunks may be cut anywhere.
 *
 * The bytes around the items are parsed at the end. A response that does not look like a list is kept until then, and parsed at
 * once. Examples are `items` that are null, JSON that is not compact, and a `Status`.
 */
export class ListDecoder {
  private readonly stripManagedFields: boolean;
  private readonly splitter: ItemSplitter;
  private phase: 'head' | 'items' | 'tail' = 'head';
  /** The bytes before and after the items. */
  private outside: Buffer[] = [];
  private outsideLength = 0;
  /** The `kind` of the list, if it came before the items. */
  listKind: string | undefined;
  /** The length of the beginning at which it is examined next. It doubles each time, so that the total work is linear. */
  private lookAt = 0;

  private readonly maxResponseBytes: number;

  constructor({ stripManagedFields, maxObjectBytes = defaultMaxBytes, maxResponseBytes = defaultMaxBytes }: ListDecoderOptions) {
    this.stripManagedFields = stripManagedFields;
    this.maxResponseBytes = maxResponseBytes;
    this.splitter = new ItemSplitter(stripManagedFields ? newParserWithoutManagedFields('object') : parseBytes, maxObjectBytes);
  }

  /**
   * Returns the items that end in this chunk, in their order.
   *
   * Throws a `ConnectionError` for anything but a list of objects.
   */
  push(chunk: Uint8Array): unknown[] {
    const items: unknown[] = [];
    const bytes = asBuffer(chunk);
    if (this.phase === 'head') this.pushHead(bytes, items);
    else if (this.phase === 'items') this.pushItems(bytes, 0, items);
    else this.keep(bytes);
    return items;
  }

  /**
   * Returns the list without the items that `push` has returned. Its `items` are empty for a list in the usual form, and complete
   * for any other.
   *
   * Throws a `ConnectionError` for a list that is cut off or is not JSON.
   */
  end(): ListShell {
    const text = this.outsideText();
    const shell = this.phase === 'items' ? undefined : parseObject(text);
    if (!shell) {
      const what = this.outsideLength === 0 ? 'an empty body' : 'a list that is cut off, or is not JSON of an object';
      throw new ConnectionError(`the server sent ${what}`);
    }
    const { items } = shell;
    if (!Array.isArray(items)) return shell;
    if (this.phase === 'tail' && items.length > 0) throw new ConnectionError('the server sent a list with its items twice');
    if (this.stripManagedFields) items.forEach(dropManagedFields);
    return shell;
  }

  private pushHead(bytes: Buffer, items: unknown[]): void {
    this.outside.push(bytes);
    this.outsideLength += bytes.length;
    if (this.outsideLength < this.lookAt || this.outsideLength > longestHead + bytes.length) {
      this.checkOutside();
      return;
    }
    this.lookAt = this.outsideLength * 2;
    const head = Buffer.concat(this.outside);
    this.outside = [head];
    const list = head[0] === openBrace ? findMember(head, 1, head.length, itemsKey) : -1;
    if (list < 0 || head[list] !== openBracket) {
      this.checkOutside();
      return;
    }
    this.outside = [head.subarray(0, list + 1)];
    this.outsideLength = list + 1;
    this.checkOutside();
    this.phase = 'items';
    const kind = parseObject(`${head.toString('utf8', 0, list + 1)}]}`)?.['kind'];
    this.listKind = typeof kind === 'string' ? kind : undefined;
    this.pushItems(head, list + 1, items);
  }

  private pushItems(bytes: Buffer, at: number, items: unknown[]): void {
    const end = this.splitter.push(bytes, at, items);
    if (end < 0) return;
    this.phase = 'tail';
    this.keep(bytes.subarray(end - 1));
  }

  private keep(bytes: Buffer): void {
    this.outside.push(bytes);
    this.outsideLength += bytes.length;
    this.checkOutside();
  }

  private checkOutside(): void {
    if (this.outsideLength > this.maxResponseBytes) {
      throw tooLarge('the list has, around its items,', this.maxResponseBytes, 'maxResponseBytes');
    }
  }

  private outsideText(): string {
    if (this.outsideLength > constants.MAX_STRING_LENGTH) {
      throw new ConnectionError(
        `the answer of ${this.outsideLength} bytes is too long for one string: list it in pages, with limit`,
      );
    }
    return Buffer.concat(this.outside).toString('utf8');
  }
}
