/** A client certificate that a provider returned. */
export interface ClientCertificate {
  /** The certificate with its chain, as PEM. */
  readonly cert: string;
  /** The private key, as PEM. */
  readonly key: string;
}

/** The credentials of one attempt to send a request. */
export interface Credentials {
  /** Headers to add to the request, unless it has them already. Names are in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The certificate to present in new connections. A change replaces the connections. */
  readonly clientCertificate?: ClientCertificate;
}

/**
 * A provider of credentials that change over time. If it rejects, only that request fails.
 *
 * Implementations should cache credentials, and share one refresh among their callers.
 */
export interface AuthProvider {
  /** Returns the current credentials. Called before each attempt. */
  credentials(signal?: AbortSignal): Promise<Credentials>;
  /**
   * Called after the server has answered 401 to these credentials. Resolves with whether there are new credentials now. If so,
   * the client repeats the request once.
   */
  rejected(credentials: Credentials, signal?: AbortSignal): Promise<boolean>;
}

/**
 * A credential plugin: a command that prints credentials.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export interface ExecConfig {
  /** The version of the protocol. */
  readonly apiVersion: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  /** A path, or a name to look up in `PATH`. `loadConfig` resolves paths that are relative to a kubeconfig. */
  readonly command: string;
  /** The arguments of the command. */
  readonly args?: readonly string[] | undefined;
  /** Variables to add to the environment of this process. The last one of a name wins. */
  readonly env?: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** A text for people, printed if the command does not exist. */
  readonly installHint?: string | undefined;
  /**
   * Whether to pass the server's address, its CA and `clusterExtension` to the command in `KUBERNETES_EXEC_INFO`.
   *
   * Default: false
   */
  readonly provideClusterInfo?: boolean | undefined;
  /**
   * The use of standard input: never, if it is a terminal, or always. `Always` is an error without a terminal.
   *
   * Default: `IfAvailable`
   */
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always' | undefined;
  /** The cluster's extension `client.authentication.k8s.io/exec`, passed to the command unchanged. */
  readonly clusterExtension?: unknown;
  /**
   * The time after which the command is ended and the request fails.
   *
   * Default: 60_000, or no limit if the command is interactive
   * Unit: milliseconds
   */
  readonly timeoutMs?: number | undefined;
}

/** The tokens of a user. */
export interface OIDCTokens {
  /** A JWT, which is sent as the bearer token until it expires. */
  readonly idToken?: string | undefined;
  /** The token that requests a new id token. */
  readonly refreshToken?: string | undefined;
}

/** A store of tokens that outlives the process. Other programs may use it too. */
export interface OIDCTokenStore {
  /** Returns the stored tokens, or undefined. Another program may have stored them. */
  load(): Promise<OIDCTokens | undefined>;
  /** Replaces the stored tokens. Error messages must not contain tokens. */
  save(tokens: OIDCTokens): Promise<void>;
}

/**
 * The settings and tokens of an OpenID Connect provider. The client renews the id token with the refresh token, and never asks a
 * user to log in.
 *
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens
 */
export interface OIDCConfig extends OIDCTokens {
  /** The https URL of the provider, which serves its discovery document. Requests use the proxy of the environment. */
  readonly issuerUrl: string;
  /** The ID of this client. */
  readonly clientId: string;
  /** The secret of this client. Absent for public clients. */
  readonly clientSecret?: string | undefined;
  /**
   * The authorities that may have signed the provider's certificate, as PEM. Takes precedence over `caFile`.
   *
   * Default: the authorities of the system
   */
  readonly caData?: string | Uint8Array | undefined;
  /** The path of a PEM file with the authorities. */
  readonly caFile?: string | undefined;
  /**
   * The store of renewed tokens.
   *
   * Default: tokens are kept only in memory
   */
  readonly store?: OIDCTokenStore | undefined;
}
