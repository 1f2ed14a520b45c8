import type { GroupResource } from '../../meta/index.js';
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

/**
 * Returns the problems of a name as one segment of a path, in client-go's words, or an empty list.
 *
 * A name without problems cannot lead a request to another resource, even if a proxy decodes it.
 */
export function pathSegmentFaults(name: string): readonly string[] {
  if (name === '') return ['may not be empty'];
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

/** The characters that Go's `net/url` does not encode in a segment, but `encodeURIComponent` does. */
const kept = /%(?:24|26|2B|2C|3A|3B|3D|40)/g;
/** The characters that Go's `net/url` encodes, but `encodeURIComponent` does not. */
const notKept = /[!'()*]/g;

/** Encodes one segment of a path as Go's `net/url` does. */
export function encodePathSegment(segment: string): string {
  return escapeAll(segment).replace(kept, (escaped) => decodeURIComponent(escaped));
}

/** Encodes query parameters as Go's `net/url` does, in the given order. */
export function encodeQuery(query: readonly (readonly [name: string, value: string])[]): string {
  const plus = (text: string): string => escapeAll(text).replaceAll('%20', '+');
  return query.map(([name, value]) => `${plus(name)}=${plus(value)}`).join('&');
}

/** Encodes a text. Lone surrogates, which a URL cannot contain, become U+FFFD as in Go. */
function escapeAll(text: string): string {
  const escaped = encodeURIComponent(
    text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD'),
  );
  return escaped.replace(notKept, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Returns the resource and the name of a path of the API, for messages. Returns undefined for other paths. */
export function requestSubject(path: string): { resource: GroupResource; name: string | undefined } | undefined {
  const segments = path.split('/').slice(1).map(decode);
  const group = segments[0] === 'api' ? '' : segments[0] === 'apis' ? segments[1] : undefined;
  if (group === undefined) return undefined;
  let rest = segments.slice(segments[0] === 'api' ? 2 : 3);
  // `namespaces/<namespace>` refers to the namespace itself, and so do its two subresources.
  if (rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize') rest = rest.slice(2);
  const [resource, name] = rest;
  return resource === undefined || resource === '' ? undefined : { resource: { group, resource }, name };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // The encoding is invalid, but the segment is only used in a message.
    return segment;
  }
}
