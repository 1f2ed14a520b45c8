import type { RESTClient } from 'kube-client-runtime/rest';
import { describesResources, embeddedGroupVersions, groupVersionOf, mapLimited, readIndex } from './discovery.js';
import type { IndexEntry } from './discovery.js';
import { InputError, messageOf } from './input-error.js';
import { parseJsonText } from './json-text.js';
import { isObject } from './recognise.js';

/** Names a cluster and its user. */
export interface ClusterOptions {
  /** A kubeconfig file. Default: what kubectl would use. */
  readonly kubeconfig?: string;
  /** Default: the kubeconfig's current context. */
  readonly context?: string;
  /** Ends the requests. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Returns whether a document of the index, such as `apis/apps/v1`, is wanted. The others are not requested. Default: all. */
  readonly wants?: (name: string) => boolean;
  /** Called with the number of documents that have arrived, and the number of all. */
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

/** The documents in which a cluster describes its API. */
export interface ClusterDocuments {
  /** For messages, `cluster https://…`. */
  readonly origin: string;
  /** The documents that were read. */
  readonly values: readonly { readonly name: string; readonly value: unknown }[];
  /** The documents that the index names and that could not be read, most often of an aggregated API that is down. */
  readonly failures: readonly { readonly name: string; readonly error: ClusterError }[];
  /** The documents that the index names and that are not wanted, such as `apis/apps/v1`. */
  readonly unread: readonly string[];
}

const requestTimeoutMs = 60_000;
const concurrency = 6;

/**
 * Reads the documents of a cluster: of `/openapi/v3` one for each group version that is wanted, and those whose kinds these embed.
 * Reads `/openapi/v2` if there is no v3.
 *
 * Throws an InputError if the kubeconfig cannot be used, and a ClusterError if the cluster cannot be reached or refuses.
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
  const all = index === undefined ? undefined : readIndex(index)?.filter(describesResources);
  if (all === undefined || all.length === 0) {
    const value = await get(client, origin, '/openapi/v2', [], options.signal);
    if (value === undefined)
      throw new ClusterError(origin, 'serves neither /openapi/v3 nor /openapi/v2', 'check that it is an API server');
    return { values: [{ name: origin, value }], failures: [], unread: [] };
  }
  const wants = options.wants ?? (() => true);
  const entries = all.filter(({ name }) => wants(name));
  const unread = all.filter(({ name }) => !wants(name)).map(({ name }) => name);
  let done = 0;
  let total = entries.length;
  const failures: { name: string; error: ClusterError }[] = [];
  const fetch = async (entry: IndexEntry): Promise<{ name: string; value: unknown } | undefined> => {
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
      options.onProgress?.(++done, total);
    }
  };
  options.onProgress?.(done, total);
  const selected = (await mapLimited(entries, concurrency, fetch)).filter((value) => value !== undefined);
  const [first] = failures;
  // A cluster of which nothing can be read is one error. A group that alone was asked for is named.
  if (failures.length === all.length && first !== undefined) throw first.error;
  // Types embed kinds of other group versions (a StatefulSet has PersistentVolumeClaims). Their documents say which of these are stored.
  const groups = embeddedGroupVersions(selected.map(({ value }) => value));
  const embedded = all.filter(({ name }) => unread.includes(name) && groups.has(groupVersionOf(name)));
  total += embedded.length;
  const more = (await mapLimited(embedded, concurrency, fetch)).filter((value) => value !== undefined);
  const read = new Set(embedded.map(({ name }) => name));
  return {
    values: [...selected, ...more],
    failures: failures.filter(({ name }) => wants(name)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    unread: unread.filter((name) => !read.has(name)),
  };
}

/** Returns the JSON at a path, or undefined if the server has none there. */
async function get(
  client: RESTClient,
  origin: string,
  path: string,
  query: readonly (readonly [string, string])[],
  signal: AbortSignal | undefined,
): Promise<unknown> {
  try {
    const request = { method: 'GET', path, query, headers: { accept: 'application/json' } } as const;
    return parseJsonText(await client.text(request, { timeoutMs: requestTimeoutMs, signal }));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SyntaxError)
      throw new ClusterError(origin, `answered ${path} with text that is no JSON`, 'try again', { cause: error });
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

/** Returns the HTTP status of an error. Reads it from its shape, because errors may come from another copy of the runtime. */
function statusCode(error: unknown): number | undefined {
  if (!isObject(error)) return undefined;
  const { status, code } = error;
  if (isObject(status) && typeof status['code'] === 'number') return status['code'];
  return typeof code === 'number' ? code : undefined;
}
