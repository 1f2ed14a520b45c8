import { newInformerFactory } from 'kube-client-runtime/client';
import { createRESTClient } from 'kube-client-runtime/rest';
import { measure } from '../subject.mjs';

/** @type {import('kube-client-runtime').NamespacedResource} */
const pods = {
  ...{ group: '', version: 'v1', kind: 'Pod', listKind: 'PodList', plural: 'pods', singular: 'pod', namespaced: true },
  ...{ verbs: ['list', 'watch'], subresources: [] },
};

await measure(async ({ url, ca, options, onObjects }) => {
  const rest = createRESTClient({ host: url, tlsClientConfig: { caData: ca } });
  const factory = newInformerFactory(rest, { stripManagedFields: options.includes('strip'), resyncPeriodMs: 0 });
  const informer = factory.informerFor(pods);
  informer.addEventHandler({ onAdd: () => onObjects(1), onUpdate: () => onObjects(1) });
  const ending = new AbortController();
  factory.start(ending.signal);
  return {
    settled: () => factory.waitForCacheSync(),
    objects: () => informer.indexer.listKeys().length,
    stop: () => ending.abort(),
  };
});
