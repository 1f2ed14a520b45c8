import type { Clock, Random } from 'kube-client-runtime/util';

/** How a server is to be. All of it is optional. */
export interface ApiServerOptions {
  /** The loopback port. Default: a free one. */
  readonly port?: number;
  /**
   * CustomResourceDefinitions to install at the start: objects, or YAML or JSON texts with one or more documents in each.
   * One that a real server would refuse makes the start fail, with the server's words.
   */
  readonly crds?: readonly (string | object)[];
  /** Bearer tokens that are let in. Absent: everyone is. */
  readonly tokens?: readonly string[];
  /** Serves HTTPS with this certificate and key, both PEM. Default: HTTP. */
  readonly tls?: {
    readonly cert: string | Uint8Array;
    readonly key: string | Uint8Array;
    /** The authority that signed the certificate, for `kubeconfig()` and `restConfig()`. Default: the certificate itself. */
    readonly ca?: string | Uint8Array;
  };
  /** The time of objects, bookmarks, timeouts and delays. Default: the machine's. */
  readonly clock?: Clock;
  /** Where generated names come from. Default: `Math.random`. */
  readonly random?: Random;
  /** Milliseconds between the bookmarks of a watch that asks for them. Default: 60,000, as a real server. */
  readonly bookmarkIntervalMs?: number;
  /** How many changes of a resource are kept at least, for watches from the past. Default: 10,000. */
  readonly historySize?: number;
  /** Whether a namespace must exist before anything is created in it, as on a real server. Default: true. */
  readonly checkNamespaces?: boolean;
  /** Namespaces that exist from the start, beside those that every cluster has. */
  readonly namespaces?: readonly string[];
  /**
   * Does what the controller manager's garbage collector and namespace controller do: dependents of deleted owners go, and
   * deleted namespaces empty themselves. Default: false, because an API server alone does neither.
   */
  readonly garbageCollector?: boolean;
  /**
   * OpenAPI v3 documents to serve in place of those that the server builds, by their names in the index (`api/v1`,
   * `apis/apps/v1`). Of built-in kinds the server itself knows no more than what all objects have.
   */
  readonly openApi?: Readonly<Record<string, object>>;
  /** What `pods/log` answers with. Default: nothing. */
  readonly podLog?: (namespace: string, name: string, container: string) => string;
}
