import { parseObject } from '../../util/parse-object.js';
import type { OIDCConfig, OIDCTokens } from './oidc-config.js';
import type { ExpiringCredentials } from './renewal-step.js';

/**
 * What an OpenID Connect provider says and is told, without I/O. No message quotes what a provider sent.
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html, RFC 6749, sections 2.3.1, 5 and 6.
 */

/** The credential that an id token is. Throws where it is not a JWT. One that does not say when it ends counts as ended. */
export function credentialsOf(idToken: string): ExpiringCredentials {
  const parts = idToken.split('.');
  if (parts.length !== 3 || !/^[\w.-]+$/.test(idToken)) throw new Error('the id token is not a JWT');
  const claims = parseObject(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  if (claims === undefined) throw new Error('the id token is not a JWT: its claims cannot be read');
  const exp = claims['exp'];
  const expiresAt = typeof exp === 'number' && Number.isFinite(exp) ? Math.floor(exp) * 1_000 : 0;
  return { headers: { authorization: `Bearer ${idToken}` }, expiresAt };
}

/** Where tokens are refreshed, by the discovery document of an issuer. */
export function parseTokenEndpoint(status: number, body: string, issuerUrl: string): URL {
  if (status !== 200) throw new Error(`its discovery document cannot be had: it answered ${status}`);
  const document = parseObject(body);
  if (document === undefined) throw new Error('its discovery document is no JSON object');
  const endpoint = document['token_endpoint'];
  if (typeof endpoint !== 'string' || endpoint === '') throw new Error('its discovery document has no token_endpoint');
  const url = parseURL(endpoint);
  if (url === undefined) throw new Error('the token_endpoint of its discovery document is no URL');
  // The refresh token goes there.
  if (url.protocol !== 'https:' && !/^http:/i.test(issuerUrl))
    throw new Error('the token_endpoint of its discovery document is not https');
  return url;
}

/** How a client says who it is: by basic auth, or in the body. Providers know one of the two, or both. */
export type ClientAuthentication = 'header' | 'body';

/** The ways to try, in this order. A public client has nothing to say but its name. */
export function clientAuthentications(config: OIDCConfig): readonly ClientAuthentication[] {
  return config.clientSecret === undefined || config.clientSecret === '' ? ['body'] : ['header', 'body'];
}

/** What asks for new tokens. */
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

/** The tokens of an answer; a refresh token that it does not replace stays as it was. */
export function parseTokens(
  status: number,
  body: string,
  refreshToken: string,
): Required<OIDCTokens> & { readonly idToken: string } {
  const answer = parseObject(body);
  if (status < 200 || status > 299) {
    const code = answer?.['error'];
    // The code alone: a description may quote what was sent.
    const named = typeof code === 'string' && /^[a-z_]{1,60}$/.test(code) ? ` (${code})` : '';
    const advice = code === 'invalid_grant' ? ': the refresh token has ended, log in again' : '';
    throw new Error(`it refused to refresh the token with ${status}${named}${advice}`);
  }
  const idToken = answer?.['id_token'];
  if (typeof idToken !== 'string' || idToken === '') {
    throw new Error(
      'its answer has no id_token: either the scope "openid" was not asked for at login, or it gives none when it refreshes',
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
