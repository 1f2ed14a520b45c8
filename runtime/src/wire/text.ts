import { isAscii } from 'node:buffer';

/** The text in these bytes, which are UTF-8. Where all of them are ASCII, as in most of what servers send, copying them is all it takes. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString(isAscii(bytes.subarray(start, end)) ? 'latin1' : 'utf8', start, end);
}

/** Parses the JSON from `start` up to `end`; throws what `JSON.parse` throws. */
export type ParseBytes = (bytes: Buffer, start: number, end: number) => unknown;

export const parseBytes: ParseBytes = (bytes, start, end): unknown => JSON.parse(textOf(bytes, start, end));
