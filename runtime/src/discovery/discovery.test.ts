import { createRESTClient, type KubeRequest } from '../rest/index.js';
import { createDiscoveryClient, isResourceEnabled } from './discovery-client.js';

type Answers = Record<string, unknown>;

/** A server that answers the given paths, and other paths with 404. A number is a status code. */
function discovery(answers: Answers) {
  const seen: KubeRequest[] = [];
  const client = createRESTClient({
    transport: {
      async send(request) {
        seen.push(request);
        const answer = answers[request.path] ?? 404;
        const status = typeof answer === 'number' ? answer : 200;
        return {
          status,
          headers: {},
          body: (async function* () {
            yield Buffer.from(JSON.stringify(typeof answer === 'number' ? {} : answer));
          })(),
        };
      },
    },
  });
  return { seen, client: createDiscoveryClient(client) };
}

const podResource = {
  name: 'pods',
  singularName: 'pod',
  namespaced: true,
  kind: 'Pod',
  verbs: ['get'],
  shortNames: ['po'],
  categories: ['all'],
};
const plain: Answers = {
  '/version': { gitVersion: 'v1.36.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      { name: 'apps', versions: [{ groupVersion: 'apps/v1', version: 'v1' }] },
      { name: 'down.io', versions: [{ groupVersion: 'down.io/v1', version: 'v1' }] },
    ],
  },
  '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [podResource] },
  '/apis/apps/v1': { kind: 'APIResourceList', groupVersion: 'apps/v1', resources: [] },
  '/apis/down.io/v1': 503,
  '/openapi/v3': { paths: { 'api/v1': { serverRelativeURL: '/openapi/v3/api/v1?hash=x' } } },
  '/openapi/v3/apis/apps/v1': { openapi: '3.0.0' },
  '/openapi/v2': { swagger: '2.0' },
};

test('each method requests its path', async () => {
  const { client } = discovery(plain);
  expect(await client.serverVersion()).toEqual({ gitVersion: 'v1.36.0' });
  expect((await client.serverGroups()).groups.map(({ name }) => name)).toEqual(['', 'apps', 'down.io']);
  expect((await client.serverResourcesForGroupVersion('v1')).resources).toEqual([podResource]);
  expect(await client.openAPIV3Paths()).toEqual({ 'api/v1': { serverRelativeURL: '/openapi/v3/api/v1?hash=x' } });
  expect(await client.openAPIV3('apps/v1')).toEqual({ openapi: '3.0.0' });
  expect(await client.openAPIV2()).toEqual({ swagger: '2.0' });
  expect(() => client.openAPIV3('../secrets')).toThrow('not a group and version');
});

test('aggregated discovery takes two requests, and returns the same as unaggregated discovery', async () => {
  const { client, seen } = discovery({
    '/api': {
      kind: 'APIGroupDiscoveryList',
      items: [
        {
          versions: [
            {
              version: 'v1',
              resources: [
                {
                  resource: 'pods',
                  responseKind: { group: '', version: 'v1', kind: 'Pod' },
                  scope: 'Namespaced',
                  singularResource: 'pod',
                  verbs: ['get'],
                  shortNames: ['po'],
                  categories: ['all'],
                  subresources: [
                    {
                      subresource: 'eviction',
                      responseKind: { group: 'policy', version: 'v1', kind: 'Eviction' },
                      verbs: ['create'],
                    },
                    { subresource: 'odd', verbs: ['get'] },
                  ],
                },
                { resource: 'unknown', responseKind: null, scope: 'Cluster' },
              ],
            },
          ],
        },
      ],
    },
    '/apis': {
      kind: 'APIGroupDiscoveryList',
      items: [
        {
          metadata: { name: 'x.io' },
          versions: [
            { version: 'v2', freshness: 'Current' },
            { version: 'v1', freshness: 'Stale' },
          ],
        },
      ],
    },
  });
  const { groups, resources, failed } = await client.serverGroupsAndResources();
  expect(seen.map(({ path }) => path)).toEqual(['/api', '/apis']);
  expect(seen[0]?.headers['accept']).toBe(
    'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json',
  );
  expect(groups).toMatchObject([
    { name: '', preferredVersion: { groupVersion: 'v1' } },
    { name: 'x.io', preferredVersion: { groupVersion: 'x.io/v2' }, versions: [{ version: 'v2' }, { version: 'v1' }] },
  ]);
  expect(resources.map(({ groupVersion }) => groupVersion)).toEqual(['v1', 'x.io/v2']);
  expect(resources[0]?.resources).toEqual([
    { ...podResource, group: '', version: 'v1' },
    {
      name: 'pods/eviction',
      singularName: '',
      namespaced: true,
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      verbs: ['create'],
    },
  ]);
  expect([...failed.keys()]).toEqual(['x.io/v1']);
});

test('without aggregated discovery, each group version is requested, and an unavailable one does not fail the call', async () => {
  const { resources, failed, groups } = await discovery(plain).client.serverGroupsAndResources();
  expect(groups).toHaveLength(3);
  expect(resources.map(({ groupVersion }) => groupVersion)).toEqual(['v1', 'apps/v1']);
  expect(failed.get('down.io/v1')).toMatchObject({ name: 'StatusError', code: 503 });
  const preferred = await discovery(plain).client.serverPreferredResources();
  expect(preferred.resources[0]).toMatchObject({ groupVersion: 'v1', resources: [podResource] });
  expect((await discovery(plain).client.serverPreferredNamespacedResources()).failed.size).toBe(1);
});

test('a server that denies access has no groups; other failures reject', async () => {
  expect((await discovery({ '/api': 403 }).client.serverGroups()).groups).toEqual([]);
  await expect(discovery({ '/api': 500 }).client.serverGroups()).rejects.toMatchObject({ code: 500 });
  const controller = new AbortController();
  controller.abort(new Error('stop'));
  await expect(discovery(plain).client.serverGroupsAndResources({ signal: controller.signal })).rejects.toThrow('stop');
});

test('a resource is enabled if its group version lists it; a failed request rejects', async () => {
  const { client } = discovery(plain);
  const pods = { group: '', version: 'v1', resource: 'pods' };
  expect(await isResourceEnabled(client, pods)).toBe(true);
  expect(await isResourceEnabled(client, { ...pods, resource: 'nodes' })).toBe(false);
  expect(await isResourceEnabled(client, { ...pods, group: 'gone.io' })).toBe(false);
  await expect(isResourceEnabled(client, { ...pods, group: 'down.io' })).rejects.toMatchObject({ code: 503 });
});
