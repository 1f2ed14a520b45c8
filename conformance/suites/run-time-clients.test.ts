/**
 * Discovery, REST mappers, and clients of resources that are chosen at run time. The results are equal on both servers, for
 * built-in and custom kinds, namespaced and cluster-scoped.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createCachedDiscoveryClient,
  createDiscoveryClient,
  createDynamicClient,
  createMetadataClient,
  createScaleClient,
  mergePatch,
  newDeferredDiscoveryRESTMapper,
  newDynamicSharedInformerFactory,
  newMetadataSharedInformerFactory,
  type DynamicResourceClient,
  type GroupVersionResource,
  type MetadataResourceClient,
  type ScaleInterface,
} from 'kube-client-runtime';
import { installCrd } from '../../examples/rediscluster/src/install-crd.js';
import { useServer } from './support/server.js';

const subject = useServer();
const ours = 'by=run-time-clients';
const labels = { by: 'run-time-clients' };
const partial = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' };
const waitMs = 240_000;

beforeAll(async () => {
  const [boats = '', harbours = ''] = readFileSync(path.join(import.meta.dirname, 'support/crds.yaml'), 'utf8').split('---\n');
  await installCrd(subject.rest, 'boats.verbs.example.com', boats);
  await installCrd(subject.rest, 'harbours.verbs.example.com', harbours);
});

interface Case {
  readonly gvr: GroupVersionResource;
  readonly kind: string;
  readonly content: object;
  readonly namespaced: boolean;
}

const template = { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a' }] } };
const cases: readonly [string, Case][] = [
  [
    'a built-in kind',
    {
      gvr: { group: 'apps', version: 'v1', resource: 'deployments' },
      kind: 'Deployment',
      content: { spec: { replicas: 1, selector: { matchLabels: labels }, template } },
      namespaced: true,
    },
  ],
  [
    'a custom kind',
    {
      gvr: { group: 'verbs.example.com', version: 'v1', resource: 'boats' },
      kind: 'Boat',
      content: { spec: { replicas: 1 } },
      namespaced: true,
    },
  ],
  [
    'a custom kind of the cluster',
    {
      gvr: { group: 'verbs.example.com', version: 'v1', resource: 'harbours' },
      kind: 'Harbour',
      content: { spec: { replicas: 1 } },
      namespaced: false,
    },
  ],
];

describe.each(cases)('of %s', (_what, { gvr, kind, content, namespaced }) => {
  let objects: DynamicResourceClient;
  let metadata: MetadataResourceClient;
  let scales: ScaleInterface;
  let name: string;

  beforeEach(async () => {
    const { rest, namespace } = subject;
    const [all, allMetadata] = [createDynamicClient(rest).resource(gvr), createMetadataClient(rest).resource(gvr)];
    [objects, metadata] = namespaced ? [all.namespace(namespace), allMetadata.namespace(namespace)] : [all, allMetadata];
    scales = createScaleClient(rest).scales(namespaced ? namespace : undefined);
    name = `${namespace}-a`;
    await objects.create({ kind, metadata: { name, labels }, ...content });
  });
  afterEach(() => objects.deleteCollection({ labelSelector: ours, propagationPolicy: 'Background' }));

  test('lists say the kind of their items, and so do events', async () => {
    const { items, metadata: of } = await objects.list({ labelSelector: ours });
    expect(items).toMatchObject([{ apiVersion: `${gvr.group}/v1`, kind, metadata: { name } }]);
    await objects.patch(name, mergePatch({ metadata: { annotations: { a: 'b' } } }));
    for await (const { type, ...event } of objects.watch({ labelSelector: ours, resourceVersion: of.resourceVersion })) {
      if (type === 'BOOKMARK') continue;
      expect(event).toMatchObject({
        object: { apiVersion: `${gvr.group}/v1`, kind, metadata: { name, annotations: { a: 'b' } } },
      });
      break;
    }
  });

  test('updates, applies and their status change what they say', async () => {
    const { spec } = await objects
      .get(name)
      .then((read) => objects.update({ ...read, metadata: { ...read.metadata, annotations: { a: 'b' } } }));
    expect(spec).toMatchObject({ replicas: 1 });
    const apiVersion = `${gvr.group}/v1`;
    const by = { fieldManager: 'suite', force: true };
    expect(await objects.apply({ apiVersion, kind, metadata: { name }, spec: { replicas: 3 } }, by)).toMatchObject({
      spec: { replicas: 3 },
    });
    expect(await objects.applyStatus({ apiVersion, kind, metadata: { name }, status: { replicas: 2 } }, by)).toMatchObject({
      spec: { replicas: 3 },
      status: { replicas: 2 },
    });
    const read = await objects.getStatus(name);
    expect(await objects.updateStatus({ ...read, status: { replicas: 4 } })).toMatchObject({ status: { replicas: 4 } });
  });

  test('metadata is had alone, from every verb', async () => {
    const wanted = { ...partial, metadata: expect.objectContaining({ name, labels }) };
    expect(await metadata.get(name)).toEqual(wanted);
    const { items, metadata: of } = await metadata.list({ labelSelector: ours });
    expect(items).toEqual([wanted]);
    const patched = await metadata.patch(name, mergePatch({ metadata: { annotations: { a: 'b' } } }));
    expect(patched).toEqual({
      ...partial,
      metadata: expect.objectContaining({ annotations: expect.objectContaining({ a: 'b' }) }),
    });
    for await (const event of metadata.watch({ labelSelector: ours, resourceVersion: of.resourceVersion })) {
      if (event.type === 'BOOKMARK') continue;
      expect(event).toEqual({ type: 'MODIFIED', object: wanted });
      break;
    }
    await metadata.patch(name, mergePatch({ metadata: { finalizers: ['example.com/wait'] } }));
    expect(await metadata.delete(name)).toEqual({
      ...partial,
      metadata: expect.objectContaining({ name, deletionTimestamp: expect.any(String) }),
    });
    const deleted = await metadata.deleteCollection({ labelSelector: ours });
    expect(deleted).toMatchObject({ kind: 'PartialObjectMetadataList', items: [{ ...partial, metadata: { name } }] });
    await metadata.patch(name, mergePatch({ metadata: { finalizers: null } }));
    await expect(metadata.get(name)).rejects.toMatchObject({ reason: 'NotFound' });
  });

  test('the scale is found by its group and resource alone', async () => {
    const { group, resource } = gvr;
    const scale = await scales.get({ group, resource }, name);
    expect(scale).toMatchObject({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name }, spec: { replicas: 1 } });
    expect((await scales.update({ group, resource }, { ...scale, spec: { replicas: 3 } })).spec).toEqual({ replicas: 3 });
    expect((await scales.patch({ group, resource }, name, mergePatch({ spec: { replicas: 5 } }))).spec).toEqual({ replicas: 5 });
    expect(await objects.get(name)).toMatchObject({ spec: { replicas: 5 } });
  });

  test('informers fill their caches, with everything or with metadata alone', async () => {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(waitMs)]);
    const options = { tweakListOptions: (asked: { labelSelector?: unknown }) => void (asked.labelSelector = ours) };
    const whole = newDynamicSharedInformerFactory(subject, options);
    const alone = newMetadataSharedInformerFactory(subject, options);
    const [wholeLister, aloneLister] = [whole.forResource(gvr).lister, alone.forResource(gvr).lister];
    for (const factory of [whole, alone]) factory.start(signal);
    for (const factory of [whole, alone]) await factory.waitForCacheSync(signal);
    expect(wholeLister.list()).toMatchObject([{ apiVersion: `${gvr.group}/v1`, kind, spec: { replicas: 1 } }]);
    expect(aloneLister.list()).toEqual([{ ...partial, metadata: expect.objectContaining({ name }) }]);
    for (const factory of [whole, alone]) await factory.shutdown();
  });
});

describe('discovery', () => {
  test.each([
    ['deployment', 'apps/v1/deployments', 'namespace'],
    ['nodes', '/v1/nodes', 'root'],
    ['events', '/v1/events', 'namespace'],
    ['boat', 'verbs.example.com/v1/boats', 'namespace'],
    ['harbours', 'verbs.example.com/v1/harbours', 'root'],
    ['horizontalpodautoscalers', 'autoscaling/v2/horizontalpodautoscalers', 'namespace'],
  ])('maps %s to %s and back', async (resource, wanted, scope) => {
    const mapper = newDeferredDiscoveryRESTMapper(createCachedDiscoveryClient(createDiscoveryClient(subject.rest)));
    const gvr = await mapper.resourceFor({ resource });
    expect(`${gvr.group}/${gvr.version}/${gvr.resource}`).toBe(wanted);
    const { group, version, kind } = await mapper.kindFor({ resource });
    expect(await mapper.restMapping({ group, kind })).toEqual({
      resource: gvr,
      groupVersionKind: { group, version, kind },
      scope,
    });
  });

  test('finds the same by the aggregated documents as by the old ones', async () => {
    const { rest } = subject;
    const discovery = createDiscoveryClient(rest);
    const { groups, resources, failed } = await discovery.serverGroupsAndResources();
    expect(failed.size).toBe(0);
    const names = (list: readonly { readonly name: string; readonly kind: string }[]): string[] =>
      list.map(({ name, kind }) => `${name} ${kind}`).sort();
    const { groups: old } = await discovery.serverGroups();
    // The order of groups differs between the forms. It depends on the order in which the server learned of them.
    const preferred = (list: typeof old): Map<string, unknown> =>
      new Map(list.map(({ name, preferredVersion }) => [name, preferredVersion]));
    expect(preferred(groups)).toEqual(preferred(old));
    for (const groupVersion of ['v1', 'apps/v1', 'autoscaling/v2', 'verbs.example.com/v1']) {
      const known = resources.find((list) => list.groupVersion === groupVersion)?.resources ?? [];
      const list = await discovery.serverResourcesForGroupVersion(groupVersion);
      expect(names(known)).toEqual(names(list.resources));
    }
  });

  test('has the OpenAPI v3 document of each group version in its index', async () => {
    const discovery = createDiscoveryClient(subject.rest);
    const paths = await discovery.openAPIV3Paths();
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['api/v1', 'apis/apps/v1', 'apis/verbs.example.com/v1']));
    expect(paths['apis/apps/v1']?.serverRelativeURL).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=/);
    const { openapi, components } = await discovery.openAPIV3('verbs.example.com/v1');
    expect(openapi).toBe('3.0.0');
    expect(components).toHaveProperty(['schemas', 'com.example.verbs.v1.Boat']);
  });
});
