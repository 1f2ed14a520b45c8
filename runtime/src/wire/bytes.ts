import { isAscii } from 'node:buffer';
import { answerTooLarge, ConnectionError } from '../errors/connection-error.js';

/** Returns the bytes as a `Buffer`, without copying them. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Returns the text of bytes in UTF-8. Most responses are pure ASCII, for which copying the bytes is enough. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString(isAscii(bytes.subarray(start, end)) ? 'latin1' : 'utf8', start, end);
}

/** Parses the JSON from `start` up to `end`. Throws every error that `JSON.parse` throws. */
export type ParseBytes = (bytes: Buffer, start: number, end: number) => unknown;

/** Parses JSON without changing it. */
export const parseBytes: ParseBytes = (bytes, start, end): unknown => JSON.parse(textOf(bytes, start, end));

/**
 * The default of `RESTConfig.maxObjectBytes` and `RESTConfig.maxResponseBytes`. It is far above the largest object that a server
 * stores: 1.5 MB in etcd.
 *
 * Unit: bytes
 */
export const defaultMaxBytes: number = 256 * 1024 * 1024;

/** Returns the error of a response that is larger than an option of the `RESTConfig` allows. */
export function tooLarge(what: string, maxBytes: number, option: 'maxObjectBytes' | 'maxResponseBytes'): ConnectionError {
  return new ConnectionError(`${what} more than ${maxBytes} bytes: if that is right, raise ${option} of the RESTConfig`, {
    code: answerTooLarge,
  });
}
