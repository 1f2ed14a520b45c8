import type { RESTConfig, TLSClientConfig } from '../rest/index.js';
import { redacted } from '../util/redaction.js';

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
 * Returns a config with overrides. An override also removes the fields that would contradict it, as kubectl's flags do. Ignores
 * fields that are undefined.
 */
export function override(config: RESTConfig, overrides: RESTConfig): RESTConfig {
  const given = withoutUndefined(overrides);
  const base = { ...config };
  if (credentialFields.some((field) => field in given)) for (const field of credentialFields) base[field] = undefined;
  const result: RESTConfig = { ...base, ...given };
  const tls = overrideTLS(config.tlsClientConfig ?? {}, given.tlsClientConfig ?? {}, given.host !== undefined);
  if (Object.keys(tls).length > 0) result.tlsClientConfig = redacted(tls);
  else delete result.tlsClientConfig;
  if (config.impersonate && given.impersonate)
    result.impersonate = { ...config.impersonate, ...withoutUndefined(given.impersonate) };
  return result;
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
  // The name belongs to the server of the kubeconfig.
  if (otherHost) drop('serverName');
  return { ...base, ...given };
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  const copy: Partial<T> = { ...value };
  for (const key in copy) if (copy[key] === undefined) Reflect.deleteProperty(copy, key);
  return copy;
}
