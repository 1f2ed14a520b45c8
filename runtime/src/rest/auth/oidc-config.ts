/** What an OpenID Connect provider has given a user. */
export interface OIDCTokens {
  /** A JWT, sent as the bearer token until it expires. */
  readonly idToken?: string | undefined;
  readonly refreshToken?: string | undefined;
}

/** Where tokens are kept, so that other programs see them and the next run begins with them. */
export interface OIDCTokenStore {
  /** What is kept now, perhaps by another program; undefined where nothing is. */
  load(): Promise<OIDCTokens | undefined>;
  /** Keeps the tokens in place of those before. Messages of errors hold no token. */
  save(tokens: OIDCTokens): Promise<void>;
}

/**
 * Credentials of an OpenID Connect provider, renewed with its refresh token. Nobody is ever asked to log in.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens
 */
export interface OIDCConfig extends OIDCTokens {
  /** The provider's URL, below which its discovery document is. Reached by https, and through the proxy that the environment names. */
  readonly issuerUrl: string;
  readonly clientId: string;
  /** Default: none, for a public client. */
  readonly clientSecret?: string | undefined;
  /** The authorities that may sign the provider's certificate, instead of the system's. Where both are given, the data wins. */
  readonly caData?: string | Uint8Array | undefined;
  readonly caFile?: string | undefined;
  /** Default: tokens are kept in memory alone. */
  readonly store?: OIDCTokenStore | undefined;
}
