import type { Logger } from '../util/index.js';
import type { AuthProvider, ExecConfig, OIDCConfig } from './auth/auth-provider.js';
import type { RESTMetrics } from './metrics.js';
import type { Middleware, Transport } from './transport.js';
import type { WarningHandler } from './warnings.js';

/**
 * The TLS settings of a connection. `…Data` fields are PEM, as text or as bytes, and take precedence over `…File` fields.
 *
 * The client reads the files again when they change, and uses the new content for new connections. If the new content is invalid,
 * such as a certificate without its key, the client keeps the previous content and logs an error.
 */
export interface TLSClientConfig {
  /**
   * Whether to accept any server certificate. Anyone between client and server can then read and change all data. Excludes
   * `caData` and `caFile`.
   *
   * Default: false
   */
  insecure?: boolean | undefined;
  /**
   * The name to expect in the server's certificate, and to send as SNI.
   *
   * Default: the name of the host
   */
  serverName?: string | undefined;
  /**
   * The authorities that may have signed the server's certificate.
   *
   * Default: the authorities of the system
   */
  caData?: string | Uint8Array | undefined;
  /** The path of a PEM file with the authorities. */
  caFile?: string | undefined;
  /** The client's certificate with its chain. Requires a key. */
  certData?: string | Uint8Array | undefined;
  /** The path of a PEM file with the client's certificate and its chain. */
  certFile?: string | undefined;
  /** The private key of the client's certificate. */
  keyData?: string | Uint8Array | undefined;
  /** The path of a PEM file with the private key. */
  keyFile?: string | undefined;
}

/**
 * The user to impersonate.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export interface ImpersonationConfig {
  /** The name of the user. Required if another field is set. */
  userName?: string | undefined;
  /** The UID of the user. */
  uid?: string | undefined;
  /** The groups of the user. */
  groups?: readonly string[] | undefined;
  /** Extra information about the user. Write the keys in lower case. Characters that a header name cannot contain are escaped. */
  extra?: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * The address of a server, the credentials, and the settings of a client, as client-go's `rest.Config`. `createRESTClient` reads
 * it once: later changes have no effect.
 *
 * Each client has its own connections. Clients share credentials only if they have the same `execProvider`, `oidcProvider` or
 * `authProvider` object.
 *
 * Only one kind of credentials is used. A token, basic auth or a client certificate takes precedence over a provider. Basic auth
 * together with a token, and `execProvider` together with `oidcProvider`, are errors.
 *
 * There are no equivalents of client-go's `APIPath`, `ContentConfig` and `RateLimiter`. A request contains its path, JSON is the
 * only format, and `middleware` can delay requests.
 */
export interface RESTConfig {
  /**
   * The URL of the server, or `host:port`. A path in the URL is a prefix of all requests.
   *
   * `host:port` means https if `tlsClientConfig` has a CA, a certificate or `insecure`, and http otherwise.
   *
   * Default: `localhost`
   */
  host?: string | undefined;
  /** The user name for basic authentication. */
  username?: string | undefined;
  /** The password for basic authentication. */
  password?: string | undefined;
  /** A bearer token. */
  bearerToken?: string | undefined;
  /**
   * The path of a file with a bearer token. The client reads it again when it changes, and at least once a minute. While the file
   * cannot be read, the client uses the last token that it read, or `bearerToken`.
   */
  bearerTokenFile?: string | undefined;
  /** The user to impersonate. */
  impersonate?: ImpersonationConfig | undefined;
  /** A credential plugin: a command that prints credentials. */
  execProvider?: ExecConfig | undefined;
  /**
   * The settings and tokens of an OpenID Connect provider. Clients with the same object share renewed tokens. Excludes
   * `execProvider`.
   */
  oidcProvider?: OIDCConfig | undefined;
  /** A provider of credentials for each request. Takes precedence over `execProvider` and `oidcProvider`. */
  authProvider?: AuthProvider | undefined;
  /** The TLS settings. */
  tlsClientConfig?: TLSClientConfig | undefined;
  /**
   * The `User-Agent` header.
   *
   * Default: `<program>/kube-client-runtime (<platform>/<architecture>)`
   */
  userAgent?: string | undefined;
  /**
   * Whether to request responses without compression. If false, the client requests gzip.
   *
   * Default: false
   */
  disableCompression?: boolean | undefined;
  /**
   * The average number of requests per second, including retries. 0 and negative numbers mean no limit.
   *
   * Default: no limit, because the server has priority and fairness. client-go's default is 5.
   */
  qps?: number | undefined;
  /**
   * The number of requests that may be sent at once before `qps` delays them.
   *
   * Default: 10
   */
  burst?: number | undefined;
  /**
   * The timeout of calls without their own timeout, including retries. Does not apply to `streaming` requests, such as watches.
   *
   * Default: no limit
   * Unit: milliseconds
   */
  timeoutMs?: number | undefined;
  /**
   * The longest time without a byte, within a response, before the connection counts as dead. 0 means no limit.
   *
   * Default: 30_000
   * Unit: milliseconds
   */
  idleTimeoutMs?: number | undefined;
  /**
   * The time to wait for the head of a response, for each attempt. 0 means no limit.
   *
   * Default: 75_000
   * Unit: milliseconds
   */
  responseHeaderTimeoutMs?: number | undefined;
  /**
   * The longest wait after a `Retry-After` of the server, for requests and for informers. Longer waits are shortened to this
   * value. The client logs waits of more than 5 s as warnings.
   *
   * Default: 300_000
   * Unit: milliseconds
   */
  maxRetryAfterMs?: number | undefined;
  /**
   * The maximum size of an object in a list, in a watch or in the initial events of a watch. A larger object fails the call with
   * a `ConnectionError` (`ERR_ANSWER_TOO_LARGE`). `Infinity` means no limit.
   *
   * Parsing an object blocks the event loop for 10 to 20 ms per MB: for 3 to 5 s with 256 MB.
   *
   * Default: 268_435_456
   * Unit: bytes of JSON, decompressed
   */
  maxObjectBytes?: number | undefined;
  /**
   * The maximum size of a response that is collected in memory. Does not apply to lists, watches, and streams that the caller
   * reads. A larger response fails the call with a `ConnectionError` (`ERR_ANSWER_TOO_LARGE`). `Infinity` means no limit.
   *
   * Default: 268_435_456
   * Unit: bytes, decompressed
   */
  maxResponseBytes?: number | undefined;
  /**
   * The maximum number of connections for requests that are not `streaming`. Further requests wait.
   *
   * Default: 32
   */
  maxConnections?: number | undefined;
  /**
   * The URL of a proxy (`http:`, `https:`, `socks5:` or `socks5h:`), which may contain user and password. `false` means no proxy.
   *
   * Default: the proxy of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` when the client is created, by Go's rules
   */
  proxyUrl?: string | false | undefined;
  /**
   * Called with each warning of the server.
   *
   * Default: a handler that logs each text once
   */
  warningHandler?: WarningHandler | undefined;
  /** Sends requests instead of HTTP, for example to a server in the same process. TLS and proxy settings then have no effect. */
  transport?: Transport | undefined;
  /**
   * Wraps the transport. The first middleware receives each request first and its response last.
   *
   * Every attempt passes through the middleware with its credentials, so do not log all headers.
   *
   * ```ts
   * import { createRESTClient, type Middleware } from 'kube-client-runtime';
   *
   * const requestId: Middleware = (next) => ({
   *   send: (request, signal) => next.send({ ...request, headers: { ...request.headers, 'x-request-id': 'a1' } }, signal),
   * });
   * const client = createRESTClient({ ...server.restConfig(), middleware: [requestId] });
   * await client.text({ method: 'GET', path: '/readyz', query: [], headers: {} });
   * client.close();
   * ```
   */
  middleware?: readonly Middleware[] | undefined;
  /**
   * The destination of log messages.
   *
   * Default: `defaultLogger`, which writes errors and warnings to standard error
   */
  logger?: Logger | undefined;
  /** Hooks that receive measurements of requests. */
  metrics?: RESTMetrics | undefined;
}
