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
