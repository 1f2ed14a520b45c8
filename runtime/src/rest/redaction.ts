import { inspect } from 'node:util';

/** Fields that are never shown, at any depth. */
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
  // As an auth-provider of a kubeconfig names them.
  'client-secret',
  'id-token',
  'refresh-token',
  'access-token',
]);

const shownAs = '--- REDACTED ---';

/**
 * Makes a value print without its secrets, and returns it. Its fields stay as they are. `JSON.stringify`, `console.log` and
 * `util.inspect` leave the secrets out, also of copies (`{ ...config, qps: 5 }`): the two methods that do it are enumerable, as object
 * spread copies nothing else.
 */
export function redacted<T extends object>(value: T): T {
  return Object.assign(value, printing);
}

/** The functions use `this`, so that each copy prints its own fields. */
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

/** Loggers, transports and the like are the caller's own, and shown as they are. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
