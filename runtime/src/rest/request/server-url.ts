import type { RESTConfig } from '../config.js';

/** The parts of a server's URL. */
export interface ServerURL {
  /** Whether the server uses https. */
  readonly secure: boolean;
  /** The host, without the brackets of an IPv6 address. */
  readonly hostname: string;
  /** The port. */
  readonly port: number;
  /** The value of the `Host` header. */
  readonly authority: string;
  /** The prefix of all paths, without a slash at its end. Usually empty. */
  readonly pathPrefix: string;
}

/**
 * Returns the URL of the config's server, by the rules of client-go's `DefaultServerUrlFor`.
 *
 * Throws a `TypeError` that names the host. The message contains no user or password.
 */
export function serverURL(config: Pick<RESTConfig, 'host' | 'tlsClientConfig'>): ServerURL {
  const host = config.host === undefined || config.host === '' ? 'localhost' : config.host;
  const tls = config.tlsClientConfig ?? {};
  const byTLS = [tls.caData, tls.caFile, tls.certData, tls.certFile].some((value) => value !== undefined && value.length > 0);
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(host);
  const fullURL = withScheme ? host : `${byTLS || tls.insecure === true ? 'https' : 'http'}://${host}`;
  // `URL` ignores additional slashes, and would parse the next segment as the host.
  const url = /^[^:]+:\/\/[/\\]/.test(fullURL) ? undefined : parse(fullURL);
  if (url === undefined || url.hostname === '' || (!withScheme && url.pathname !== '/')) {
    throw new TypeError(`host must be a URL or a host:port pair: ${JSON.stringify(withoutUserInfo(host))}`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError(`host ${JSON.stringify(withoutUserInfo(host))} must use http or https, not ${url.protocol.slice(0, -1)}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(
      `host ${JSON.stringify(withoutUserInfo(host))} must not contain a user and password: set username and password`,
    );
  }
  const secure = url.protocol === 'https:';
  return {
    secure,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    authority: url.host,
    pathPrefix: url.pathname.replace(/\/+$/, ''),
  };
}

/** Returns a URL without user and password. */
export function withoutUserInfo(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1');
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    // The message of `URL` contains the URL, which may have a password.
    return undefined;
  }
}
