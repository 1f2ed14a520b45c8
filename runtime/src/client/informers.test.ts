import { newLister, type CachedObject } from '../cache/index.js';
import type { KubeObject } from '../meta/index.js';
import type { KubeRequest, Transport } from '../rest/index.js';
import { createRESTClient } from '../rest/index.js';
import { newInformerFactory, resourceInformer } from './informers.js';
import { nodes, pods, shortly } from './testdata/recording.js';

/** A server with one pod and one node that does not support streaming lists. Its watches last until the client ends them. */
function serving(): { transport: Transport; sent: KubeRequest[] } {
  const sent: KubeRequest[] = [];
  const listOf = ({ path }: KubeRequest) => ({
    apiVersion: 'v1',
    kind: path.endsWith('pods') ? 'PodList' : 'NodeList',
    metadata: { resourceVersion: '7' },
    items: [{ metadata: { name: 'a', namespace: 'ns', resourceVersion: '5' } }],
  });
  return {
    sent,
    transport: {
      send(request, signal) {
        sent.push(request);
        const parameters = new Map(request.query);
        if (parameters.has('sendInitialEvents')) return Promise.resolve({ status: 400, headers: {}, body: bytes('{}') });
        if (parameters.has('watch')) return Promise.resolve({ status: 200, headers: {}, body: silence(signal) });
        return Promise.resolve({ status: 200, headers: {}, body: bytes(JSON.stringify(listOf(request))) });
      },
    },
  };
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function* silence(signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  yield Buffer.from('\n');
  await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
}

test('a factory requests its namespace and selectors, and objects in its caches have their kinds', async () => {
  const { transport, sent } = serving();
  const factory = newInformerFactory(createRESTClient({ host: 'http://server', transport }), {
    namespace: 'ns',
    tweakListOptions: (options) => (options.labelSelector = 'a=b'),
  });
  const { informer, lister } = resourceInformer<KubeObject, CachedObject, ReturnType<typeof newLister<CachedObject>>>(
    factory,
    pods,
    newLister,
  );
  factory.informerFor(nodes);
  factory.start();
  await factory.waitForCacheSync();
  expect(informer.hasSynced()).toBe(true);
  expect(lister.namespace('ns').get('a')).toMatchObject({ apiVersion: 'v1', kind: 'Pod' });
  await factory.shutdown();
  expect(new Set(sent.map(({ path }) => path))).toEqual(new Set(['/api/v1/namespaces/ns/pods', '/api/v1/nodes']));
  for (const request of sent) expect(shortly(request).line).toContain('labelSelector=a%3Db');
});

test('the first access to an informer or its lister registers the informer, and both share one cache', () => {
  const made: string[] = [];
  const real = newInformerFactory(createRESTClient({ host: 'http://server', transport: serving().transport }));
  const factory: typeof real = {
    ...real,
    informerFor: (resource) => {
      made.push(resource.plural);
      return real.informerFor(resource);
    },
  };
  const ofPods = resourceInformer(factory, pods, newLister);
  const ofNodes = resourceInformer(factory, nodes, newLister);
  expect(made).toEqual([]);
  const { lister } = ofPods;
  expect(made).toEqual(['pods']);
  expect(ofPods.lister).toBe(lister);
  expect(ofPods.informer).toBe(ofPods.informer);
  const { informer } = ofNodes;
  expect(informer.hasSynced()).toBe(false);
  expect(made).toContain('nodes');
});
