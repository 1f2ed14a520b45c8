import { createRESTClient } from 'kube-client-runtime/rest';
import { newInformerFactory } from 'kube-client-runtime/client';
import { measure } from '../subject.mjs';

const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', singular: 'pod', namespaced: true };

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
