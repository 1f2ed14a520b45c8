import { isPlainObject } from '../util/index.js';
import { textOf, type ParseBytes } from './bytes.js';
import { closeBrace, comma, findMember, keyBytes, openBrace, openBracket, quote } from './json-scan.js';
import { SimilarFields } from './similar-fields.js';

const objectKey = keyBytes('object');
const metadataKey = keyBytes('metadata');
const managedFieldsKey = keyBytes('managedFields');
/** A buffer that is used for each object, within one call. */
const scratch: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Returns a parser of objects, or of the watch events around them (`path`), that leaves out the `metadata.managedFields` of the
 * object. Otherwise it parses as `JSON.parse` does.
 *
 * Managed fields are two fifths of the bytes from a server, and take most of the time of parsing. The parser cuts them out of the
 * bytes if it finds them there. It deletes them from the parsed object only if the JSON is not compact, or if keys have escapes.
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
 * Removes `metadata.managedFields` from a parsed object. Replaces the metadata by a copy, because `delete` would turn it into a
 * dictionary, which takes more memory than the removed fields.
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
  // The key, two quotes and a colon come before the value.
  const key = value - managedFieldsKey.length - 3;
  const first = bytes[key - 1] === openBrace;
  const last = bytes[after] === closeBrace;
  // The comma before the member is cut, or the comma after it if it comes first, which another key must follow.
  const from = first ? key : key - 1;
  const to = first && !last ? after + 1 : after;
  const sound = after >= 0 && (last || (bytes[after] === comma && (!first || bytes[to] === quote)));
  if (!sound) return textOf(bytes, start, end);
  // The parts are joined as bytes, because joined strings are copied once more when they are parsed.
  const length = from - start + (end - to);
  const rest = length <= scratch.length ? scratch : Buffer.allocUnsafe(length);
  bytes.copy(rest, 0, start, from);
  bytes.copy(rest, from - start, to, end);
  return textOf(rest, 0, length);
}

/** Returns the position of the array of managed fields of the object, or -1 if it is not found. */
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
