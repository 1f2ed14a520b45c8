import type { RESTConfig } from '../config.js';

/** Where a config's server is. */
export interface ServerURL {
  readonly secure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
  /** As it stands in the `Host` header. */
  readonly authority: string;
  /** A prefix of all paths, without a slash at its end; mostly empty. */
  readonly pathPrefix: string;
}

/**
 * The server that a config means, by the rules of client-go's `DefaultServerUrlFor`.
 * Throws a `TypeError` that names the host, and never a user or password in it.
 */
export function serverURL(config: Pick<RESTConfig, 'host' | 'tlsClientConfig'>): ServerURL {
  const host = config.host === undefined || config.host === '' ? 'localhost' : config.host;
  const tls = config.tlsClientConfig ?? {};
  const byTLS = [tls.caData, tls.caFile, tls.certData, tls.certFile].some((value) => value !== undefined && value.length > 0);
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(host);
  const whole = withScheme ? host : `${byTLS || tls.insecure === true ? 'https' : 'http'}://${host}`;
  // A URL forgives slashes too many, and would take what comes after them for the host.
  const url = /^[^:]+:\/\/[/\\]/.test(whole) ? undefined : parse(whole);
  if (url === undefined || url.hostname === '' || (!withScheme && url.pathname !== '/')) {
    throw new TypeError(`host must be a URL or a host:port pair: ${JSON.stringify(withoutUserInfo(host))}`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError(
      `host ${JSON.stringify(withoutUserInfo(host))} must be reached by http or https, not ${url.protocol.slice(0, -1)}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(
      `host ${JSON.stringify(withoutUserInfo(host))} may not hold a user and password: set username and password`,
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

/** A URL in text without what may be a credential in it. */
export function withoutUserInfo(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1');
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    // The reason that URL gives holds the URL, and with it perhaps a password.
    return undefined;
  }
}
