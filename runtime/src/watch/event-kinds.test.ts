import type { KubeObject, ResourceInfo, WatchEvent } from '../meta/index.js';
import type { KubeRequest, RESTClient } from '../rest/index.js';
import { watch } from './watch.js';

const pods: ResourceInfo = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  listKind: 'PodList',
  plural: 'pods',
  singular: 'pod',
  namespaced: true,
  verbs: [],
  subresources: [],
};
const event = (type: string, kind?: string | null, annotations?: object) => ({
  type,
  object: { ...(kind !== undefined && { apiVersion: 'v1', kind }), metadata: { name: 'a', resourceVersion: '7', annotations } },
});
const end = { 'k8s.io/initial-events-end': 'true' };

async function read(sent: readonly object[], { resource = pods, initialEvents = false } = {}) {
  const client: Pick<RESTClient, 'stream'> = {
    stream: async () => ({
      status: 200,
      headers: {},
      body: (async function* () {
        for (const one of sent) yield Buffer.from(`${JSON.stringify(one)}\n`);
      })(),
    }),
  };
  const query: KubeRequest['query'] = initialEvents ? [['sendInitialEvents', 'true']] : [];
  const warnings: unknown[] = [];
  const events: WatchEvent<KubeObject>[] = [];
  const options = { resource, warn: (message: string, fields: object) => warnings.push({ message, ...fields }) };
  let error: unknown;
  try {
    for await (const one of watch<KubeObject>(client, { method: 'GET', path: '/', query, headers: {} }, options))
      events.push(one);
  } catch (caught) {
    error = caught;
  }
  return { events, warnings, error };
}

test('watch events of another kind are skipped, with one warning for each kind', async () => {
  const { events, warnings, error } = await read([
    event('ADDED', 'Pod'),
    event('ADDED', 'Service'),
    event('DELETED', 'Service'),
    event('BOOKMARK', 'Service'),
    event('ADDED', 'Status'),
    event('MODIFIED', 'Pod'),
  ]);
  expect(events.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED']);
  const message = 'Skipped watch events of another kind';
  expect(warnings).toEqual([
    { message, resource: 'pods', kind: 'Service', expected: 'Pod' },
    { message, resource: 'pods', kind: 'Status', expected: 'Pod' },
  ]);
  expect(error).toBeUndefined();
});

test.each<[string, object]>([
  ['an object', event('ADDED', 'Service')],
  ['the bookmark that ends them', event('BOOKMARK', 'Service', end)],
])('among initial events, %s of another kind fails the watch: a part must not count as everything', async (_, other) => {
  const { events, error } = await read([event('ADDED', 'Pod'), other, event('BOOKMARK', 'Pod', end)], { initialEvents: true });
  expect(events).toHaveLength(1);
  expect(error).toMatchObject({ name: 'ConnectionError', code: 'ERR_UNEXPECTED_ANSWER' });
  expect(String(error)).toContain('"Service" among the initial events of pods, instead of "Pod"');
});

test('after the bookmark that ends the initial events, they are skipped again', async () => {
  const sent = [event('BOOKMARK', 'Pod', end), event('ADDED', 'Service'), event('ADDED', 'Pod')];
  const { events, warnings, error } = await read(sent, { initialEvents: true });
  expect([events.length, warnings.length, error]).toEqual([2, 1, undefined]);
});

test.each<[string, object]>([
  ['metadata alone', event('ADDED', 'PartialObjectMetadata')],
  ['a bookmark without a kind', event('BOOKMARK')],
  ['a bookmark with an empty kind', event('BOOKMARK', '')],
  ['a bookmark without metadata', { type: 'BOOKMARK', object: {} }],
])('%s is taken as it is', async (_, sent) => {
  expect(await read([sent], { initialEvents: true })).toEqual({ events: [sent], warnings: [], error: undefined });
});

test.each([undefined, null, ''])('an object with the kind %j gets that of the resource', async (kind) => {
  const { events } = await read([event('ADDED', kind)]);
  expect(events).toMatchObject([{ object: { apiVersion: 'v1', kind: 'Pod' } }]);
});

test('if the kind of the resource is not known, all but a Status are taken', async () => {
  const unknown = { ...pods, kind: '', listKind: '' };
  const { events, warnings } = await read([event('ADDED', 'Foo'), event('ADDED'), event('ADDED', 'Status')], {
    resource: unknown,
  });
  expect([events.length, warnings.length]).toEqual([2, 1]);
});
