import type { RESTConfig, TLSClientConfig } from '../rest/index.js';
import { redacted } from '../rest/redaction.js';

const credentialFields = [
  'username',
  'password',
  'bearerToken',
  'bearerTokenFile',
  'execProvider',
  'oidcProvider',
  'authProvider',
] as const;

/**
 * A config with another laid over it. What the other gives takes the place of what it would contradict, as kubectl's flags do with
 * a kubeconfig. A field that is undefined counts as absent.
 */
export function override(config: RESTConfig, overrides: RESTConfig): RESTConfig {
  const given = withoutUndefined(overrides);
  const base = { ...config };
  if (credentialFields.some((field) => field in given)) for (const field of credentialFields) base[field] = undefined;
  const made: RESTConfig = { ...base, ...given };
  const tls = overrideTLS(config.tlsClientConfig ?? {}, given.tlsClientConfig ?? {}, given.host !== undefined);
  if (Object.keys(tls).length > 0) made.tlsClientConfig = redacted(tls);
  else delete made.tlsClientConfig;
  if (config.impersonate && given.impersonate)
    made.impersonate = { ...config.impersonate, ...withoutUndefined(given.impersonate) };
  return made;
}

function overrideTLS(config: TLSClientConfig, overrides: TLSClientConfig, otherHost: boolean): TLSClientConfig {
  const given = withoutUndefined(overrides);
  const base = { ...config };
  const drop = (...fields: (keyof TLSClientConfig)[]): void => {
    for (const field of fields) Reflect.deleteProperty(base, field);
  };
  if ('caData' in given || 'caFile' in given || given.insecure === true) drop('caData', 'caFile', 'insecure');
  if ('certData' in given || 'certFile' in given) drop('certData', 'certFile');
  if ('keyData' in given || 'keyFile' in given) drop('keyData', 'keyFile');
  // The name belongs to the server that the kubeconfig means.
  if (otherHost) drop('serverName');
  return { ...base, ...given };
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  const copy: Partial<T> = { ...value };
  for (const key in copy) if (copy[key] === undefined) Reflect.deleteProperty(copy, key);
  return copy;
}
