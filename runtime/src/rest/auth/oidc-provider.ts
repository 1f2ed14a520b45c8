import { messageOf } from '../../util/errors.js';
import type { Clock, Logger } from '../../util/index.js';
import { asBuffer } from '../../wire/bytes.js';
import type { RawResponse, RESTClient } from '../client.js';
import type { RESTConfig } from '../config.js';
import { withoutUserInfo } from '../request/urls.js';
import type { AuthProvider, OIDCConfig, OIDCTokens } from './auth-provider.js';
import {
  clientAuthentications,
  credentialsOf,
  parseTokenEndpoint,
  parseTokens,
  refreshRequest,
  type ClientAuthentication,
} from './oidc-protocol.js';
import { isExpired, type ExpiringCredentials } from './renewal-step.js';
import { newRenewingProvider } from './renewing-provider.js';

/** The time for each response of a provider. Unit: milliseconds */
const timeoutMs = 15_000;

/** A function that creates the client for requests to the provider. */
export type CreateClient = (config: RESTConfig, dependencies: { readonly clock: Clock }) => RESTClient;

/** The dependencies of an OpenID Connect provider. */
export interface OIDCDependencies {
  /** The clock of expiries and timeouts. */
  readonly clock: Clock;
  /** The destination of log messages. */
  readonly logger: Logger;
  /** Creates the client for requests to the provider. Injected to avoid an import cycle, because clients use providers. */
  readonly createClient: CreateClient;
}

const providers = new WeakMap<OIDCConfig, AuthProvider>();

/**
 * Returns the provider of a config, which is the same for all clients with that config. A refresh token may be valid once, so two
 * providers would invalidate each other's tokens.
 *
 * Throws a `TypeError` for an invalid config.
 */
export function oidcProviderOf(config: OIDCConfig, dependencies: OIDCDependencies): AuthProvider {
  const known = providers.get(config) ?? newOIDCProvider(config, dependencies);
  providers.set(config, known);
  return known;
}

/**
 * Creates a provider that sends the id token until it expires, and then requests a new one with the refresh token.
 *
 * Waits up to 15 s for a response with new tokens, even without a waiting request. Losing the response may lose the login.
 */
export function newOIDCProvider(config: OIDCConfig, { clock, logger, createClient }: OIDCDependencies): AuthProvider {
  check(config);
  const clientOf = (host: string): RESTClient =>
    createClient({ host, tlsClientConfig: { caData: config.caData, caFile: config.caFile }, timeoutMs }, { clock });
  const issuer = withoutUserInfo(config.issuerUrl);
  const fault = (error: unknown): Error => new Error(`oidc issuer ${issuer}: ${messageOf(error)}`, { cause: error });
  let tokens: OIDCTokens = { idToken: config.idToken, refreshToken: config.refreshToken };
  /** Whether there are tokens that could not be stored. */
  let unsaved = false;
  let refreshing: Promise<ExpiringCredentials> | undefined;

  const refresh = async (endpoint: URL, refreshToken: string): Promise<ExpiringCredentials> => {
    const renewed = await requestTokens(config, clientOf(endpoint.origin), endpoint, refreshToken);
    // Keep the tokens first, because the previous refresh token may be invalid now.
    tokens = renewed;
    unsaved = true;
    const credentials = credentialsOf(renewed.idToken);
    try {
      await inTime(config.store?.save(renewed), clock);
      unsaved = false;
    } catch (error) {
      logger.error('Failed to store the renewed tokens, which are kept in memory', { issuer, error: messageOf(error) });
    }
    return credentials;
  };

  /** Returns the tokens in the store, which another program may have written. */
  const stored = async (): Promise<OIDCTokens | undefined> => {
    if (config.store === undefined || unsaved) return undefined;
    try {
      return await inTime(config.store.load(), clock);
    } catch (error) {
      logger.error('Failed to read the stored tokens', { issuer, error: messageOf(error) });
      return undefined;
    }
  };

  const renew = async (signal: AbortSignal): Promise<ExpiringCredentials> => {
    if (refreshing !== undefined) return refreshing;
    const kept = await stored();
    if (kept?.idToken !== undefined && kept.idToken !== tokens.idToken) {
      const credentials = usable(kept.idToken, clock);
      if (credentials !== undefined) {
        tokens = kept;
        return credentials;
      }
    }
    const refreshToken = kept?.refreshToken ?? tokens.refreshToken ?? '';
    if (refreshToken === '')
      throw new Error('the id-token is missing or expired, and there is no refresh-token to renew it: log in again');
    const endpoint = await discover(config, clientOf(config.issuerUrl), signal);
    signal.throwIfAborted();
    refreshing ??= refresh(endpoint, refreshToken).finally(() => (refreshing = undefined));
    return refreshing;
  };

  const provider = newRenewingProvider(
    async (signal) => {
      try {
        return await renew(signal);
      } catch (error) {
        signal.throwIfAborted();
        throw fault(error);
      }
    },
    clock,
    config.idToken === undefined ? undefined : usable(config.idToken, clock),
  );
  return {
    credentials: (signal) => provider.credentials(signal),
    // Without a refresh token and a store, the token cannot be replaced.
    rejected: (used, signal) =>
      tokens.refreshToken === undefined && config.store === undefined ? Promise.resolve(false) : provider.rejected(used, signal),
  };
}

/** Rejects if a token store does not answer in time. A lock or a pipe may block it. */
async function inTime<T>(work: Promise<T> | undefined, clock: Clock): Promise<T | undefined> {
  let cancel = (): void => {};
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.schedule(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}

function check({ issuerUrl, clientId }: OIDCConfig): void {
  if (!/^https?:\/\/[^/?#]/i.test(issuerUrl)) throw new TypeError('oidc: issuerUrl must be a URL that begins with https');
  if (clientId === '') throw new TypeError('oidc: clientId must be given');
}

/** Returns the credentials of a token unless it has expired. */
function usable(idToken: string, clock: Clock): ExpiringCredentials | undefined {
  try {
    const credentials = credentialsOf(idToken);
    return isExpired(credentials, clock.now()) ? undefined : credentials;
  } catch {
    // Treat an invalid token as an expired one, and use the refresh token.
    return undefined;
  }
}

async function discover(config: OIDCConfig, client: RESTClient, signal: AbortSignal): Promise<URL> {
  const request = {
    method: 'GET',
    path: '/.well-known/openid-configuration',
    query: [],
    headers: { accept: 'application/json' },
  } as const;
  try {
    const { status, body } = await client.raw(request, { signal });
    return parseTokenEndpoint(status, asBuffer(body).toString('utf8'), config.issuerUrl);
  } finally {
    client.close();
  }
}

async function requestTokens(
  config: OIDCConfig,
  client: RESTClient,
  endpoint: URL,
  refreshToken: string,
): Promise<ReturnType<typeof parseTokens>> {
  const ask = (authentication: ClientAuthentication): Promise<RawResponse> =>
    client.raw({
      method: 'POST',
      path: endpoint.pathname,
      query: [...endpoint.searchParams],
      ...refreshRequest(config, refreshToken, authentication),
    });
  try {
    const [first, ...others] = clientAuthentications(config);
    let answer = await ask(first ?? 'body');
    for (const authentication of others) if (answer.status === 400 || answer.status === 401) answer = await ask(authentication);
    return parseTokens(answer.status, asBuffer(answer.body).toString('utf8'), refreshToken);
  } finally {
    client.close();
  }
}
