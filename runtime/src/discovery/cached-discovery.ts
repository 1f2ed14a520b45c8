import type { CallOptions } from '../meta/index.js';
import type { DiscoveryClient } from './discovery-client.js';
import { keepAnswer } from './kept-answer.js';
import { namespacedResources, preferredResources } from './preferred.js';

/**
 * A discovery client that asks once and remembers. What it returns is shared by all who ask, and not to be written to.
 *
 * Calls at the same time share one request, whose `timeoutMs` is that of the first; the signal of each ends its own waiting. Failures
 * are not remembered. `serverVersion` and `openAPIV2` ask anew each time.
 */
export interface CachedDiscoveryClient extends DiscoveryClient {
  /** Forgets everything: who asks after this is given nothing that was asked for before. */
  invalidate(): void;
}

type Kept<T> = (options?: CallOptions) => Promise<T>;

/** Keeps in memory what `delegate` answers. */
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
      // One that failed, or is new since, is worth a question of its own.
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
