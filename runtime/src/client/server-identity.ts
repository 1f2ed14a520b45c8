import { isForbidden, isNotFound, isUnauthorized } from '../errors/index.js';
import type { RESTClient } from '../rest/index.js';
import { isPlainObject } from '../util/index.js';
import { shareRun, type SharedRun } from '../util/shared-run.js';

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
