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
