import type { Clock, Random } from 'kube-client-runtime';

/** Options of `startApiServer`. */
export interface ApiServerOptions {
  /**
   * The loopback port.
   *
   * Default: a free port
   */
  readonly port?: number;
  /**
   * CustomResourceDefinitions to install at the start: objects, or YAML or JSON text with one or more documents. The start fails
   * with the server's message if a real server would reject one.
   */
  readonly crds?: readonly (string | object)[];
  /**
   * Bearer tokens that are accepted.
   *
   * Default: no authentication
   */
  readonly tokens?: readonly string[];
  /**
   * The certificate and key to serve HTTPS with, both PEM.
   *
   * Default: HTTP
   */
  readonly tls?: {
    readonly cert: string | Uint8Array;
    readonly key: string | Uint8Array;
    /** The authority that signed the certificate, for `kubeconfig()` and `restConfig()`. Default: the certificate itself. */
    readonly ca?: string | Uint8Array;
  };
  /**
   * The clock of object timestamps, bookmarks, timeouts and delays.
   *
   * Default: `systemClock`
   */
  readonly clock?: Clock;
  /**
   * The source of generated names.
   *
   * Default: `Math.random`
   */
  readonly random?: Random;
  /**
   * The time between bookmarks of a watch that requests them.
   *
   * Unit: milliseconds.
   * Default: 60,000, as a real server
   */
  readonly bookmarkIntervalMs?: number;
  /**
   * The smallest number of changes of a resource that are kept for watches from older versions.
   *
   * Default: 10,000
   */
  readonly historySize?: number;
  /**
   * Whether a namespace must exist before objects are created in it, as on a real server.
   *
   * Default: true
   */
  readonly checkNamespaces?: boolean;
  /** Namespaces that exist from the start, in addition to those of every cluster. */
  readonly namespaces?: readonly string[];
  /**
   * Whether to run the garbage collector and the namespace controller of a cluster: dependents of deleted owners disappear, and
   * deleted namespaces are emptied.
   *
   * Default: false, since an API server alone does neither
   */
  readonly garbageCollector?: boolean;
  /** OpenAPI v3 documents to serve instead of the server's own, by their names in the index (`api/v1`, `apis/apps/v1`). */
  readonly openApi?: Readonly<Record<string, object>>;
  /**
   * Returns the content of `pods/log`.
   *
   * Default: empty
   */
  readonly podLog?: (namespace: string, name: string, container: string) => string;
}
