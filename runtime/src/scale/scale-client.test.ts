import type { Scale } from '../client/index.js';
import { recording, shortly, type Sent } from '../client/testdata/recording.js';
import { newDiscoveryRESTMapper, NoResourceMatchError } from '../discovery/index.js';
import { foundOf } from '../discovery/testdata/found.js';
import { isUnexpectedObject } from '../errors/index.js';
import type { CallOptions } from '../meta/index.js';
import { mergePatch } from '../patch/index.js';
import { createScaleClient, type ScaleInterface, type ScalesGetter } from './scale-client.js';

const mapper = newDiscoveryRESTMapper(
  foundOf(
    {
      v1: ['replicationcontrollers ReplicationController replicationcontroller'],
      'apps/v1beta1': ['deployments Deployment deployment'],
      'apps/v1': ['deployments Deployment deployment'],
      'x.io/v1': ['pools Pool pool cluster'],
    },
    {},
    { apps: 'v1' },
  ),
);
const deployments = { group: 'apps', resource: 'deployments' };
const json = 'application/json';
const metadata = { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7', creationTimestamp: '2026-01-02T15:04:05Z' };
const scale: Scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata, spec: { replicas: 3 } };
const path = '/apis/apps/v1/namespaces/ns/deployments/a/scale';
const inNamespace = (client: ScalesGetter): ScaleInterface => client.scales('ns');

test.each<[string, (client: ScalesGetter) => Promise<unknown>, Sent]>([
  [
    'get',
    (c) => inNamespace(c).get(deployments, 'a', { resourceVersion: '0' }),
    { line: `GET ${path}?resourceVersion=0`, accept: json },
  ],
  [
    'get in the core group',
    (c) => inNamespace(c).get({ group: '', resource: 'replicationcontrollers' }, 'a'),
    {
      line: 'GET /api/v1/namespaces/ns/replicationcontrollers/a/scale',
      accept: json,
    },
  ],
  [
    'get of the cluster',
    (c) => c.scales().get({ resource: 'pool' }, 'a'),
    { line: 'GET /apis/x.io/v1/pools/a/scale', accept: json },
  ],
  [
    'get in a version',
    (c) => inNamespace(c).get({ ...deployments, version: 'v1beta1' }, 'a'),
    {
      line: 'GET /apis/apps/v1beta1/namespaces/ns/deployments/a/scale',
      accept: json,
    },
  ],
  [
    'update',
    (c) => inNamespace(c).update(deployments, scale, { dryRun: true }),
    {
      line: `PUT ${path}?dryRun=All`,
      accept: json,
      contentType: json,
      body: scale,
    },
  ],
  [
    'patch',
    (c) => inNamespace(c).patch(deployments, 'a', mergePatch({ spec: { replicas: 5 } })),
    {
      line: `PATCH ${path}`,
      accept: json,
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas: 5 } },
    },
  ],
  [
    'apply',
    (c) =>
      inNamespace(c).apply(
        deployments,
        { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a' }, spec: { replicas: 5 } },
        { fieldManager: 'me' },
      ),
    {
      line: `PATCH ${path}?fieldManager=me`,
      accept: json,
      contentType: 'application/apply-patch+yaml',
      body: { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a' }, spec: { replicas: 5 } },
    },
  ],
])('%s is one request to the preferred version', async (_what, call, wanted) => {
  const { rest, sent } = recording(scale);
  expect(await call(createScaleClient(rest, mapper))).toEqual(scale);
  expect(sent.map(shortly)).toEqual([wanted]);
});

test('sends no scale request for an unknown resource, or without a name or namespace', async () => {
  const { rest, sent } = recording(scale);
  const client = createScaleClient(rest, mapper);
  await expect(inNamespace(client).get({ resource: 'foos' }, 'a')).rejects.toThrow(NoResourceMatchError);
  await expect(inNamespace(client).get(deployments, '')).rejects.toThrow('resource name may not be empty');
  await expect(inNamespace(client).update(deployments, { ...scale, metadata: { ...metadata, name: '' } })).rejects.toThrow(
    'scales: the object to update has no metadata.name',
  );
  expect(() => client.scales('')).toThrow('scales: the namespace is empty');
  expect(sent).toEqual([]);
});

test('rejects a scale of another version', async () => {
  const { rest } = recording({ ...scale, apiVersion: 'extensions/v1beta1' });
  const error: unknown = await inNamespace(createScaleClient(rest, mapper))
    .get(deployments, 'a')
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    message:
      'the scale subresource of deployments.apps answered with extensions/v1beta1, Kind=Scale, not with autoscaling/v1, Kind=Scale',
  });
  expect(isUnexpectedObject(error)).toBe(true);
});

test('the signal also aborts the requests of the mapper', async () => {
  const { rest } = recording(scale);
  const seen: (CallOptions | undefined)[] = [];
  const client = createScaleClient(rest, {
    resourceFor: (partial, options) => {
      seen.push(options);
      return mapper.resourceFor(partial, options);
    },
  });
  const { signal } = new AbortController();
  await client.scales('ns').get(deployments, 'a', { signal, timeoutMs: 5 });
  expect(seen).toEqual([{ signal, timeoutMs: 5 }]);
});

test('without a mapper, discovery is requested with the first scale', async () => {
  const groups = {
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: { name: 'apps' },
        versions: [
          { version: 'v1', resources: [{ resource: 'deployments', responseKind: { kind: 'Deployment' }, scope: 'Namespaced' }] },
        ],
      },
    ],
  };
  const { rest, sent } = recording({ kind: 'APIGroupDiscoveryList' }, groups, scale);
  const client = createScaleClient(rest);
  expect(sent).toEqual([]);
  await client.scales('ns').get(deployments, 'a');
  await client.scales('ns').get(deployments, 'a');
  expect(sent.map(({ path: at }) => at)).toEqual(['/api', '/apis', path, path]);
});
