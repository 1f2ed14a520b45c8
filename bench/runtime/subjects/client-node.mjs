import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { measure } from '../subject.mjs';

await measure(async ({ url, ca, mode, onObjects }) => {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'replay', server: url, caData: ca.toString('base64'), skipTLSVerify: false }],
    users: [{ name: 'nobody' }],
    contexts: [{ name: 'replay', cluster: 'replay', user: 'nobody' }],
    currentContext: 'replay',
  });
  const api = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
  const one = () => onObjects(1);
  informer.on('add', one);
  informer.on('update', one);
  await Promise.race([informer.start(), new Promise((resolve) => mode === 'events' && setImmediate(resolve))]);
  return { informer, objects: () => informer.list().length };
});
