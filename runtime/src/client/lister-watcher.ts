import type { ListerWatcher } from '../cache/index.js';
import type { KubeObject, KubeList, Resource, SelectionOptions } from '../meta/index.js';
import { buildRequest, type RESTClient } from '../rest/index.js';
import { watchBatches } from '../watch/index.js';
import { fillListTypes } from './type-meta.js';

/** What an informer sees of its resource. */
export interface ListerWatcherOptions extends SelectionOptions {
  /** Default: all namespaces. */
  namespace?: string | undefined;
}

/** Where a reflector of a resource reads: through `rest`, within the namespace and the selectors. */
export function newListerWatcher<T extends KubeObject>(
  rest: RESTClient,
  resource: Resource<T, unknown, unknown>,
  options: ListerWatcherOptions = {},
): ListerWatcher<T> {
  const { namespace, labelSelector, fieldSelector } = options;
  return {
    async *list({ signal, ...page }) {
      const request = buildRequest({ verb: 'list', resource, namespace, options: { labelSelector, fieldSelector, ...page } });
      const list = await rest.request<KubeList<T>>(request, { signal });
      fillListTypes(resource, list);
      yield { items: list.items, metadata: list.metadata };
    },
    watch({ signal, ...asked }) {
      const request = buildRequest({ verb: 'watch', resource, namespace, options: { labelSelector, fieldSelector, ...asked } });
      return watchBatches<T>(rest, request, { signal });
    },
  };
}
