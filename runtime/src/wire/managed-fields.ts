import { isPlainObject } from '../util/index.js';
import { textOf, type ParseBytes } from './bytes.js';
import { closeBrace, comma, findMember, keyBytes, openBrace, openBracket, quote } from './json-scan.js';
import { SimilarFields } from './similar-fields.js';

const objectKey = keyBytes('object');
const metadataKey = keyBytes('metadata');
const managedFieldsKey = keyBytes('managedFields');
/** Used again for each object, within one call. */
const scratch: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Makes what parses the JSON of the API objects of a collection, or of the watch events around them (`path` says which), as `JSON.parse`
 * would, but for the object's own `metadata.managedFields`, which are not there. They are two fifths of what a server sends, and most of what
 * parsing it costs: where they can be found in the bytes they are cut out before, and only otherwise, in JSON that is not compact or in
 * keys with escapes, are they deleted from what was parsed.
 */
export function newParserWithoutManagedFields(path: 'object' | 'event'): ParseBytes {
  const fields = new SimilarFields();
  return (bytes, start, end) => {
    const value: unknown = JSON.parse(textWithoutManagedFields(fields, bytes, start, end, path));
    dropManagedFields(path === 'event' ? member(value, 'object') : value);
    return value;
  };
}

/**
 * Takes `metadata.managedFields` out of an object that was parsed. Makes the metadata anew: `delete` would turn it into a dictionary,
 * which takes more memory than the fields that it saves.
 */
export function dropManagedFields(object: unknown): void {
  const metadata = member(object, 'metadata');
  if (!isPlainObject(metadata) || !Object.hasOwn(metadata, 'managedFields')) return;
  const { managedFields: _, ...rest } = metadata;
  if (isPlainObject(object)) object['metadata'] = rest;
}

function textWithoutManagedFields(
  fields: SimilarFields,
  bytes: Buffer,
  start: number,
  end: number,
  path: 'object' | 'event',
): string {
  const value = findManagedFields(bytes, start, end, path);
  if (value < 0) return textOf(bytes, start, end);
  const after = fields.endOf(bytes, value, end);
  // Its key, two quotes and a colon stand before the value.
  const key = value - managedFieldsKey.length - 3;
  const first = bytes[key - 1] === openBrace;
  const last = bytes[after] === closeBrace;
  // With the comma before it, or, where it comes first, the one after it, which another key must follow.
  const from = first ? key : key - 1;
  const to = first && !last ? after + 1 : after;
  const sound = after >= 0 && (last || (bytes[after] === comma && (!first || bytes[to] === quote)));
  if (!sound) return textOf(bytes, start, end);
  // Put together as bytes: two strings put together would be copied once more when they are parsed.
  const length = from - start + (end - to);
  const rest = length <= scratch.length ? scratch : Buffer.allocUnsafe(length);
  bytes.copy(rest, 0, start, from);
  bytes.copy(rest, from - start, to, end);
  return textOf(rest, 0, length);
}

/** Where the array of an object's own managed fields begins; -1 where that cannot be told. */
function findManagedFields(bytes: Buffer, start: number, end: number, path: 'object' | 'event'): number {
  let at = start;
  if (path === 'event') at = bytes[at] === openBrace ? findMember(bytes, at + 1, end, objectKey) : -1;
  if (at < 0 || bytes[at] !== openBrace) return -1;
  at = findMember(bytes, at + 1, end, metadataKey);
  if (at < 0 || bytes[at] !== openBrace) return -1;
  at = findMember(bytes, at + 1, end, managedFieldsKey);
  return at >= 0 && bytes[at] === openBracket ? at : -1;
}

function member(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
