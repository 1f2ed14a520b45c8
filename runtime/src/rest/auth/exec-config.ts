/**
 * A command that gives credentials, as a kubeconfig names it.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export interface ExecConfig {
  readonly apiVersion: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  /** A path, or a name to look up in `PATH`. Paths relative to a kubeconfig are made absolute by `loadConfig`. */
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  /** Added to the environment of this process; the last of a name counts. */
  readonly env?: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** For people, when the command is not there. */
  readonly installHint?: string | undefined;
  /** Hands the command the server's address, CA and `clusterExtension` in `KUBERNETES_EXEC_INFO`. Default: false. */
  readonly provideClusterInfo?: boolean | undefined;
  /** Whether the command may read this process's standard input. Default: `IfAvailable`. */
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always' | undefined;
  /** The cluster's extension `client.authentication.k8s.io/exec`, passed on as it is. */
  readonly clusterExtension?: unknown;
  /**
   * Milliseconds after which the command is ended and the request fails. Default: 60,000, and no limit when it is interactive.
   */
  readonly timeoutMs?: number | undefined;
}
