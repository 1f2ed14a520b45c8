import { parseObject } from '../../util/plain-object.js';
import type { OIDCConfig, OIDCTokens } from './auth-provider.js';
import type { ExpiringCredentials } from './renewal-step.js';

/**
 * The messages of the OpenID Connect protocol, without I/O. Error messages do not quote the responses of a provider.
 *
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html, RFC 6749, sections 2.3.1, 5 and 6.
 */

/** Returns the credentials of an id token. A token without an expiry counts as expired. Throws if it is not a JWT. */
export function credentialsOf(idToken: string): ExpiringCredentials {
  const parts = idToken.split('.');
  if (parts.length !== 3 || !/^[\w.-]+$/.test(idToken)) throw new Error('the id token is not a JWT');
  const claims = parseObject(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  if (claims === undefined) throw new Error('the id token is not a JWT: its claims cannot be read');
  const exp = claims['exp'];
  const expiresAt = typeof exp === 'number' && Number.isFinite(exp) ? Math.floor(exp) * 1_000 : 0;
  return { headers: { authorization: `Bearer ${idToken}` }, expiresAt };
}

/** Returns the URL that refreshes tokens, from the discovery document of an issuer. Throws if the document is invalid. */
export function parseTokenEndpoint(status: number, body: string, issuerUrl: string): URL {
  if (status !== 200) throw new Error(`the request for its discovery document failed with status ${status}`);
  const document = parseObject(body);
  if (document === undefined) throw new Error('its discovery document is not a JSON object');
  const endpoint = document['token_endpoint'];
  if (typeof endpoint !== 'string' || endpoint === '') throw new Error('its discovery document has no token_endpoint');
  const url = parseURL(endpoint);
  if (url === undefined) throw new Error('the token_endpoint of its discovery document is not a URL');
  // The refresh token is sent to this URL.
  if (url.protocol !== 'https:' && !/^http:/i.test(issuerUrl))
    throw new Error('the token_endpoint of its discovery document is not https');
  return url;
}

/** The way in which the client authenticates: with basic auth, or in the body. Providers support one or both. */
export type ClientAuthentication = 'header' | 'body';

/** Returns the ways to try, in order. A public client sends only its ID. */
export function clientAuthentications(config: OIDCConfig): readonly ClientAuthentication[] {
  return config.clientSecret === undefined || config.clientSecret === '' ? ['body'] : ['header', 'body'];
}

/** Returns the headers and the body of a request for new tokens. */
export function refreshRequest(
  config: OIDCConfig,
  refreshToken: string,
  authentication: ClientAuthentication,
): { readonly headers: Record<string, string>; readonly body: string } {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const { clientId, clientSecret = '' } = config;
  if (authentication === 'header') {
    const encoded = [clientId, clientSecret].map((text) => new URLSearchParams([['', text]]).toString().slice(1));
    headers['authorization'] = `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
  } else {
    form.set('client_id', clientId);
    if (clientSecret !== '') form.set('client_secret', clientSecret);
  }
  return { headers, body: form.toString() };
}

/**
 * Returns the tokens of a response. Keeps the refresh token if the response has no new one. Throws if the response is an error.
 */
export function parseTokens(
  status: number,
  body: string,
  refreshToken: string,
): Required<OIDCTokens> & { readonly idToken: string } {
  const answer = parseObject(body);
  if (status < 200 || status > 299) {
    const code = answer?.['error'];
    // Quote only the code. A description may contain parts of the request.
    const named = typeof code === 'string' && /^[a-z_]{1,60}$/.test(code) ? ` (${code})` : '';
    const advice = code === 'invalid_grant' ? ': the refresh token has expired, log in again' : '';
    throw new Error(`it refused to refresh the token with ${status}${named}${advice}`);
  }
  const idToken = answer?.['id_token'];
  if (typeof idToken !== 'string' || idToken === '') {
    throw new Error(
      'its response has no id_token: either the login did not request the scope "openid", or the provider returns no id_token on refresh',
    );
  }
  const replaced = answer?.['refresh_token'];
  return { idToken, refreshToken: typeof replaced === 'string' && replaced !== '' ? replaced : refreshToken };
}

function parseURL(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
