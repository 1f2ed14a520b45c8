import type { ImpersonationConfig } from '../config.js';

/**
 * Returns the headers that impersonate a user, in their order, or an empty list. A name may occur several times.
 *
 * Throws a `TypeError` if the user name is missing, which the server would refuse, and for values with line breaks.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export function impersonationHeaders(config: ImpersonationConfig | undefined): [name: string, value: string][] {
  if (config === undefined) return [];
  const { userName = '', uid = '', groups = [], extra = {} } = config;
  const headers: [string, string][] = [];
  if (userName !== '') headers.push(['impersonate-user', userName]);
  if (uid !== '') headers.push(['impersonate-uid', uid]);
  for (const group of groups) headers.push(['impersonate-group', group]);
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) headers.push([`impersonate-extra-${escapeHeaderKey(key)}`, value]);
  }
  if (headers.length > 0 && userName === '')
    throw new TypeError('impersonate needs a userName in addition to uid, groups and extra');
  for (const [name, value] of headers) {
    if (/[\0\r\n]/.test(value)) throw new TypeError(`impersonate: the value of ${name} must not contain line breaks`);
  }
  return headers;
}

/** Percent-encodes `%` and the bytes that a header name cannot contain. The server decodes them. */
function escapeHeaderKey(key: string): string {
  return [...Buffer.from(key)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[!#$&'*+\-.^_`|~0-9A-Za-z]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
