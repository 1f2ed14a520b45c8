import type { CachedObject } from '../cache/index.js';
import type { KubeList, KubeObject } from '../meta/index.js';
import { createRESTClient, type KubeRequest } from '../rest/index.js';
import { newFakeClock } from '../util/index.js';
import { newInformerFactory, untypedNamespacedResource } from './informers.js';
import { allNamespacesClient, namespacedClient } from './resource-client.js';
import { pods, recording } from './testdata/recording.js';

const item = { metadata: { name: 'a', namespace: 'ns', resourceVersion: '5' } };
const status = { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Success' };
const serviceList = { apiVersion: 'v1', kind: 'ServiceList', metadata: { resourceVersion: '9' }, items: [] };
const html = '<html><body>It works!</body></html>';

const refused: [string, object | string][] = [
  ['an empty object', {}],
  ["a proxy's health page, in JSON", { status: 'ok' }],
  ["a proxy's health page, in HTML", html],
  ['an empty body', ''],
  ['null', 'null'],
  ['a list without a kind', { metadata: { resourceVersion: '9' }, items: [] }],
  ['a Status of success', status],
  ["another kind's list", serviceList],
  ["another kind's list, with its kind behind the items", '{"apiVersion":"v1","items":[],"kind":"ServiceList","metadata":{}}'],
  ['a table', { apiVersion: 'meta.k8s.io/v1', kind: 'Table', metadata: {}, rows: [] }],
  ['one object', { apiVersion: 'v1', kind: 'Pod', ...item }],
  ['a list of the kind with items of another', { kind: 'PodList', metadata: {}, items: [{ kind: 'Service', ...item }] }],
  ['the generic list with items of another kind', { kind: 'List', metadata: {}, items: [{ kind: 'Service', ...item }] }],
];

const taken: [string, object | string, number][] = [
  ['without metadata', { kind: 'PodList', items: [item] }, 1],
  ['with null metadata', { kind: 'PodList', metadata: null, items: [item] }, 1],
  ['without items', { kind: 'PodList', metadata: {} }, 0],
  ['with null items', { kind: 'PodList', metadata: { resourceVersion: '9' }, items: null }, 0],
  ['with nothing but its kind', { kind: 'PodList' }, 0],
  ['with its kind after the items', '{"items":[{"metadata":{"name":"a"}}],"kind":"PodList","metadata":{}}', 1],
  ['that is not compact', JSON.stringify({ kind: 'PodList', metadata: {}, items: [item] }, null, 2), 1],
  [
    'of metadata alone',
    { kind: 'PartialObjectMetadataList', metadata: {}, items: [{ kind: 'PartialObjectMetadata', ...item }] },
    1,
  ],
  ['of the generic kind', { kind: 'List', apiVersion: 'v1', metadata: {}, items: [{ kind: 'Pod', ...item }] }, 1],
  [
    'with its own kind, if each item has the kind of the resource',
    { kind: 'Pods', metadata: {}, items: [{ kind: 'Pod', ...item }] },
    1,
  ],
];

describe('a list', () => {
  test.each(refused)('that is %s is an error', async (_, answer) => {
    const listed = namespacedClient(recording(answer).rest, pods, 'ns').list();
    await expect(listed).rejects.toMatchObject({
      name: 'ConnectionError',
      message: expect.stringContaining('GET /api/v1/namespaces/ns/pods'),
    });
  });

  test.each(taken)('%s is taken', async (_, answer, count) => {
    const { items, metadata } = await namespacedClient(recording(answer).rest, pods, 'ns').list();
    expect(items).toHaveLength(count);
    expect(metadata).toBeDefined();
  });

  test.each(['FooList', 'Foos'])('of a custom resource may be a %s if its descriptor states that kind', async (listKind) => {
    const foos = { ...pods, group: 'x.example.com', kind: 'Foo', listKind, plural: 'foos' };
    const answer = { apiVersion: 'x.example.com/v1', kind: listKind, metadata: {}, items: [] };
    expect((await allNamespacesClient(recording(answer).rest, foos).list()).items).toEqual([]);
  });

  const foos = untypedNamespacedResource<KubeObject, KubeList<KubeObject>, never>({
    group: 'x.example.com',
    version: 'v1',
    resource: 'foos',
  });
  test.each<[string, object, boolean]>([
    ['FooList', { kind: 'FooList', metadata: {}, items: [] }, true],
    ['list with a kind of its own', { kind: 'Foos', metadata: {}, items: [] }, true],
    ['list without items', { kind: 'FooList' }, true],
    ['generic list', { kind: 'List', metadata: {}, items: [] }, true],
    ['empty object', {}, false],
    ['Status', status, false],
    ['Table', { kind: 'Table', rows: [] }, false],
    ['health page', { kind: 'Health', status: 'ok' }, false],
  ])('of a resource with an unknown kind may be a %s: %s', async (_, answer, ok) => {
    const listed = allNamespacesClient(recording(answer).rest, foos).list();
    if (ok) expect((await listed).items).toEqual([]);
    else await expect(listed).rejects.toMatchObject({ name: 'ConnectionError' });
  });
});

describe('an informer whose relist receives an unexpected response', () => {
  test.each(refused)('%s: keeps its cache, reports the error, and lists again', async (_, answer) => {
    const clock = newFakeClock();
    const list = {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '7' },
      items: [item, { metadata: { ...item.metadata, name: 'b' } }],
    };
    const expired = { type: 'ERROR', object: { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired' } };
    let lists = 0;
    let watches = 0;
    const send = (request: KubeRequest, signal?: AbortSignal) => {
      const asked = new Map(request.query);
      if (!asked.has('watch')) return respond(++lists === 2 ? answer : list);
      if (asked.has('sendInitialEvents')) return respond({}, 400);
      return respond(++watches === 1 ? expired : '\n', 200, watches === 1 ? undefined : signal);
    };
    const rest = createRESTClient({ host: 'http://server', transport: { send } }, { clock });
    const warnings: unknown[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (_message: string, fields: unknown) => warnings.push(fields) };
    const factory = newInformerFactory(rest, { clock, logger });
    const informer = factory.informerFor<KubeObject, CachedObject>(pods);
    let deletions = 0;
    informer.addEventHandler({ onDelete: () => deletions++ });
    factory.start();
    await factory.waitForCacheSync();
    for (let i = 0; i < 10 && lists < 3; i++) {
      await clock.advanceAsync(5_000);
      expect(informer.indexer.listKeys()).toEqual(['ns/a', 'ns/b']);
    }
    expect([lists, deletions]).toEqual([3, 0]);
    expect(warnings).toContainEqual(expect.objectContaining({ error: expect.stringContaining('GET /api/v1/pods') }));
    await factory.shutdown();
    expect(clock.pending).toBe(0);
  });
});

/** Creates a response. If it has a signal, it does not end before the signal fires. */
async function respond(answer: object | string, code = 200, until?: AbortSignal) {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
    if (until) await new Promise<void>((resolve) => until.addEventListener('abort', () => resolve(), { once: true }));
  }
  return { status: code, headers: {}, body: body() };
}

describe('a deletion', () => {
  const answered = (code: number) => createRESTClient({ host: 'http://server', transport: { send: () => respond('', code) } });
  test.each([204, 200, 202])('with the response %i and an empty body resolves with a Status of success', async (code) => {
    const client = namespacedClient(answered(code), pods, 'ns');
    const wanted = { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Success', code };
    expect(await client.delete('a')).toEqual(wanted);
    expect(await client.deleteCollection({ labelSelector: 'a=b' })).toEqual(wanted);
  });

  test('is the only call whose response may be empty', async () => {
    await expect(namespacedClient(answered(200), pods, 'ns').get('a')).rejects.toThrow('an empty body');
  });
});
