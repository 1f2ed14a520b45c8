import { fieldSelectorFromSet } from '../fields/index.js';
import { parseSelector } from '../labels/index.js';
import type { ListOptions } from '../meta/index.js';
import { jsonPatch, mergePatch } from '../patch/index.js';
import type { RESTClient } from '../rest/index.js';
import { allNamespacesClient, clusterClient, namespacedClient } from './resource-client.js';
import { deployments, nodes, pods, read, recording, shortly, type Sent, type ThingConfiguration } from './testdata/recording.js';

const json = 'application/json';
const podsOf = (rest: RESTClient) => namespacedClient(rest, pods, 'ns');
const nodesOf = (rest: RESTClient) => clusterClient(rest, nodes);
const deploymentsOf = (rest: RESTClient) => namespacedClient(rest, deployments, 'ns');
const get = (path: string): Sent => ({ line: `GET ${path}`, accept: json });
const write = (line: string, body: unknown, contentType = json): Sent => ({ line, accept: json, contentType, body });
const inNamespace = '/api/v1/namespaces/ns/pods';
const written = { dryRun: true, fieldManager: 'me', fieldValidation: 'Strict' } as const;
const writtenQuery = 'dryRun=All&fieldManager=me&fieldValidation=Strict';
const metadata = { name: 'a' };

describe('each verb is one request', () => {
  const pod = read('Pod', 'a');
  const configuration: ThingConfiguration = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { replicas: 1 } };
  test.each<[string, (rest: RESTClient) => Promise<unknown>, Sent]>([
    ['get', (rest) => podsOf(rest).get('a'), get(`${inNamespace}/a`)],
    ['get at a version', (rest) => podsOf(rest).get('a', { resourceVersion: '0' }), get(`${inNamespace}/a?resourceVersion=0`)],
    ['get of the cluster', (rest) => nodesOf(rest).get('a'), get('/api/v1/nodes/a')],
    ['get in a group', (rest) => deploymentsOf(rest).get('a'), get('/apis/apps/v1/namespaces/ns/deployments/a')],
    [
      'create',
      (rest) => podsOf(rest).create({ metadata }),
      write(`POST ${inNamespace}`, { apiVersion: 'v1', kind: 'Pod', metadata }),
    ],
    [
      'create with options',
      (rest) => podsOf(rest).create({ metadata }, written),
      write(`POST ${inNamespace}?${writtenQuery}`, { apiVersion: 'v1', kind: 'Pod', metadata }),
    ],
    [
      'create of the cluster',
      (rest) => nodesOf(rest).create({ metadata }),
      write('POST /api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata }),
    ],
    [
      'create in a group',
      (rest) => deploymentsOf(rest).create({ metadata }),
      write('POST /apis/apps/v1/namespaces/ns/deployments', { apiVersion: 'apps/v1', kind: 'Deployment', metadata }),
    ],
    ['update', (rest) => podsOf(rest).update(pod, written), write(`PUT ${inNamespace}/a?${writtenQuery}`, pod)],
    [
      'a JSON patch',
      (rest) => podsOf(rest).patch('a', jsonPatch([{ op: 'remove', path: '/spec' }]), written),
      write(`PATCH ${inNamespace}/a?${writtenQuery}`, [{ op: 'remove', path: '/spec' }], 'application/json-patch+json'),
    ],
    [
      'a merge patch',
      (rest) => podsOf(rest).patch('a', mergePatch({ spec: null })),
      write(`PATCH ${inNamespace}/a`, { spec: null }, 'application/merge-patch+json'),
    ],
    [
      'apply',
      (rest) => podsOf(rest).apply(configuration, { fieldManager: 'me', force: true }),
      write(`PATCH ${inNamespace}/a?fieldManager=me&force=true`, configuration, 'application/apply-patch+yaml'),
    ],
    ['delete', (rest) => podsOf(rest).delete('a'), { line: `DELETE ${inNamespace}/a`, accept: json }],
    [
      'delete with options',
      (rest) =>
        podsOf(rest).delete('a', {
          gracePeriodSeconds: 0,
          propagationPolicy: 'Foreground',
          preconditions: { uid: 'u' },
          dryRun: true,
        }),
      write(`DELETE ${inNamespace}/a`, {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        gracePeriodSeconds: 0,
        preconditions: { uid: 'u' },
        propagationPolicy: 'Foreground',
        dryRun: ['All'],
      }),
    ],
    [
      'deleteCollection',
      (rest) => podsOf(rest).deleteCollection({ labelSelector: 'a=b' }),
      { line: `DELETE ${inNamespace}?labelSelector=a%3Db`, accept: json },
    ],
    ['list', (rest) => podsOf(rest).list(), get(inNamespace)],
    ['list of the cluster', (rest) => nodesOf(rest).list(), get('/api/v1/nodes')],
    ['list of all namespaces', (rest) => allNamespacesClient(rest, pods).list(), get('/api/v1/pods')],
    [
      'list with options',
      (rest) =>
        podsOf(rest).list({
          limit: 2,
          continue: 'next',
          resourceVersion: '5',
          resourceVersionMatch: 'Exact',
          timeoutSeconds: 90,
        }),
      get(`${inNamespace}?continue=next&limit=2&resourceVersion=5&resourceVersionMatch=Exact&timeout=1m30s&timeoutSeconds=90`),
    ],
    [
      'watch',
      (rest) => podsOf(rest).watch({ resourceVersion: '5' }).next(),
      get(`${inNamespace}?allowWatchBookmarks=true&resourceVersion=5&watch=true`),
    ],
    [
      'watch of all namespaces',
      (rest) => allNamespacesClient(rest, pods).watch({ allowWatchBookmarks: false }).next(),
      get('/api/v1/pods?watch=true'),
    ],
    ['iterate', (rest) => podsOf(rest).iterate().next(), get(`${inNamespace}?limit=500`)],
  ])('%s', async (_what, call, wanted) => {
    const { rest, sent } = recording({ apiVersion: 'v1', kind: 'List', metadata: {}, items: [], type: 'BOOKMARK', object: {} });
    await call(rest);
    expect(sent.map(shortly)).toEqual([wanted]);
  });
});

test.each<[string, ListOptions, string]>([
  ['a string', { labelSelector: 'a in (b,c)' }, 'labelSelector=a+in+%28b%2Cc%29'],
  ['a parsed selector', { labelSelector: parseSelector('a=b,!c') }, 'labelSelector=a%3Db%2C%21c'],
  ['the form of specs', { labelSelector: { matchLabels: { a: 'b' } } }, 'labelSelector=a%3Db'],
  ['a field selector', { fieldSelector: 'metadata.name=a' }, 'fieldSelector=metadata.name%3Da'],
  [
    'a parsed field selector',
    { fieldSelector: fieldSelectorFromSet({ 'metadata.name': 'a' }) },
    'fieldSelector=metadata.name%3Da',
  ],
])('accepts a selector as %s', async (_what, options, query) => {
  const { rest, sent } = recording({ kind: 'PodList', metadata: {}, items: [] });
  await podsOf(rest).list(options);
  expect(sent.map(shortly)).toEqual([get(`${inNamespace}?${query}`)]);
});

describe('apiVersion and kind', () => {
  const bare = { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '7' }, items: [{ metadata: { name: 'a' } }] };
  const filled = { ...bare, items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }] };

  test.each<[string, (rest: RESTClient) => Promise<unknown>]>([
    ['a list', (rest) => podsOf(rest).list()],
    ['a list of all namespaces', (rest) => allNamespacesClient(rest, pods).list()],
    ['the result of deleteCollection', (rest) => podsOf(rest).deleteCollection()],
  ])('are added to the items of %s if the server omits them', async (_what, call) => {
    expect(await call(recording(bare).rest)).toEqual(filled);
  });

  test('are added on every page', async () => {
    const { rest } = recording({ ...bare, metadata: { continue: 'next' } }, bare);
    const kinds: string[] = [];
    for await (const { apiVersion, kind } of podsOf(rest).iterate()) kinds.push(`${apiVersion} ${kind}`);
    expect(kinds).toEqual(['v1 Pod', 'v1 Pod']);
  });

  test('are sent as the object states them, and the object does not change', async () => {
    const { rest, sent } = recording({});
    const object = Object.freeze({ metadata: Object.freeze({ name: 'a' }) });
    await podsOf(rest).create(object);
    await podsOf(rest).create({ ...object, apiVersion: 'v2', kind: 'Other' });
    expect(sent.map((request) => shortly(request).body)).toEqual([
      { apiVersion: 'v1', kind: 'Pod', metadata },
      { apiVersion: 'v2', kind: 'Other', metadata },
    ]);
  });
});

test('a list without items has an empty array as its items', async () => {
  expect((await podsOf(recording({ kind: 'PodList', metadata: {}, items: null }).rest).list()).items).toEqual([]);
});

test('returns a Status in response to deleteCollection unchanged', async () => {
  const status = { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Success' };
  expect(await podsOf(recording(status).rest).deleteCollection()).toEqual(status);
});

describe('no request is sent', () => {
  test.each<[string, (rest: RESTClient) => Promise<unknown>, string]>([
    ['if the name is empty', (rest) => podsOf(rest).get(''), 'resource name may not be empty'],
    ['if the name is a path', (rest) => podsOf(rest).delete('../a'), "may not contain '/'"],
    [
      'if the object to update has no name',
      (rest) => podsOf(rest).update({ apiVersion: 'v1', kind: 'Pod', metadata: {} }),
      'has no metadata.name',
    ],
    [
      'if the configuration to apply has no name',
      (rest) => podsOf(rest).apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: '' } }, { fieldManager: 'me' }),
      'has no metadata.name',
    ],
    ['if the selector is invalid', (rest) => podsOf(rest).list({ labelSelector: { matchLabels: { 'a b': '' } } }), 'a b'],
  ])('%s: the promise rejects', async (_what, call, message) => {
    const { rest, sent } = recording({});
    await expect(call(rest)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });

  test('before a verb is called, or a watch or iteration is started', () => {
    const { rest, sent } = recording({});
    const client = podsOf(rest);
    client.watch();
    client.iterate();
    expect(client.namespace).toBe('ns');
    expect(sent).toEqual([]);
  });
});

test('the signal of the options aborts the call', async () => {
  const { rest, sent } = recording({ kind: 'PodList', metadata: {}, items: [] });
  const signal = AbortSignal.abort(new Error('enough'));
  const client = podsOf(rest);
  const calls: (() => Promise<unknown>)[] = [
    () => client.get('a', { signal }),
    () => client.list({ signal }),
    () => client.create({ metadata }, { signal }),
    () => client.update(read('Pod', 'a'), { signal }),
    () => client.patch('a', mergePatch({}), { signal }),
    () => client.delete('a', { signal }),
    () => client.deleteCollection({ signal }),
    () => client.iterate({ signal }).next(),
    () => client.watch({ signal }).next(),
  ];
  for (const call of calls) await expect(call()).rejects.toThrow('enough');
  expect(sent).toEqual([]);
});
