/** The removal of credentials from everything that is printed: configs, log lines and the messages of errors. */
import { inspect } from 'node:util';
import { isPlainObject } from './plain-object.js';

/** The fields that are never printed, at any depth. */
const secretFields: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'password',
  'bearerToken',
  'token',
  'keyData',
  'clientKeyData',
  'authProvider',
  'env',
  'args',
  'clusterExtension',
  'execExtension',
  'clientSecret',
  'idToken',
  'refreshToken',
  // The names in the auth-provider of a kubeconfig.
  'client-secret',
  'id-token',
  'refresh-token',
  'access-token',
]);

const shownAs = '--- REDACTED ---';

/** The text in place of a credential in messages. */
export const redactedText = '[redacted]';

/**
 * Adds methods to a value that hide its secrets from `JSON.stringify`, `console.log` and `util.inspect`, and returns the value.
 * Its fields remain readable.
 *
 * The methods are enumerable, so that a copy such as `{ ...config, qps: 5 }` hides its secrets too.
 */
export function redacted<T extends object>(value: T): T {
  return Object.assign(value, printing);
}

/** The methods that hide secrets. They use `this`, so that each copy prints its own fields. */
const printing = {
  toJSON(this: object): unknown {
    return visible(this);
  },
  [inspect.custom](this: object): unknown {
    return visible(this);
  },
};

/** Returns a copy of a value without secrets. */
function visible(value: unknown): unknown {
  // The URL of a proxy or a server may hold a password.
  if (typeof value === 'string') return withoutUserInfo(value);
  if (Array.isArray(value)) return value.map(visible);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== printing.toJSON)
      .map(([key, item]) => [key, secretFields.has(key) && item !== undefined ? shownAs : visible(item)]),
  );
}

/** Whether the name of a field means that its value is a credential. */
export function isCredential(name: string): boolean {
  return /^(?:.*token|.*password|.*passwd|.*secret|authorization|cookie|private_?key|key_?data|api_?key)$/i.test(name);
}

/** Redacts the values of Authorization headers, JSON Web Tokens, private keys, and the user and password of URLs. */
export function withoutCredentials(text: string): string {
  return withoutUserInfo(text)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${redactedText}`)
    .replace(/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, redactedText)
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, redactedText);
}

/** Removes the parts of a URL that can be secret: user, password, query and fragment. */
export function withoutSecretParts(url: string): string {
  return withoutUserInfo(url.replace(/[?#].*$/s, ''));
}

/** Replaces `//user:password@host` by `//***@host` anywhere in a text. */
export function withoutUserInfo(text: string): string {
  return text.replace(/(\/\/)[^/?#\s]*@/g, '$1***@');
}
