import type { ExecConfig } from '../rest/index.js';

/**
 * A kubeconfig after merging, with absolute paths and decoded base64. Contains credentials, which `console.log` and
 * `JSON.stringify` do not print.
 */
export interface KubeConfig {
  /** The name of the context to use by default. */
  readonly currentContext: string | undefined;
  /** The contexts by name. */
  readonly contexts: ReadonlyMap<string, KubeContext>;
  /** The clusters by name. */
  readonly clusters: ReadonlyMap<string, KubeCluster>;
  /** The users by name. */
  readonly users: ReadonlyMap<string, KubeUser>;
}

/** A context: the name of a cluster, the name of a user, and a default namespace. */
export interface KubeContext {
  /** The name of the cluster. Empty if the file has no name, which is an error only when the context is used. */
  readonly cluster: string;
  /** The name of the user. Empty for requests without credentials. */
  readonly user: string;
  /** The namespace of requests that do not name one. */
  readonly namespace?: string | undefined;
}

/** A server, and the settings of its connections. They are checked only when the cluster is used. */
export interface KubeCluster {
  /** The URL of the server, or `host:port`. */
  readonly server?: string | undefined;
  /**
   * The name to expect in the server's certificate.
   * Default: the host of `server`
   */
  readonly tlsServerName?: string | undefined;
  /** Whether to accept any certificate of the server. */
  readonly insecureSkipTLSVerify?: boolean | undefined;
  /** The path of a PEM file with certificate authorities. Excludes `certificateAuthorityData`. */
  readonly certificateAuthority?: string | undefined;
  /** The certificate authorities as PEM. */
  readonly certificateAuthorityData?: Uint8Array | undefined;
  /** The URL of a proxy. */
  readonly proxyUrl?: string | undefined;
  /** Whether to request responses without compression. */
  readonly disableCompression?: boolean | undefined;
  /** The value of the extension `client.authentication.k8s.io/exec`, for credential plugins. */
  readonly execExtension?: unknown;
  /** The file that contains the cluster, for messages. */
  readonly origin: string;
}

/**
 * The credentials of a user. They are checked only when the user is used. `console.log` and `JSON.stringify` do not print them.
 */
export interface KubeUser {
  /** The path of a PEM file with the client certificate. Excludes `clientCertificateData`. */
  readonly clientCertificate?: string | undefined;
  /** The client certificate as PEM. */
  readonly clientCertificateData?: Uint8Array | undefined;
  /** The path of a PEM file with the key of the client certificate. Excludes `clientKeyData`. */
  readonly clientKey?: string | undefined;
  /** The key of the client certificate as PEM. */
  readonly clientKeyData?: Uint8Array | undefined;
  /** A bearer token. */
  readonly token?: string | undefined;
  /** The path of a file with a bearer token. Takes precedence over `token`, which is used while the file cannot be read. */
  readonly tokenFile?: string | undefined;
  /** The name of a user to impersonate. Required by the other three fields for impersonation. */
  readonly as?: string | undefined;
  /** The UID of the user to impersonate. */
  readonly asUid?: string | undefined;
  /** The groups of the user to impersonate. */
  readonly asGroups?: readonly string[] | undefined;
  /** Extra information about the user to impersonate. */
  readonly asUserExtra?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The user name for basic authentication. */
  readonly username?: string | undefined;
  /** The password for basic authentication. */
  readonly password?: string | undefined;
  /** A legacy `auth-provider`, such as `oidc`. Its settings are checked when the user is used. */
  readonly authProvider?: KubeAuthProvider | undefined;
  /** A credential plugin. Its `apiVersion` and `interactiveMode` are checked when the user is used. */
  readonly exec?:
    | (Omit<ExecConfig, 'apiVersion' | 'interactiveMode'> & {
        readonly apiVersion?: string | undefined;
        readonly interactiveMode?: string | undefined;
      })
    | undefined;
  /** The file that contains the user, for messages. */
  readonly origin: string;
}

/** An `auth-provider` as in the file. */
export interface KubeAuthProvider {
  /** The name of the provider. Only `oidc` is supported. */
  readonly name: string;
  /** The settings. They may contain tokens and a client secret. */
  readonly config: Readonly<Record<string, string>>;
}

/**
 * Merges kubeconfigs. The first entry of each name wins completely, without a merge of its fields. The first `current-context`
 * wins too.
 */
export function mergeKubeConfigs(configs: readonly KubeConfig[]): KubeConfig {
  const merged = {
    contexts: new Map<string, KubeContext>(),
    clusters: new Map<string, KubeCluster>(),
    users: new Map<string, KubeUser>(),
  };
  for (const config of configs) {
    addMissing(merged.contexts, config.contexts);
    addMissing(merged.clusters, config.clusters);
    addMissing(merged.users, config.users);
  }
  return { ...merged, currentContext: configs.find(({ currentContext }) => currentContext !== undefined)?.currentContext };
}

function addMissing<T>(target: Map<string, T>, source: ReadonlyMap<string, T>): void {
  for (const [name, value] of source) if (!target.has(name)) target.set(name, value);
}
