import type { RESTClient } from 'kube-client-runtime/rest';
import { describesResources, mapLimited, readIndex } from './discovery.js';
import { InputError, messageOf } from './input-error.js';
import { isObject } from './recognise.js';

/** Which cluster, and as whom. */
export interface ClusterOptions {
  /** A kubeconfig file. Default: what kubectl would use. */
  readonly kubeconfig?: string;
  /** Default: the kubeconfig's current context. */
  readonly context?: string;
  readonly signal?: AbortSignal;
  /** Is told how many documents have come, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A cluster that could not be reached, or that refused. */
export class ClusterError extends InputError {
  /** The cluster for messages, `cluster https://…`. */
  readonly origin: string;

  constructor(origin: string, what: string, hint: string, options?: ErrorOptions) {
    super(what, hint, options);
    this.name = 'ClusterError';
    this.origin = origin;
  }
}

/** What a cluster says of its API. */
export interface ClusterDocuments {
  /** For messages, `cluster https://…`. */
  readonly origin: string;
  readonly values: readonly { readonly name: string; readonly value: unknown }[];
  /** The documents that the index names and that could not be read, most often of an aggregated API that is down. */
  readonly failures: readonly { readonly name: string; readonly error: ClusterError }[];
}

const requestTimeoutMs = 60_000;
const concurrency = 6;

/**
 * Reads a cluster's `/openapi/v3`, one document a group version, or `/openapi/v2` where it has no v3. Throws an InputError for
 * a kubeconfig that is of no use, and a ClusterError when the cluster cannot be reached or refuses.
 */
export async function loadCluster(options: ClusterOptions): Promise<ClusterDocuments> {
  const [{ loadConfig }, { createRESTClient }] = await Promise.all([
    import('kube-client-runtime/config'),
    import('kube-client-runtime/rest'),
  ]);
  let client: RESTClient;
  let origin = 'cluster';
  try {
    const config = await loadConfig({
      ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
      ...(options.context === undefined ? {} : { context: options.context }),
    });
    origin = `cluster ${config.host ?? 'localhost'}`;
    client = createRESTClient(config);
  } catch (error) {
    throw new InputError(messageOf(error), 'choose with --kubeconfig and --context', { cause: error });
  }
  try {
    return { origin, ...(await read(client, origin, options)) };
  } finally {
    client.close();
  }
}

async function read(client: RESTClient, origin: string, options: ClusterOptions): Promise<Omit<ClusterDocuments, 'origin'>> {
  const index = await get(client, origin, '/openapi/v3', [], options.signal);
  const entries = index === undefined ? undefined : readIndex(index)?.filter(describesResources);
  if (entries === undefined || entries.length === 0) {
    const value = await get(client, origin, '/openapi/v2', [], options.signal);
    if (value === undefined)
      throw new ClusterError(origin, 'serves neither /openapi/v3 nor /openapi/v2', 'check that it is an API server');
    return { values: [{ name: origin, value }], failures: [] };
  }
  let done = 0;
  options.onProgress?.(done, entries.length);
  const failures: { name: string; error: ClusterError }[] = [];
  const values = await mapLimited(entries, concurrency, async (entry) => {
    const url = new URL(entry.url, 'http://server');
    try {
      const value = await get(client, origin, url.pathname, [...url.searchParams], options.signal);
      if (value === undefined) throw new ClusterError(origin, `answered ${url.pathname} with 404`, 'check its APIService');
      return { name: `${origin}/openapi/v3/${entry.name}`, value };
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      failures.push({ name: entry.name, error });
      return undefined;
    } finally {
      options.onProgress?.(++done, entries.length);
    }
  });
  const [first] = failures;
  if (failures.length === entries.length && first !== undefined) throw first.error;
  failures.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { values: values.filter((value) => value !== undefined), failures };
}

/** The JSON at a path; undefined where the server has none there. */
async function get(
  client: RESTClient,
  origin: string,
  path: string,
  query: readonly (readonly [string, string])[],
  signal: AbortSignal | undefined,
): Promise<unknown> {
  try {
    const request = { method: 'GET', path, query, headers: { accept: 'application/json' } } as const;
    return await client.request<unknown>(request, { timeoutMs: requestTimeoutMs, signal });
  } catch (error) {
    signal?.throwIfAborted();
    const code = statusCode(error);
    if (code === 404 || code === 406) return undefined;
    if (code === 401 || code === 403) {
      throw new ClusterError(
        origin,
        `refused ${path}: ${messageOf(error)}`,
        'the user needs `get` on it: the role system:discovery grants that',
        { cause: error },
      );
    }
    if (code !== undefined)
      throw new ClusterError(origin, `answered ${path} with ${code}: ${messageOf(error)}`, 'try again', { cause: error });
    throw new ClusterError(origin, `cannot be reached: ${messageOf(error)}`, 'check --kubeconfig, --context and the network', {
      cause: error,
    });
  }
}

/** The HTTP status that an error stands for. Read from its shape: errors may come from another copy of the runtime. */
function statusCode(error: unknown): number | undefined {
  if (!isObject(error)) return undefined;
  const { status, code } = error;
  if (isObject(status) && typeof status['code'] === 'number') return status['code'];
  return typeof code === 'number' ? code : undefined;
}
