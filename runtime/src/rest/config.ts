import type { Logger } from '../util/index.js';
import type { AuthProvider } from './auth/auth-provider.js';
import type { ExecConfig } from './auth/exec-config.js';
import type { OIDCConfig } from './auth/oidc-config.js';
import type { RESTMetrics } from './metrics.js';
import type { Middleware, Transport } from './transport.js';
import type { WarningHandler } from './warnings.js';

/**
 * How a connection is secured. Where both the data and the file of a thing are given, the data wins.
 * Data is PEM, as text or as bytes (a kubeconfig's base64 is decoded by `loadConfig`).
 * Files are looked at again while the client lives: when one changes, new connections use its new content. While that is no good, such
 * as a certificate whose key is not there yet, what was there before counts, and the logger is told.
 */
export interface TLSClientConfig {
  /**
   * Takes any server certificate. Anyone in between can then read and change everything. Not together with a CA. Default: false.
   */
  insecure?: boolean | undefined;
  /** The name that the server's certificate must carry, and that is sent as SNI. Default: the host's name. */
  serverName?: string | undefined;
  /** The authorities that may sign the server's certificate, instead of the system's. */
  caData?: string | Uint8Array | undefined;
  caFile?: string | undefined;
  /** The client's certificate, with its chain. Needs a key. */
  certData?: string | Uint8Array | undefined;
  certFile?: string | undefined;
  keyData?: string | Uint8Array | undefined;
  keyFile?: string | undefined;
}

/**
 * Whom to act as.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export interface ImpersonationConfig {
  /** The user. Needed when any of the others is set. */
  userName?: string | undefined;
  uid?: string | undefined;
  groups?: readonly string[] | undefined;
  /** Keys in lower case; what a header name cannot hold is escaped. */
  extra?: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * How to reach a server, and as whom: client-go's `rest.Config`. Plain data that `createRESTClient` reads once; changing it later
 * changes nothing. Each client has its own connections and its own credentials, even where two share one config, but for
 * `oidcProvider` and `authProvider`.
 *
 * At most one of basic auth, bearer token, `execProvider`, `oidcProvider` and `authProvider` counts: a token or basic auth that is
 * set here, or a client certificate, wins over a provider. Basic auth and a token together are refused.
 *
 * What client-go's `APIPath`, `ContentConfig` and `RateLimiter` do is not here: paths belong to the requests, JSON is the only
 * wire format, and `middleware` can hold any request back.
 */
export interface RESTConfig {
  /**
   * A URL, whose path is a prefix of all requests, or `host:port`, which is reached by https when `tlsClientConfig` has a CA,
   * a certificate or `insecure`, and by http otherwise. Default: `localhost`.
   */
  host?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
  bearerToken?: string | undefined;
  /**
   * A file that holds a token. It is read again when it changes and at least once a minute; while it cannot be read, the last
   * token that was read counts, then `bearerToken`.
   */
  bearerTokenFile?: string | undefined;
  impersonate?: ImpersonationConfig | undefined;
  /** A command that gives credentials. */
  execProvider?: ExecConfig | undefined;
  /**
   * Tokens of an OpenID Connect provider. Clients share what is renewed where they share this very object, even by different configs.
   * Not together with `execProvider`.
   */
  oidcProvider?: OIDCConfig | undefined;
  /** Gives credentials for each request; takes the place of `execProvider` and `oidcProvider`. */
  authProvider?: AuthProvider | undefined;
  tlsClientConfig?: TLSClientConfig | undefined;
  /** Default: `<program>/kube-client-runtime (<platform>/<architecture>)`. */
  userAgent?: string | undefined;
  /** Asks for answers that are not compressed. Default: false, which asks for gzip. */
  disableCompression?: boolean | undefined;
  /**
   * Requests a second on average, retries included. Absent, 0 or below: no limit of the client's own, since the server has
   * priority and fairness (client-go limits to 5 here).
   */
  qps?: number | undefined;
  /** How many requests may go at once before `qps` slows them down. Default: 10. */
  burst?: number | undefined;
  /**
   * Milliseconds that a call may take, retries included, unless it says otherwise. Open-ended answers have no such limit.
   * Default: none.
   */
  timeoutMs?: number | undefined;
  /**
   * Milliseconds without a byte, once an answer has begun, after which its connection counts as dead. Default: 30,000; 0 turns it
   * off.
   */
  idleTimeoutMs?: number | undefined;
  /** Milliseconds to wait for the head of an answer, for each attempt. Default: 75,000; 0 turns it off. */
  responseHeaderTimeoutMs?: number | undefined;
  /**
   * The longest wait that the server can ask for (`Retry-After`), in requests and in informers. A longer wait is cut to this. Waits of more
   * than 5 s are logged as warnings. Unit: milliseconds.
   * Default: 300_000
   */
  maxRetryAfterMs?: number | undefined;
  /**
   * The largest object that a list, the initial events of a watch, or a watch may bring. Unit: bytes of JSON, decompressed. A larger one
   * fails the call with a `ConnectionError` (`ERR_ANSWER_TOO_LARGE`). `Infinity` turns it off.
   *
   * While one object is parsed, the event loop stands still: for 10 to 20 ms for each MB, so 3 to 5 s for 256 MB.
   * Default: 268_435_456
   */
  maxObjectBytes?: number | undefined;
  /**
   * The largest answer that is collected in memory: of everything but lists, watches, and streams that are handed to the caller. A larger
   * one fails the call with a `ConnectionError` (`ERR_ANSWER_TOO_LARGE`). `Infinity` turns it off. Unit: bytes, decompressed.
   * Default: 268_435_456
   */
  maxResponseBytes?: number | undefined;
  /** How many connections short requests may use at once; more requests wait. Open-ended answers do not count. Default: 32. */
  maxConnections?: number | undefined;
  /**
   * `http:`, `https:`, `socks5:` or `socks5h:`, with user and password in the URL where needed. `false` uses no proxy at all.
   * Default: what `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say at the time the client is made, as Go reads them.
   */
  proxyUrl?: string | false | undefined;
  /** Told of each warning that the server sends. Default: each text is logged once. */
  warningHandler?: WarningHandler | undefined;
  /**
   * Takes the place of HTTP: requests go here instead, such as into a server in the same process. TLS and proxies then mean
   * nothing.
   */
  transport?: Transport | undefined;
  /**
   * Wrapped around the transport; the first sees a request first and its answer last. Each attempt passes through, with its
   * credentials in its headers, so what is logged here must be chosen with care.
   */
  middleware?: readonly Middleware[] | undefined;
  /** Default: `defaultLogger`, which writes errors and warnings to standard error. */
  logger?: Logger | undefined;
  metrics?: RESTMetrics | undefined;
}
