import { recording, shortly, type Sent } from '../client/testdata/recording.js';
import type { GroupVersionResource, Immutable } from '../meta/index.js';
import { mergePatch } from '../patch/index.js';
import type { RESTClient } from '../rest/index.js';
import { createDynamicClient, type DynamicClient, type Unstructured } from './dynamic-client.js';

const deployments: GroupVersionResource = { group: 'apps', version: 'v1', resource: 'deployments' };
const nodes: GroupVersionResource = { group: '', version: 'v1', resource: 'nodes' };
const json = 'application/json';
const path = '/apis/apps/v1/namespaces/ns/deployments';
const get = (line: string): Sent => ({ line: `GET ${line}`, accept: json });
const write = (line: string, body: unknown, contentType = json): Sent => ({ line, accept: json, contentType, body });
const object: Unstructured = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', uid: 'u', resourceVersion: '7', creationTimestamp: '2026-01-02T15:04:05Z' },
  spec: { replicas: 1 },
};
const configuration = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { replicas: 1 } };
const input = { kind: 'Deployment', metadata: { name: 'a' }, spec: {} };
const inNamespace = (client: DynamicClient) => client.resource(deployments).namespace('ns');

describe('each verb is one request', () => {
  test.each<[string, (client: DynamicClient) => Promise<unknown>, Sent]>([
    ['get', (c) => inNamespace(c).get('a', { resourceVersion: '0' }), get(`${path}/a?resourceVersion=0`)],
    ['get of the cluster', (c) => c.resource(nodes).get('a'), get('/api/v1/nodes/a')],
    ['list', (c) => inNamespace(c).list({ labelSelector: 'a=b' }), get(`${path}?labelSelector=a%3Db`)],
    ['list of all namespaces', (c) => c.resource(deployments).list(), get('/apis/apps/v1/deployments')],
    ['iterate', (c) => inNamespace(c).iterate().next(), get(`${path}?limit=500`)],
    [
      'watch',
      (c) => inNamespace(c).watch({ resourceVersion: '5' }).next(),
      get(`${path}?allowWatchBookmarks=true&resourceVersion=5&watch=true`),
    ],
    [
      'create',
      (c) => inNamespace(c).create(input, { fieldManager: 'me' }),
      write(`POST ${path}?fieldManager=me`, { apiVersion: 'apps/v1', ...input }),
    ],
    ['update', (c) => inNamespace(c).update(object), write(`PUT ${path}/a`, object)],
    [
      'updateStatus',
      (c) => inNamespace(c).updateStatus(object, { dryRun: true }),
      write(`PUT ${path}/a/status?dryRun=All`, object),
    ],
    [
      'patch',
      (c) => inNamespace(c).patch('a', mergePatch({ spec: null })),
      write(`PATCH ${path}/a`, { spec: null }, 'application/merge-patch+json'),
    ],
    [
      'apply',
      (c) => inNamespace(c).apply(configuration, { fieldManager: 'me', force: true }),
      write(`PATCH ${path}/a?fieldManager=me&force=true`, configuration, 'application/apply-patch+yaml'),
    ],
    [
      'applyStatus',
      (c) => inNamespace(c).applyStatus(configuration, { fieldManager: 'me' }),
      write(`PATCH ${path}/a/status?fieldManager=me`, configuration, 'application/apply-patch+yaml'),
    ],
    ['delete', (c) => inNamespace(c).delete('a'), { line: `DELETE ${path}/a`, accept: json }],
    [
      'delete with options',
      (c) => inNamespace(c).delete('a', { propagationPolicy: 'Orphan' }),
      write(`DELETE ${path}/a`, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Orphan' }),
    ],
    [
      'deleteCollection',
      (c) => inNamespace(c).deleteCollection({ fieldSelector: 'metadata.name=a' }),
      { line: `DELETE ${path}?fieldSelector=metadata.name%3Da`, accept: json },
    ],
    ['get of a subresource', (c) => inNamespace(c).subresources.get('scale', 'a'), get(`${path}/a/scale`)],
    [
      'create of a subresource',
      (c) => inNamespace(c).subresources.create('eviction', 'a', { kind: 'Eviction' }),
      write(`POST ${path}/a/eviction`, { kind: 'Eviction' }),
    ],
    [
      'update of a subresource of the cluster',
      (c) => c.resource(nodes).subresources.update('scale', 'a', { kind: 'Scale' }),
      write('PUT /api/v1/nodes/a/scale', { kind: 'Scale' }),
    ],
    [
      'patch of a subresource',
      (c) => inNamespace(c).subresources.patch('scale', 'a', mergePatch({ spec: {} })),
      write(`PATCH ${path}/a/scale`, { spec: {} }, 'application/merge-patch+json'),
    ],
    [
      'apply of a subresource',
      (c) => inNamespace(c).subresources.apply('scale', 'a', configuration, { fieldManager: 'me' }),
      write(`PATCH ${path}/a/scale?fieldManager=me`, configuration, 'application/apply-patch+yaml'),
    ],
    [
      'delete of a subresource',
      (c) => inNamespace(c).subresources.delete('x', 'a'),
      { line: `DELETE ${path}/a/x`, accept: json },
    ],
  ])('%s', async (_what, call, wanted) => {
    const { rest, sent } = recording({ apiVersion: 'v1', kind: 'List', metadata: {}, items: [], type: 'BOOKMARK', object: {} });
    await call(createDynamicClient(rest));
    expect(sent.map(shortly)).toEqual([wanted]);
  });
});

test('items of a list have the kind that the list implies if the server omits it', async () => {
  const items = [{ metadata: { name: 'a' } }, { apiVersion: 'apps/v1', kind: 'Other', metadata: { name: 'b' } }];
  const { rest } = recording({ apiVersion: 'apps/v1', kind: 'DeploymentList', metadata: {}, items });
  const list = await inNamespace(createDynamicClient(rest)).list();
  expect(list.items.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual(['apps/v1 Deployment', 'apps/v1 Other']);
});

describe('no request is sent', () => {
  test.each<[string, (rest: RESTClient) => Promise<unknown>, string]>([
    [
      'if the object to create has no kind',
      (rest) => inNamespace(createDynamicClient(rest)).create({ ...input, kind: '' }),
      'deployments.apps: the object to create has no kind',
    ],
    [
      'if the object to update has no kind',
      (rest) => inNamespace(createDynamicClient(rest)).update({ ...object, kind: '' }),
      'deployments.apps: the object to update has no kind',
    ],
    [
      'if the status to update has no kind',
      (rest) => inNamespace(createDynamicClient(rest)).updateStatus({ ...object, kind: '' }),
      'deployments.apps: the object to update has no kind',
    ],
    [
      'if the object to update has no name',
      (rest) => inNamespace(createDynamicClient(rest)).update({ ...object, metadata: { ...object.metadata, name: '' } }),
      'has no metadata.name',
    ],
    ['where the name is a path', (rest) => inNamespace(createDynamicClient(rest)).get('../a'), "may not contain '/'"],
    [
      'if the resource is a path',
      (rest) =>
        createDynamicClient(rest)
          .resource({ ...nodes, resource: '../secrets' })
          .list(),
      'invalid resource',
    ],
  ])('%s: the promise rejects', async (_what, call, message) => {
    const { rest, sent } = recording({});
    await expect(call(rest)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });

  test('if the namespace is empty', () => {
    const { rest } = recording({});
    expect(() => createDynamicClient(rest).resource(deployments).namespace('')).toThrow(
      'deployments.apps: the namespace is empty (pass a name, or leave it out for the cluster or all namespaces)',
    );
  });
});

test('a client can be created from a config, and has the REST client that sends its requests', () => {
  const { rest } = recording({});
  expect(createDynamicClient(rest).rest).toBe(rest);
  expect(createDynamicClient({ host: 'http://server' }).rest.config.host).toBe('http://server');
  expect(inNamespace(createDynamicClient(rest)).namespace).toBe('ns');
});

/** Calls that the compiler rejects. Never called. */
export function typeMistakes(client: DynamicClient, cached: Immutable<Unstructured>): unknown {
  const resource = client.resource(deployments);
  // @ts-expect-error -- a dynamic client does not know the kind of the object
  void resource.create({ metadata: { name: 'a' } });
  // @ts-expect-error -- objects from a cache cannot be sent
  void resource.update(cached);
  // @ts-expect-error -- apply needs a field manager
  void resource.apply(configuration, {});
  // @ts-expect-error -- the types of the fields are unknown
  return object['spec'].replicas;
}
