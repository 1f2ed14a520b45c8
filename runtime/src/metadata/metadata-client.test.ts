import { recording, shortly, type Sent } from '../client/testdata/recording.js';
import type { GroupVersionResource } from '../meta/index.js';
import { jsonPatch, mergePatch } from '../patch/index.js';
import { createMetadataClient, type MetadataClient } from './metadata-client.js';
import { MetadataRESTClient } from './metadata-rest-client.js';

const deployments: GroupVersionResource = { group: 'apps', version: 'v1', resource: 'deployments' };
const nodes: GroupVersionResource = { group: '', version: 'v1', resource: 'nodes' };
const path = '/apis/apps/v1/namespaces/ns/deployments';
const one = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
const many = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
const inNamespace = (client: MetadataClient) => client.resource(deployments).namespace('ns');
const metadata = { name: 'a', uid: 'u' };
const partial = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata };
const whole = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1 } };
const success = { apiVersion: 'v1', kind: 'Status', status: 'Success' };

describe('each verb sends one request for metadata only', () => {
  test.each<[string, (client: MetadataClient) => Promise<unknown>, Sent]>([
    ['get', (c) => inNamespace(c).get('a', { resourceVersion: '0' }), { line: `GET ${path}/a?resourceVersion=0`, accept: one }],
    ['get of the cluster', (c) => c.resource(nodes).get('a'), { line: 'GET /api/v1/nodes/a', accept: one }],
    ['list', (c) => inNamespace(c).list({ limit: 2 }), { line: `GET ${path}?limit=2`, accept: many }],
    ['list of all namespaces', (c) => c.resource(deployments).list(), { line: 'GET /apis/apps/v1/deployments', accept: many }],
    ['iterate', (c) => inNamespace(c).iterate().next(), { line: `GET ${path}?limit=500`, accept: many }],
    [
      'watch',
      (c) => inNamespace(c).watch({ labelSelector: 'a=b' }).next(),
      { line: `GET ${path}?allowWatchBookmarks=true&labelSelector=a%3Db&watch=true`, accept: one },
    ],
    [
      'a merge patch',
      (c) => inNamespace(c).patch('a', mergePatch({ metadata: { labels: { a: 'b' } } }), { fieldManager: 'me' }),
      {
        line: `PATCH ${path}/a?fieldManager=me`,
        accept: one,
        contentType: 'application/merge-patch+json',
        body: { metadata: { labels: { a: 'b' } } },
      },
    ],
    [
      'a JSON patch',
      (c) => inNamespace(c).patch('a', jsonPatch([])),
      { line: `PATCH ${path}/a`, accept: one, contentType: 'application/json-patch+json', body: [] },
    ],
    ['delete', (c) => inNamespace(c).delete('a'), { line: `DELETE ${path}/a`, accept: one }],
    [
      'deleteCollection',
      (c) => inNamespace(c).deleteCollection({ labelSelector: 'a=b' }),
      { line: `DELETE ${path}?labelSelector=a%3Db`, accept: many },
    ],
  ])('%s', async (_what, call, wanted) => {
    const { rest, sent } = recording({ ...whole, items: [], type: 'BOOKMARK', object: {} });
    await call(createMetadataClient(rest));
    expect(sent.map(shortly)).toEqual([wanted]);
  });
});

describe.each([
  ['sends metadata alone', partial, 'PartialObjectMetadataList', 'meta.k8s.io/v1'],
  ['sends complete objects, regardless of the request', whole, 'DeploymentList', 'apps/v1'],
  ['omits the kind in lists', { metadata, spec: {} }, 'DeploymentList', 'apps/v1'],
])('only metadata is returned from a server that %s:', (_what, object, kind, apiVersion) => {
  const list = { apiVersion, kind, metadata: { resourceVersion: '7' }, items: [object] };
  const partialList = { ...list, apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadataList', items: [partial] };

  test('by get and patch', async () => {
    expect(await inNamespace(createMetadataClient(recording(object).rest)).get('a')).toEqual(partial);
    expect(await inNamespace(createMetadataClient(recording(object).rest)).patch('a', mergePatch({}))).toEqual(partial);
  });

  test('by list and iterate', async () => {
    const client = inNamespace(createMetadataClient(recording(list).rest));
    expect(await client.list()).toEqual(partialList);
    expect(await client.iterate().next()).toEqual({ done: false, value: partial });
  });

  test('by deletions', async () => {
    expect(await inNamespace(createMetadataClient(recording(object).rest)).delete('a')).toEqual(partial);
    expect(await inNamespace(createMetadataClient(recording(list).rest)).deleteCollection()).toEqual(partialList);
  });

  test('by a watch', async () => {
    const events = [
      { type: 'ADDED', object },
      { type: 'BOOKMARK', object: { ...partial, metadata: { resourceVersion: '8' } } },
      { type: 'DELETED', object },
    ];
    const { rest } = recording(events.map((event) => JSON.stringify(event)).join('\n'));
    const seen: unknown[] = [];
    for await (const event of inNamespace(createMetadataClient(rest)).watch()) seen.push(event);
    expect(seen).toEqual([{ type: 'ADDED', object: partial }, events[1], { type: 'DELETED', object: partial }]);
  });
});

test('returns a Status in response to a deletion unchanged', async () => {
  const client = inNamespace(createMetadataClient(recording(success).rest));
  expect(await client.delete('a')).toEqual(success);
  expect(await client.deleteCollection()).toEqual(success);
});

test('sends no request before a watch or iteration starts, or for an empty namespace', () => {
  const { rest, sent } = recording({});
  const client = createMetadataClient(rest);
  inNamespace(client).watch();
  inNamespace(client).iterate();
  expect(() => client.resource(deployments).namespace('')).toThrow('deployments.apps: the namespace is empty');
  expect(sent).toEqual([]);
});

test('the metadata client prints no more of its config than the wrapped client, and closes it', async () => {
  const { rest } = recording('the text');
  let closed = 0;
  const below = Object.defineProperty({ ...rest, close: () => closed++ }, 'config', { value: rest.config, enumerable: false });
  const asking = new MetadataRESTClient(below, 'PartialObjectMetadata');
  expect(asking.config).toBe(rest.config);
  expect(Object.keys(asking)).toEqual([]);
  const request = { method: 'GET', path: '/x', query: [], headers: { accept: '*/*', 'x-own': '1' } } as const;
  expect(await asking.text(request)).toBe('the text');
  expect(Buffer.from((await asking.raw(request)).body).toString()).toBe('the text');
  asking.close();
  expect(closed).toBe(1);
});
