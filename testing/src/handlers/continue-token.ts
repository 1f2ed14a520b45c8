import { newBadRequest } from 'kube-client-runtime/errors';
import { isObject, parseJson, printValue, type JsonValue } from '../json/json.js';

/** Where a list goes on: at which version (-1 is the newest) and from which key, below the prefix of the list. */
export interface ContinueToken {
  readonly revision: number;
  readonly start: string;
}

/** The token as real servers write it, so that tests that look inside see the same. */
export function encodeContinue(revision: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start })).toString('base64url');
}

/** A byte as Go's JSON parser shows one that it did not expect. */
function quoteByte(byte: number): string {
  const printable = (byte >= 0x20 && byte < 0x7f) || byte > 0xa0;
  return printable && byte !== 0xad ? `'${String.fromCharCode(byte)}'` : `'\\u${byte.toString(16).padStart(4, '0')}'`;
}

/** Reads a token, or throws BadRequest in the server's words. */
export function decodeContinue(token: string): ContinueToken {
  const refuse = (why: string): Error => newBadRequest(`invalid continue token: continue key is not valid${why}`);
  if (!/^[A-Za-z0-9_-]*$/.test(token)) throw refuse(': illegal base64 data at input byte 0');
  const bytes = Buffer.from(token, 'base64url');
  let parsed: JsonValue;
  try {
    parsed = parseJson(bytes.toString());
  } catch {
    // Whatever the parser says, the server answers with its own words.
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
