import type { ExecConfig } from '../rest/index.js';

/** A kubeconfig as it counts: merged, its paths absolute, its base64 decoded. Holds credentials. */
export interface KubeConfig {
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly clusters: ReadonlyMap<string, KubeCluster>;
  readonly users: ReadonlyMap<string, KubeUser>;
}

/** A cluster and a user by their names, and where requests go that name no namespace. */
export interface KubeContext {
  /** `''` where the file names none, which is told when the context is used. */
  readonly cluster: string;
  /** `''` for requests without credentials. */
  readonly user: string;
  readonly namespace?: string | undefined;
}

/** A server, and how it is reached and known. Nothing of it is checked before it is used. */
export interface KubeCluster {
  /** A URL; `host:port` is taken, too. */
  readonly server?: string | undefined;
  readonly tlsServerName?: string | undefined;
  readonly insecureSkipTLSVerify?: boolean | undefined;
  /** A file in PEM. Not together with its data. */
  readonly certificateAuthority?: string | undefined;
  /** PEM. */
  readonly certificateAuthorityData?: Uint8Array | undefined;
  readonly proxyUrl?: string | undefined;
  readonly disableCompression?: boolean | undefined;
  /** What the extension `client.authentication.k8s.io/exec` holds, for credential plugins. */
  readonly execExtension?: unknown;
  /** Where it was read, for messages. */
  readonly origin: string;
}

/** Who requests come from. Holds credentials: neither print nor log it. Nothing of it is checked before it is used. */
export interface KubeUser {
  /** Files and data are PEM; a file does not go together with its data. */
  readonly clientCertificate?: string | undefined;
  readonly clientCertificateData?: Uint8Array | undefined;
  readonly clientKey?: string | undefined;
  readonly clientKeyData?: Uint8Array | undefined;
  readonly token?: string | undefined;
  /** Counts before `token`, which is used while the file cannot be read. */
  readonly tokenFile?: string | undefined;
  /** Whom to act as; the three after it need it. */
  readonly as?: string | undefined;
  readonly asUid?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  readonly asUserExtra?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** An old `auth-provider`, such as `oidc`. Its settings are checked when the user is used. */
  readonly authProvider?: KubeAuthProvider | undefined;
  /** Its `apiVersion` and `interactiveMode` are checked when the user is used. */
  readonly exec?:
    | (Omit<ExecConfig, 'apiVersion' | 'interactiveMode'> & {
        readonly apiVersion?: string | undefined;
        readonly interactiveMode?: string | undefined;
      })
    | undefined;
  /** Where it was read, for messages. */
  readonly origin: string;
}

/** An `auth-provider` as it stands in the file; `config` may hold tokens and a client's secret. */
export interface KubeAuthProvider {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** Several as one: of everything that has a name, and of the current context, the first counts, whole. */
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
