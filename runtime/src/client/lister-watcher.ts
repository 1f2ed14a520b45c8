import type { ListerWatcher } from '../cache/index.js';
import { isForbidden, isNotFound, isUnauthorized } from '../errors/index.js';
import type { KubeList, KubeObject, Resource, SelectionOptions } from '../meta/index.js';
import { buildRequest, type RESTClient } from '../rest/index.js';
import { isPlainObject } from '../util/index.js';
import { type SharedRun, shareRun } from '../util/shared-run.js';
import { watchBatches } from '../watch/watch.js';
import { readList } from './read-list.js';

/** The scope of an informer. */
export interface ListerWatcherOptions extends SelectionOptions {
  /**
   * The namespace to read.
   *
   * Default: all namespaces
   */
  namespace?: string | undefined;
  /**
   * Whether to drop `metadata.managedFields`, if possible before parsing.
   *
   * Default: false
   */
  stripManagedFields?: boolean | undefined;
  /** Compares the server with the one before, after each lost connection. Default: servers are not compared. */
  serverIdentity?: ServerIdentity | undefined;
}

/** Returns the source of a reflector that reads a resource through `rest`, within the namespace and the selectors. */
export function newListerWatcher<T extends KubeObject>(
  rest: RESTClient,
  resource: Resource<T, unknown, unknown>,
  options: ListerWatcherOptions = {},
): ListerWatcher<T> {
  const { namespace, labelSelector, fieldSelector, stripManagedFields, serverIdentity } = options;
  return {
    ...(serverIdentity && { serverIdentity }),
    reportsProgress: true,
    maxRetryAfterMs: rest.config.maxRetryAfterMs,
    async *list({ signal, ...page }) {
      const request = buildRequest({ verb: 'list', resource, namespace, options: { labelSelector, fieldSelector, ...page } });
      for await (const { items, list } of readList<T, KubeList<T>>(rest, request, resource, { signal, stripManagedFields }))
        yield list === undefined ? { items } : { items: list.items, metadata: list.metadata };
    },
    watch({ signal, onProgress, warn, ...asked }) {
      const request = buildRequest({ verb: 'watch', resource, namespace, options: { labelSelector, fieldSelector, ...asked } });
      return watchBatches<T>(rest, request, {
        signal,
        stripManagedFields,
        resource,
        warn,
        onSend: () => onProgress?.({ type: 'sent' }),
        onAnswer: () => onProgress?.({ type: 'answered' }),
        onOpen: ({ headers }) => onProgress?.({ type: 'opened', serverTime: dateOf(headers['date']) }),
      });
    },
  };
}

/** Returns the milliseconds since the epoch of a `Date` header. */
function dateOf(header: string | readonly string[] | undefined): number | undefined {
  const time = typeof header === 'string' ? Date.parse(header) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Returns the identity of the server that answers; undefined if the caller may not know it. */
export type ServerIdentity = (signal: AbortSignal) => Promise<string | undefined>;

const timeoutMs = 10_000;

/**
 * Returns the UID of the namespace `kube-system`, which every cluster has and none has in common with another. Callers that ask at the same
 * time share one request. Resolves with undefined if there is no such namespace, or no right to read it.
 */
export function newServerIdentity(rest: Pick<RESTClient, 'request'>): ServerIdentity {
  let asking: SharedRun<string | undefined> | undefined;
  return async (signal) => {
    asking ??= shareRun(
      async (shared) => {
        try {
          return await readUID(rest, shared);
        } finally {
          asking = undefined;
        }
      },
      () => (asking = undefined),
    );
    return asking.wait(signal);
  };
}

async function readUID(rest: Pick<RESTClient, 'request'>, signal: AbortSignal): Promise<string | undefined> {
  const request = {
    method: 'GET',
    path: '/api/v1/namespaces/kube-system',
    query: [],
    headers: { accept: 'application/json' },
  } as const;
  try {
    const answer = await rest.request<unknown>(request, { signal, timeoutMs });
    const metadata = isPlainObject(answer) ? answer['metadata'] : undefined;
    const uid = isPlainObject(metadata) ? metadata['uid'] : undefined;
    return typeof uid === 'string' ? uid : undefined;
  } catch (error) {
    if (isForbidden(error) || isNotFound(error) || isUnauthorized(error)) return undefined;
    throw error;
  }
}
