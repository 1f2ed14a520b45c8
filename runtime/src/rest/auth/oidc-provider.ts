import { asBuffer } from '../../util/as-buffer.js';
import type { Clock, Logger } from '../../util/index.js';
import { messageOf } from '../../util/message-of.js';
import type { RawResponse, RESTClient } from '../client.js';
import type { RESTConfig } from '../config.js';
import { withoutUserInfo } from '../request/server-url.js';
import type { AuthProvider } from './auth-provider.js';
import type { OIDCConfig, OIDCTokens } from './oidc-config.js';
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

/** Milliseconds that a provider has for each of its answers. */
const timeoutMs = 15_000;

/** Creates a client for the provider's own requests. */
export type CreateClient = (config: RESTConfig, dependencies: { readonly clock: Clock }) => RESTClient;

/** Everything around an OIDC provider. `createClient` comes from outside, because clients in turn use providers. */
export interface OIDCDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly createClient: CreateClient;
}

const providers = new WeakMap<OIDCConfig, AuthProvider>();

/**
 * The credentials of a config, one and the same for all clients of it: a refresh token may count once, so that two who used it would
 * end each other. Throws a `TypeError` for a config that names no provider.
 */
export function oidcProviderOf(config: OIDCConfig, dependencies: OIDCDependencies): AuthProvider {
  const known = providers.get(config) ?? newOIDCProvider(config, dependencies);
  providers.set(config, known);
  return known;
}

/**
 * Sends the id token while it lasts, then another that the refresh token brings. An answer that brings new tokens is waited for to its
 * end (15 s at most), even where nobody needs it any more: to lose it may be to lose the login.
 */
export function newOIDCProvider(config: OIDCConfig, { clock, logger, createClient }: OIDCDependencies): AuthProvider {
  check(config);
  const clientOf = (host: string): RESTClient =>
    createClient({ host, tlsClientConfig: { caData: config.caData, caFile: config.caFile }, timeoutMs }, { clock });
  const issuer = withoutUserInfo(config.issuerUrl);
  const fault = (error: unknown): Error => new Error(`oidc issuer ${issuer}: ${messageOf(error)}`, { cause: error });
  let tokens: OIDCTokens = { idToken: config.idToken, refreshToken: config.refreshToken };
  /** Whether the store knows less than this provider. */
  let unsaved = false;
  let refreshing: Promise<ExpiringCredentials> | undefined;

  const refresh = async (endpoint: URL, refreshToken: string): Promise<ExpiringCredentials> => {
    const fresh = await requestTokens(config, clientOf(endpoint.origin), endpoint, refreshToken);
    // Kept first: the refresh token before it may have ended with this answer.
    tokens = fresh;
    unsaved = true;
    const credentials = credentialsOf(fresh.idToken);
    try {
      await inTime(config.store?.save(fresh), clock);
      unsaved = false;
    } catch (error) {
      logger.error('The renewed tokens are kept in memory alone: they cannot be stored', { issuer, error: messageOf(error) });
    }
    return credentials;
  };

  /** What another program has stored meanwhile. */
  const stored = async (): Promise<OIDCTokens | undefined> => {
    if (config.store === undefined || unsaved) return undefined;
    try {
      return await inTime(config.store.load(), clock);
    } catch (error) {
      logger.error('The stored tokens cannot be read', { issuer, error: messageOf(error) });
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
    if (refreshToken === '') throw new Error('no valid id-token, and no refresh-token to get another with: log in again');
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
    // Without anything to get another with, the token stays the one there is.
    rejected: (used, signal) =>
      tokens.refreshToken === undefined && config.store === undefined ? Promise.resolve(false) : provider.rejected(used, signal),
  };
}

/** Rejects if a token store does not answer within the time that a provider has: a lock or a pipe may block it for ever. */
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

/** The credential of a token that may be sent still. */
function usable(idToken: string, clock: Clock): ExpiringCredentials | undefined {
  try {
    const credentials = credentialsOf(idToken);
    return isExpired(credentials, clock.now()) ? undefined : credentials;
  } catch {
    // What is no token is as good as an expired one: the refresh token decides.
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
