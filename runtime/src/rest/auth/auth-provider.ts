/** A certificate and its key that a credential brought, both PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What identifies the caller in one attempt. */
export interface Credentials {
  /** Added to the request where it has none of the name yet. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Presented when a connection is made; a change replaces the connections. */
  readonly clientCertificate?: ClientCertificate;
}

/**
 * Gives credentials that change over time. Called before each attempt, so implementations cache, and share one refresh among
 * callers. A rejection is the error of that request alone.
 */
export interface AuthProvider {
  credentials(signal?: AbortSignal): Promise<Credentials>;
  /** The server answered 401 to these credentials. Resolves with whether there are others now, with which to try once more. */
  rejected(credentials: Credentials, signal?: AbortSignal): Promise<boolean>;
}
