/**
 * The clients of resources that are chosen at run time, against the embedded API server in this process.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createCachedDiscoveryClient,
  createDynamicClient,
  createDiscoveryClient,
  createMetadataClient,
  createRESTClient,
  createScaleClient,
  jsonPatch,
  mergePatch,
  mutableCopy,
  newDeferredDiscoveryRESTMapper,
  newDynamicSharedInformerFactory,
  newMetadataSharedInformerFactory,
  type DynamicClient,
  type GroupVersionResource,
  type RESTClient,
  type Transport,
} from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';

const crd = readFileSync(path.join(import.meta.dirname, '../examples/rediscluster/crd.yaml'), 'utf8');
const redisClusters: GroupVersionResource = { group: 'cache.example.com', version: 'v1alpha1', resource: 'redisclusters' };
const deployments: GroupVersionResource = { group: 'apps', version: 'v1', resource: 'deployments' };
const configMaps: GroupVersionResource = { group: '', version: 'v1', resource: 'configmaps' };
const namespaces: GroupVersionResource = { group: '', version: 'v1', resource: 'namespaces' };

const gadgets: GroupVersionResource = { group: 'example.com', version: 'v1', resource: 'gadgets' };
const replicas = { type: 'object', properties: { replicas: { type: 'integer' } } };
/** A custom kind with replicas. */
const gadgetCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: replicas, status: replicas } } },
        subresources: { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
      },
    ],
  },
};

let server: ApiServer;
let rest: RESTClient;
let client: DynamicClient;
const ended = new AbortController();

beforeEach(async () => {
  server = await startApiServer({ crds: [crd], bookmarkIntervalMs: 20 });
  rest = createRESTClient({ transport: server.transport });
  client = createDynamicClient(rest);
});
afterEach(() => server.stop());
afterAll(() => ended.abort());

const redis = (name: string, labels: Record<string, string> = {}) => ({
  kind: 'RedisCluster',
  metadata: { name, labels },
  spec: { replicas: 1, image: 'redis:7.4' },
});
const configMap = (name: string, labels: Record<string, string> = {}) => ({ kind: 'ConfigMap', metadata: { name, labels } });
const namesOf = (list: { readonly items: readonly { readonly metadata: { readonly name: string } }[] }): string[] =>
  list.items.map(({ metadata }) => metadata.name).sort();

/** A server without streams of the initial state, so that informers have to list. */
const withoutWatchList = (): RESTClient => {
  const transport: Transport = {
    send: (request, signal) =>
      request.query.some(([name]) => name === 'sendInitialEvents')
        ? Promise.resolve({ status: 400, headers: {}, body: nothing() })
        : server.transport.send(request, signal),
  };
  return createRESTClient({ transport });
};
async function* nothing(): AsyncGenerator<Uint8Array> {}

describe('the dynamic client', () => {
  test('handles objects of a custom kind as a typed client does', async () => {
    const clusters = client.resource(redisClusters).namespace('default');
    const created = await clusters.create(redis('a'));
    expect(created).toMatchObject({ apiVersion: 'cache.example.com/v1alpha1', kind: 'RedisCluster', spec: { replicas: 1 } });
    await expect(clusters.create(redis('a'))).rejects.toMatchObject({ reason: 'AlreadyExists' });

    const updated = await clusters.update({ ...created, spec: { replicas: 2, image: 'redis:7.4' } });
    await expect(clusters.update(created)).rejects.toMatchObject({ reason: 'Conflict' });
    expect((await clusters.updateStatus({ ...updated, status: { phase: 'Running' } }))['status']).toEqual({ phase: 'Running' });
    expect((await clusters.getStatus('a'))['spec']).toMatchObject({ replicas: 2 });

    await clusters.patch('a', mergePatch({ metadata: { labels: { a: 'b' } } }));
    const patched = await clusters.patch('a', jsonPatch([{ op: 'replace', path: '/spec/replicas', value: 3 }]));
    expect(patched).toMatchObject({ metadata: { labels: { a: 'b' } }, spec: { replicas: 3 } });

    const type = { apiVersion: 'cache.example.com/v1alpha1', kind: 'RedisCluster' };
    const by = { fieldManager: 'test', force: true };
    await clusters.apply({ ...type, metadata: { name: 'b' }, spec: { replicas: 1, image: 'redis:8' } }, by);
    const status = await clusters.applyStatus({ ...type, metadata: { name: 'b' }, status: { phase: 'Pending' } }, by);
    expect(status).toMatchObject({ spec: { image: 'redis:8' }, status: { phase: 'Pending' } });

    expect(namesOf(await clusters.list())).toEqual(['a', 'b']);
    expect(namesOf(await client.resource(redisClusters).list({ labelSelector: 'a=b' }))).toEqual(['a']);
    await clusters.delete('a');
    await expect(clusters.get('a')).rejects.toMatchObject({ reason: 'NotFound' });
    await clusters.deleteCollection();
    expect((await clusters.list()).items).toEqual([]);
  });

  test('sets the kind of the items of a built-in list, and of watch events', async () => {
    const maps = client.resource(configMaps).namespace('default');
    const { resourceVersion } = (await maps.create(configMap('a'))).metadata;
    expect((await maps.list()).items).toMatchObject([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
    await maps.delete('a');
    for await (const event of maps.watch({ resourceVersion })) {
      expect(event).toMatchObject({ type: 'DELETED', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } } });
      break;
    }
    expect(server.watches).toBe(0);
  });

  test('supports cluster-scoped resources, and any subresource', async () => {
    await client.resource(namespaces).create({ kind: 'Namespace', metadata: { name: 'team' } });
    expect((await client.resource(namespaces).get('team')).kind).toBe('Namespace');
    const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
    const inTeam = client.resource(deployments).namespace('team');
    await inTeam.create({
      kind: 'Deployment',
      metadata: { name: 'a' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'a' } }, template },
    });
    expect(await inTeam.subresources.get('scale', 'a')).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } });
  });
});

describe('a dynamic informer factory', () => {
  test.each([
    ['by a stream of the state', () => rest],
    ['by a list', withoutWatchList],
  ])('keeps caches of resources that are chosen at run time, filled %s', async (_how, restOf) => {
    await client
      .resource(configMaps)
      .namespace('default')
      .create(configMap('a', { a: 'b' }));
    await client.resource(redisClusters).namespace('default').create(redis('a'));
    const factory = newDynamicSharedInformerFactory({ rest: restOf() });
    const maps = factory.forResource(configMaps);
    const clusters = factory.forResource(redisClusters);
    const spaces = factory.forResource(namespaces);
    expect(factory.forResource({ ...configMaps }).informer).toBe(maps.informer);
    factory.start(ended.signal);
    await factory.waitForCacheSync(ended.signal);

    expect(maps.lister.list('a=b')).toMatchObject([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }]);
    expect(clusters.lister.namespace('default').get('a')).toMatchObject({ kind: 'RedisCluster', spec: { image: 'redis:7.4' } });
    expect(spaces.lister.get('default')).toMatchObject({ apiVersion: 'v1', kind: 'Namespace' });

    const changed = new Promise<unknown>((resolve) => {
      clusters.informer.addEventHandler({ onUpdate: (_old, object) => resolve(object['spec']) });
    });
    const copy = mutableCopy(clusters.lister.namespace('default').get('a')!);
    await client
      .resource(redisClusters)
      .namespace('default')
      .update({ ...copy, spec: { replicas: 5, image: 'redis:8' } });
    expect(await changed).toMatchObject({ replicas: 5 });
    await factory.shutdown();
    expect(server.watches).toBe(0);
  });

  test('limits requests to its namespace and its selectors', async () => {
    await client.resource(namespaces).create({ kind: 'Namespace', metadata: { name: 'team' } });
    for (const namespace of ['default', 'team']) {
      await client
        .resource(configMaps)
        .namespace(namespace)
        .create(configMap('a', { a: 'b' }));
      await client.resource(configMaps).namespace(namespace).create(configMap('b'));
    }
    const factory = newDynamicSharedInformerFactory(client, {
      namespace: 'team',
      tweakListOptions: (options) => {
        options.labelSelector = 'a=b';
      },
    });
    const { lister } = factory.forResource(configMaps);
    factory.start(ended.signal);
    await factory.waitForCacheSync(ended.signal);
    expect(lister.list().map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`)).toEqual(['team/a']);
    await factory.shutdown();
  });
});

describe('the metadata client', () => {
  const partial = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' };

  test.each([
    ['built-in', configMaps, configMap('a')],
    ['custom', redisClusters, redis('a')],
  ])('reads, marks and deletes %s objects by their metadata', async (_what, gvr, object) => {
    await client.resource(gvr).namespace('default').create(object);
    const metadata = createMetadataClient(rest).resource(gvr);
    const inDefault = metadata.namespace('default');
    const got = await inDefault.get('a');
    expect(got).toEqual({ ...partial, metadata: expect.objectContaining({ name: 'a', namespace: 'default' }) });
    expect((await inDefault.patch('a', mergePatch({ metadata: { labels: { a: 'b' } } }))).metadata.labels).toEqual({ a: 'b' });
    const list = await metadata.list({ labelSelector: 'a=b' });
    expect(list).toMatchObject({ kind: 'PartialObjectMetadataList', items: [{ ...partial, metadata: { name: 'a' } }] });
    expect(Object.keys(list.items[0]!)).toEqual(['apiVersion', 'kind', 'metadata']);

    await inDefault.delete('a');
    for await (const event of inDefault.watch({ resourceVersion: list.metadata.resourceVersion })) {
      expect(event).toEqual({ type: 'DELETED', object: { ...partial, metadata: expect.objectContaining({ name: 'a' }) } });
      break;
    }
    await expect(inDefault.get('a')).rejects.toMatchObject({ reason: 'NotFound' });
    await inDefault.deleteCollection();
  });

  test.each([
    ['by a stream of the state', () => rest],
    ['by a list', withoutWatchList],
  ])('has informers whose caches hold metadata alone, filled %s', async (_how, restOf) => {
    const maps = client.resource(configMaps).namespace('default');
    await maps.create({ ...configMap('a', { a: 'b' }), data: { large: 'x' } });
    const factory = newMetadataSharedInformerFactory({ rest: restOf() }, { stripManagedFields: true });
    const { informer, lister } = factory.forResource(configMaps);
    factory.start(ended.signal);
    await factory.waitForCacheSync(ended.signal);
    expect(lister.list('a=b')).toEqual([{ ...partial, metadata: expect.objectContaining({ name: 'a' }) }]);

    const added = new Promise<unknown>((resolve) => {
      informer.addEventHandler({ onAdd: (object) => object.metadata.name === 'b' && resolve(object) });
    });
    await maps.create({ ...configMap('b'), data: { large: 'x' } });
    expect(await added).toEqual({ ...partial, metadata: expect.not.objectContaining({ managedFields: expect.anything() }) });
    await factory.shutdown();
    const reads = server.requests.filter(({ method, path: at }) => method === 'GET' && at.endsWith('configmaps'));
    expect(reads.length).toBeGreaterThan(0);
    for (const { headers } of reads) expect(headers['accept']).toMatch(/as=PartialObjectMetadata(List)?;g=meta.k8s.io;v=v1/);
  });
});

describe('the scale client', () => {
  test.each([
    ['a built-in kind', deployments],
    ['a custom kind', gadgets],
  ])('reads and changes the replicas of %s', async (_what, gvr) => {
    server.installCrds(gadgetCrd);
    const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
    const object =
      gvr === deployments
        ? { kind: 'Deployment', metadata: { name: 'a' }, spec: { selector: { matchLabels: { app: 'a' } }, template } }
        : { kind: 'Gadget', metadata: { name: 'a' }, spec: { replicas: 1 } };
    await client.resource(gvr).namespace('default').create(object);
    const scales = createScaleClient(rest).scales('default');
    const { group, resource } = gvr;
    const scale = await scales.get({ group, resource }, 'a');
    expect(scale).toMatchObject({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a' }, spec: { replicas: 1 } });
    await scales.update({ group, resource }, { ...scale, spec: { replicas: 3 } });
    await expect(scales.update({ group, resource }, { ...scale, spec: { replicas: 4 } })).rejects.toMatchObject({
      reason: 'Conflict',
    });
    expect((await scales.patch({ group, resource }, 'a', mergePatch({ spec: { replicas: 5 } }))).spec).toEqual({ replicas: 5 });
    expect(await client.resource(gvr).namespace('default').get('a')).toMatchObject({ spec: { replicas: 5 } });
  });

  test('reports a resource without a scale as not found', async () => {
    await client.resource(configMaps).namespace('default').create(configMap('a'));
    await expect(createScaleClient(rest).scales('default').get({ group: '', resource: 'configmaps' }, 'a')).rejects.toMatchObject(
      {
        reason: 'NotFound',
      },
    );
  });
});

describe('discovery', () => {
  test('maps kinds and resources of the server, and finds a kind that was installed later', async () => {
    const mapper = newDeferredDiscoveryRESTMapper(createCachedDiscoveryClient(createDiscoveryClient(rest)));
    expect(await mapper.resourceFor({ resource: 'deployment' })).toEqual(deployments);
    expect(await mapper.kindFor({ resource: 'events' })).toEqual({ group: '', version: 'v1', kind: 'Event' });
    expect(await mapper.restMapping({ group: 'cache.example.com', kind: 'RedisCluster' })).toMatchObject({
      resource: redisClusters,
      scope: 'namespace',
    });
    server.installCrds(gadgetCrd);
    expect((await mapper.restMapping({ group: 'example.com', kind: 'Gadget' })).resource).toEqual(gadgets);
    expect(await mapper.kindFor({ resource: 'gadget' })).toMatchObject({ kind: 'Gadget' });
  });

  test('lists each preferred resource once, and the documents of every group version', async () => {
    const discovery = createCachedDiscoveryClient(createDiscoveryClient(rest));
    const { resources, failed } = await discovery.serverPreferredNamespacedResources();
    const all = resources.flatMap(({ groupVersion, resources: listed }) => listed.map(({ name }) => `${groupVersion} ${name}`));
    expect(all).toEqual(expect.arrayContaining(['v1 pods', 'apps/v1 deployments', 'cache.example.com/v1alpha1 redisclusters']));
    expect(all.some((name) => name.endsWith(' nodes') || name.includes('/status'))).toBe(false);
    expect(failed.size).toBe(0);
    expect(Object.keys(await discovery.openAPIV3Paths())).toContain('apis/cache.example.com/v1alpha1');
    expect(await discovery.openAPIV3('cache.example.com/v1alpha1')).toMatchObject({ openapi: '3.0.0' });
  });
});
