import { inspect } from 'node:util';

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
  if (typeof value === 'string') return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1***@');
  if (Array.isArray(value)) return value.map(visible);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== printing.toJSON)
      .map(([key, item]) => [key, secretFields.has(key) && item !== undefined ? shownAs : visible(item)]),
  );
}

/** Whether a value is a plain object. Others, such as loggers and transports, belong to the caller and are printed unchanged. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
