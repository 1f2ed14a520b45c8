import { parseSelector } from '../labels/index.js';
import type { KubeObject } from '../meta/index.js';
import { createRESTClient } from '../rest/index.js';
import { newListerWatcher, type ListerWatcherOptions } from './lister-watcher.js';
import { nodes, pods, recording, shortly } from './testdata/recording.js';

const { signal } = new AbortController();
const list = {
  apiVersion: 'v1',
  kind: 'PodList',
  metadata: { resourceVersion: '7', continue: 'next' },
  items: [{ metadata: { name: 'a' } }],
};
const bookmark = '{"type":"BOOKMARK","object":{"apiVersion":"v1","kind":"Pod","metadata":{"resourceVersion":"8"}}}\n';

const scopes: [string, ListerWatcherOptions | undefined, string, string][] = [
  ['everything', undefined, '/api/v1/pods', ''],
  ['one namespace', { namespace: 'ns' }, '/api/v1/namespaces/ns/pods', ''],
  [
    'selected objects',
    { labelSelector: parseSelector('a=b'), fieldSelector: 'spec.nodeName=n' },
    '/api/v1/pods',
    'fieldSelector=spec.nodeName%3Dn&labelSelector=a%3Db',
  ],
];

test.each(scopes)('lists %s in pages, and items have their kinds', async (_what, options, path, query) => {
  const { rest, sent } = recording(list);
  const chunks: unknown[] = [];
  const asked = { limit: 500, resourceVersion: '0', signal };
  for await (const chunk of newListerWatcher<KubeObject>(rest, pods, options).list(asked)) chunks.push(chunk);
  const all = [query, 'limit=500', 'resourceVersion=0'].filter((part) => part !== '').join('&');
  expect(sent.map(shortly)).toEqual([{ line: `GET ${path}?${all}`, accept: 'application/json' }]);
  expect(chunks).toEqual([
    { items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }] },
    { items: [], metadata: list.metadata },
  ]);
});

test.each(scopes)('watches %s', async (_what, options, path, query) => {
  const { rest, sent } = recording(bookmark);
  const batches: unknown[] = [];
  const asked = { resourceVersion: '7', allowWatchBookmarks: true, timeoutSeconds: 300, signal };
  for await (const batch of newListerWatcher<KubeObject>(rest, pods, options).watch(asked)) batches.push(batch);
  const all = ['allowWatchBookmarks=true', query, 'resourceVersion=7', 'timeout=5m0s', 'timeoutSeconds=300', 'watch=true']
    .filter((part) => part !== '')
    .join('&');
  expect(sent.map(shortly)).toEqual([{ line: `GET ${path}?${all}`, accept: 'application/json' }]);
  expect(sent[0]?.streaming).toBe(true);
  expect(batches).toEqual([[JSON.parse(bookmark)]]);
});

test('cluster-scoped resources have no namespace', async () => {
  const { rest, sent } = recording({ kind: 'NodeList', metadata: {}, items: [] });
  for await (const chunk of newListerWatcher<KubeObject>(rest, nodes).list({ signal })) expect(chunk.items).toEqual([]);
  expect(sent.map((request) => shortly(request).line)).toEqual(['GET /api/v1/nodes']);
});

test('the reflector waits at most the `maxRetryAfterMs` of the config', () => {
  const { rest } = recording(list);
  const limited = createRESTClient({ ...rest.config, maxRetryAfterMs: 20_000 });
  expect(newListerWatcher<KubeObject>(limited, pods).maxRetryAfterMs).toBe(20_000);
});
