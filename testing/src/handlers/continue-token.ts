import { newBadRequest } from 'kube-client-runtime/errors';
import { isObject, parseJson, printValue, type JsonValue } from '../json/json.js';

/** The position at which a list continues. */
export interface ContinueToken {
  /** The version of the list. -1 is the newest. */
  readonly revision: number;
  /** The first key, relative to the prefix of the list. */
  readonly start: string;
}

/** Encodes a token in the format of real servers, for tests that inspect it. */
export function encodeContinue(revision: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url');
}

/** Formats an unexpected byte as Go's JSON parser does. */
function quoteByte(byte: number): string {
  const printable = (byte >= 0x20 && byte < 0x7f) || byte > 0xa0;
  return printable && byte !== 0xad ? `'${String.fromCharCode(byte)}'` : `'\\u${byte.toString(16).padStart(4, '0')}'`;
}

/**
 * Decodes a token.
 *
 * Throws a StatusError (bad request) with the server's message.
 */
export function decodeContinue(token: string): ContinueToken {
  const refuse = (why: string): Error => newBadRequest(`invalid continue token: continue key is not valid${why}`);
  if (!/^[A-Za-z0-9_-]*$/.test(token)) throw refuse(': illegal base64 data at input byte 0');
  const bytes = Buffer.from(token, 'base64url');
  let parsed: JsonValue;
  try {
    parsed = parseJson(bytes.toString());
  } catch {
    // The server has one message for every malformed token.
    throw refuse(`: invalid character ${quoteByte(bytes[0] ?? 0)} looking for beginning of value`);
  }
  if (!isObject(parsed) || parsed['v'] !== 'meta.k8s.io/v1') {
    throw refuse(`: server does not recognize this encoded version ${isObject(parsed) ? printValue(parsed['v'] ?? '') : ''}`);
  }
  const { rv, start } = parsed;
  if (typeof rv !== 'number' || rv === 0) {
    throw refuse(': incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  }
  if (typeof start !== 'string' || start === '') throw refuse(': encoded start key empty (version meta.k8s.io/v1)');
  if (start.split('/').some((part) => part === '..' || part === '.')) throw refuse(`: ${start}`);
  return { revision: rv, start };
}
