import { messageOf } from '../../util/errors.js';
import { safeLogger, type Clock, type Logger } from '../../util/index.js';
import type { RESTConfig } from '../config.js';
import { discard } from '../http/response-body.js';
import { hasCertificate } from '../http/tls-source.js';
import type { KubeRequest, Transport } from '../transport.js';
import type { AuthProvider, Credentials } from './auth-provider.js';
import { fileContent } from './file-content.js';
import type { CreateClient } from './oidc-provider.js';

/**
 * Returns the provider of the config's credentials: a token or basic auth, else a provider. Returns undefined without
 * credentials, and for a client certificate.
 *
 * Throws a `TypeError` for settings that contradict each other.
 */
export function authProviderOf(config: RESTConfig, clock: Clock, createClient: CreateClient): AuthProvider | undefined {
  const { username = '', password = '', bearerToken = '', bearerTokenFile = '' } = config;
  const basic = username !== '' || password !== '';
  if (basic && (bearerToken !== '' || bearerTokenFile !== '')) {
    throw new TypeError('username/password or bearer token may be set, but not both');
  }
  if (basic) return fixed(`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
  if (bearerTokenFile !== '') return tokenFileProvider(bearerTokenFile, bearerToken, clock);
  if (bearerToken !== '') return fixed(bearer(bearerToken, 'bearerToken'));
  if (hasCertificate(config.tlsClientConfig ?? {})) return undefined;
  if (config.authProvider !== undefined) return config.authProvider;
  const { oidcProvider: oidc, execProvider: exec } = config;
  if (oidc !== undefined && exec !== undefined) throw new TypeError('oidcProvider and execProvider may be set, but not both');
  if (oidc !== undefined) {
    return loaded(async () =>
      (await import('./oidc-provider.js')).oidcProviderOf(oidc, { clock, createClient, logger: safeLogger(config.logger) }),
    );
  }
  if (exec !== undefined) return loaded(async () => (await import('./exec-provider.js')).execProviderOf(config, clock));
  return undefined;
}

/**
 * Adds the provider's credentials to requests without an `authorization` header. After a 401, refreshes them and repeats the
 * request once.
 */
export function authenticate(next: Transport, provider: AuthProvider, logger: Logger, clock: Clock): Transport {
  const withCredentials = (request: KubeRequest, { headers }: Credentials): KubeRequest => ({
    ...request,
    headers: { ...headers, ...request.headers },
  });
  return {
    async send(request, signal) {
      if (request.headers['authorization'] !== undefined) return next.send(request, signal);
      const credentials = await provider.credentials(signal);
      const response = await next.send(withCredentials(request, credentials), signal);
      if (response.status !== 401) return response;
      try {
        if (!(await provider.rejected(credentials, signal))) return response;
      } catch (error) {
        // The caller receives the 401. The reason of the failed refresh is logged.
        logger.error('Failed to refresh the rejected credentials', {
          error: messageOf(error),
        });
        return response;
      }
      await discard(response, clock);
      return next.send(withCredentials(request, await provider.credentials(signal)), signal);
    },
  };
}

function fixed(authorization: string): AuthProvider {
  const credentials = { headers: { authorization } };
  return { credentials: () => Promise.resolve(credentials), rejected: () => Promise.resolve(false) };
}

function tokenFileProvider(path: string, fallback: string, clock: Clock): AuthProvider {
  const file = fileContent(path, clock);
  const token = async (signal: AbortSignal | undefined): Promise<string> => {
    try {
      const text = Buffer.from(await file.read(signal))
        .toString('utf8')
        .trim();
      if (text !== '') return text;
      if (fallback === '') throw new Error('it is empty');
    } catch (error) {
      signal?.throwIfAborted();
      if (fallback === '') {
        const why = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'it is empty';
        throw new Error(`cannot read a token from bearerTokenFile ${JSON.stringify(path)}: ${why}`, { cause: error });
      }
    }
    return fallback;
  };
  const credentials = async (signal?: AbortSignal): Promise<Credentials> => ({
    headers: { authorization: bearer(await token(signal), 'bearerTokenFile') },
  });
  return {
    credentials,
    async rejected(used, signal) {
      file.expire();
      return (await credentials(signal)).headers?.['authorization'] !== used.headers?.['authorization'];
    },
  };
}

function bearer(token: string, source: string): string {
  // Node's error would not name the source of the token.
  if (/[^\x20-\x7e]/.test(token)) throw new TypeError(`${source} contains invalid characters, such as a line break`);
  return `Bearer ${token}`;
}

/** Returns a provider whose code is imported at its first use. */
function loaded(load: () => Promise<AuthProvider>): AuthProvider {
  let provider: Promise<AuthProvider> | undefined;
  const get = (): Promise<AuthProvider> => (provider ??= load());
  return {
    credentials: async (signal) => (await get()).credentials(signal),
    rejected: async (credentials, signal) => (await get()).rejected(credentials, signal),
  };
}
