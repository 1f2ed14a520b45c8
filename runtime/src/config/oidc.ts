import path from 'node:path';
import type { OIDCConfig } from '../rest/index.js';
import type { KubeAuthProvider } from './kubeconfig.js';
import { newKubeConfigTokenStore } from './oidc-store.js';

/**
 * Returns the settings of a user's `auth-provider`, which must be OpenID Connect. Renewed tokens are written back to the file.
 *
 * Throws the result of `fault` for settings that are missing or malformed. Error messages contain no values.
 */
export function oidcConfig(
  { name, config }: KubeAuthProvider,
  origin: string,
  user: string,
  fault: (what: string) => Error,
): OIDCConfig {
  if (name !== 'oidc')
    throw fault(`auth-provider ${JSON.stringify(name)} is not supported, and kubectl has removed it: use an exec plugin`);
  const get = (key: string): string | undefined => (Object.hasOwn(config, key) ? config[key] || undefined : undefined);
  const required = (key: string): string => {
    const value = get(key);
    if (value === undefined) throw fault(`auth-provider.config.${key} is missing`);
    return value;
  };
  const issuerUrl = required('idp-issuer-url');
  if (!/^https?:\/\/[^/?#]/i.test(issuerUrl))
    throw fault('auth-provider.config.idp-issuer-url must be a URL that begins with https');
  const caData = get('idp-certificate-authority-data');
  if (caData !== undefined && (!/^[A-Za-z0-9+/]*={0,2}$/.test(caData) || caData.length % 4 !== 0))
    throw fault('auth-provider.config.idp-certificate-authority-data is not base64');
  const caFile = get('idp-certificate-authority');
  return {
    issuerUrl,
    clientId: required('client-id'),
    clientSecret: get('client-secret'),
    idToken: get('id-token'),
    refreshToken: get('refresh-token'),
    ...(caData === undefined ? {} : { caData: Buffer.from(caData, 'base64') }),
    ...(caFile === undefined ? {} : { caFile: path.resolve(path.dirname(origin), caFile) }),
    store: newKubeConfigTokenStore(path.resolve(origin), user),
  };
}
