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
