import type { CallOptions } from '../meta/index.js';
import { type SharedRun, shareRun } from '../util/shared-run.js';
import { type DiscoveryClient, namespacedResources, preferredResources } from './discovery-client.js';

/**
 * A discovery client that remembers responses. Callers share the results and must not change them.
 *
 * Concurrent calls share one request with the `timeoutMs` of the first; each signal ends only its own call. Failures are not
 * remembered. `serverVersion` and `openAPIV2` always ask the server.
 */
export interface CachedDiscoveryClient extends DiscoveryClient {
  /** Forgets all responses. Later calls get no response to an earlier request. */
  invalidate(): void;
}

type Kept<T> = (options?: CallOptions) => Promise<T>;

/** Creates a discovery client that keeps the responses of `delegate` in memory. */
export function createCachedDiscoveryClient(delegate: DiscoveryClient): CachedDiscoveryClient {
  const nothing = () => ({
    everything: keepAnswer((options) => delegate.serverGroupsAndResources(options)),
    paths: keepAnswer((options) => delegate.openAPIV3Paths(options)),
    lists: keyed((groupVersion, options) => delegate.serverResourcesForGroupVersion(groupVersion, options)),
    documents: keyed(async (groupVersion, options) => delegate.openAPIV3(groupVersion, options)),
  });
  let kept = nothing();

  return {
    serverVersion: (options) => delegate.serverVersion(options),
    async serverGroups(options) {
      const { groups } = await kept.everything(options);
      return { kind: 'APIGroupList', apiVersion: 'v1', groups };
    },
    serverGroupsAndResources: (options) => kept.everything(options),
    async serverResourcesForGroupVersion(groupVersion, options) {
      const { everything, lists } = kept;
      const { resources } = await everything(options);
      // A group version that failed, or that is new, is requested by itself.
      return resources.find((list) => list.groupVersion === groupVersion) ?? lists(groupVersion)(options);
    },
    serverPreferredResources: async (options) => preferredResources(await kept.everything(options)),
    serverPreferredNamespacedResources: async (options) =>
      namespacedResources(preferredResources(await kept.everything(options))),
    openAPIV3Paths: (options) => kept.paths(options),
    openAPIV3: (groupVersion, options) => kept.documents(groupVersion)(options),
    openAPIV2: (options) => delegate.openAPIV2(options),
    invalidate() {
      kept = nothing();
    },
  };
}

function keyed<T>(ask: (key: string, options: CallOptions) => Promise<T>): (key: string) => Kept<T> {
  const known = new Map<string, Kept<T>>();
  return (key) => {
    const answer = known.get(key) ?? keepAnswer((options) => ask(key, options));
    known.set(key, answer);
    return answer;
  };
}

/**
 * Wraps a request so that its response is shared by concurrent callers and remembered for later ones. A failure is not
 * remembered. A signal ends only its own call; the request ends when no caller waits for it. Its `timeoutMs` is that of the first
 * caller.
 */
export function keepAnswer<T>(ask: (options: CallOptions) => Promise<T>): (options?: CallOptions) => Promise<T> {
  let kept: SharedRun<T> | undefined;

  const begin = (timeoutMs: number | undefined): SharedRun<T> => {
    const run = shareRun(
      (signal) => ask({ signal, timeoutMs }),
      () => {
        if (kept === run) kept = undefined;
      },
    );
    return run;
  };

  return async ({ signal, timeoutMs } = {}) => {
    signal?.throwIfAborted();
    kept ??= begin(timeoutMs);
    return kept.wait(signal);
  };
}
