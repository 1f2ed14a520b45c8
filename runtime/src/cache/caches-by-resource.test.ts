import type { Immutable, KubeObject, Resource } from '../meta/index.js';
import { newFakeClock } from '../util/index.js';
import type { ListerWatcherScope, SharedInformerFactoryOptions } from './informer-factory.js';
import type { ListerWatcher } from './reflector/lister-watcher.js';
import { cacheOptionsOf } from './resource-cache-options.js';
import { newSharedInformerFactory } from './shared-informer-factory.js';
import { newLister } from './store/lister.js';
import { added, deleted, pod, type TestPod } from './testdata/pods.js';
import { ScriptedSource, settle } from './testdata/scripted-source.js';

type TestResource = Resource<TestPod, unknown, unknown>;
const resource = (plural: string, namespaced = true): TestResource => ({
  group: '',
  version: 'v1',
  kind: 'Pod',
  listKind: 'PodList',
  plural,
  singular: 'pod',
  namespaced,
  verbs: ['list', 'watch'],
  subresources: [],
});
const pods = resource('pods');
const secrets = resource('secrets');
const nodes = resource('nodes', false);

let controller: AbortController;
beforeEach(() => {
  controller = new AbortController();
});
afterEach(() => controller.abort());

function setup(options: SharedInformerFactoryOptions) {
  const sources = new Map<string, ScriptedSource>();
  const scopes: ({ readonly plural: string } & Partial<ListerWatcherScope>)[] = [];
  const factory = newSharedInformerFactory({
    clock: newFakeClock(),
    listerWatcherFor<T extends KubeObject>({ plural }: Resource<T, unknown, unknown>, scope: ListerWatcherScope) {
      const source = new ScriptedSource();
      sources.set(`${plural}/${scope.namespace ?? ''}`, source);
      scopes.push({ plural, ...Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined)) });
      return source as unknown as ListerWatcher<T>;
    },
    ...options,
  });
  const informerFor = (of: TestResource) => factory.informerFor<TestPod, Immutable<TestPod>>(of);
  /** Sends the initial state of a namespace on its first stream. */
  const answer = async (name: string, version: string, ...items: TestPod[]) => {
    const watch = await sources.get(name)!.nextWatch();
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: version, annotations } };
    watch.send(...items.map(added), { type: 'BOOKMARK', object });
    await settle();
    return watch;
  };
  return { factory, informerFor, scopes, answer };
}

test('options of a resource replace the defaults, field by field', () => {
  const { informerFor, scopes } = setup({
    defaults: { namespaces: ['a'], labelSelector: 'app=x', stripManagedFields: true },
    byResource: [[secrets, { namespaces: ['b'], fieldSelector: 'type=Opaque', labelSelector: undefined }]],
  });
  for (const one of [pods, secrets, nodes]) informerFor(one);
  expect(scopes).toEqual([
    { plural: 'pods', namespace: 'a', labelSelector: 'app=x', stripManagedFields: true },
    { plural: 'secrets', namespace: 'b', labelSelector: 'app=x', fieldSelector: 'type=Opaque', stripManagedFields: true },
    { plural: 'nodes', labelSelector: 'app=x', stripManagedFields: true },
  ]);
});

test('namespace is short for defaults.namespaces with one name', () => {
  const { informerFor, scopes } = setup({ namespace: 'a', byResource: [[secrets, { namespaces: ['b'] }]] });
  for (const one of [pods, secrets]) informerFor(one);
  expect(scopes.map(({ namespace }) => namespace)).toEqual(['a', 'b']);
  expect(() => cacheOptionsOf('a', { namespaces: ['b'] })).toThrow('both namespace and defaults.namespaces are set');
});

test.each<[string, SharedInformerFactoryOptions, string]>([
  ['no namespaces', { defaults: { namespaces: [] } }, 'the cache of pods.v1: namespaces is empty'],
  ['an empty name', { defaults: { namespaces: [''] } }, 'the cache of pods.v1: a namespace has no name'],
  ['a name twice', { defaults: { namespaces: ['a', { name: 'a' }] } }, 'the namespace "a" comes twice'],
])('%s are rejected', (_what, options, message) => {
  const { informerFor } = setup(options);
  expect(() => informerFor(pods)).toThrow(message);
});

test('a resource that comes twice is rejected', () => {
  const twice: SharedInformerFactoryOptions = {
    byResource: [
      [pods, {}],
      [resource('pods'), {}],
    ],
  };
  expect(() => setup(twice)).toThrow('byResource has two entries for pods.v1');
});

describe('several namespaces', () => {
  async function started() {
    const { factory, informerFor, scopes, answer } = setup({
      byResource: [[pods, { namespaces: ['a', { name: 'b', labelSelector: 'app=b' }], labelSelector: 'app=x' }]],
    });
    const informer = informerFor(pods);
    const events: string[] = [];
    const registration = informer.addEventHandler({
      onAdd: ({ metadata }, isInInitialList) =>
        void events.push(`+${metadata.namespace}/${metadata.name}${isInInitialList ? ' listed' : ''}`),
      onDelete: () => void events.push('-'),
    });
    factory.start(controller.signal);
    return { factory, informer, registration, events, scopes, answer };
  }

  test('each have a list and a watch, with their own selectors, and are read as one cache', async () => {
    const { factory, informer, registration, events, scopes, answer } = await started();
    expect(scopes.map(({ namespace, labelSelector }) => [namespace, labelSelector])).toEqual([
      ['a', 'app=x'],
      ['b', 'app=b'],
    ]);
    const a = await answer('pods/a', '10', pod('a/one', '3'));
    expect([informer.hasSynced(), registration.hasSynced(), informer.lastSyncResourceVersion()]).toEqual([false, false, '']);
    const synced = factory.waitForCacheSync();
    await answer('pods/b', '8', pod('b/two', '4'), pod('b/three', '5'));
    await synced;
    expect([informer.hasSynced(), registration.hasSynced()]).toEqual([true, true]);
    expect([informer.lastSyncResourceVersion(), informer.lastSyncResourceVersion('a')]).toEqual(['8', '10']);
    expect(informer.indexer.listKeys().sort()).toEqual(['a/one', 'b/three', 'b/two']);
    const lister = newLister(informer.indexer);
    expect(lister.list()).toHaveLength(3);
    expect(lister.namespace('b').list()).toHaveLength(2);
    expect(lister.namespace('a').get('one')?.metadata.name).toBe('one');
    expect(() => lister.namespace('c').get('one')).toThrow(
      'pods.v1: the namespace "c" is outside of the cache, which contains only the namespaces "a", "b"',
    );
    a.send(added(pod('a/four', '12')), deleted(pod('a/one', '13')));
    await settle();
    expect(events).toEqual(['+a/one listed', '+b/two listed', '+b/three listed', '+a/four', '-']);
  });

  test('share indexes, handlers, and the end', async () => {
    const { factory, informer, registration, events, answer } = await started();
    informer.addIndexers({ name: ({ metadata }) => [metadata.name] });
    const a = await answer('pods/a', '10', pod('a/same', '3'));
    await answer('pods/b', '8', pod('b/same', '4'));
    expect(informer.indexer.byIndex('name', 'same')).toHaveLength(2);
    expect(informer.indexer.indexKeys('name', 'same')).toEqual(['a/same', 'b/same']);
    expect(informer.indexer.listIndexFuncValues('name')).toEqual(['same']);
    informer.removeEventHandler(registration);
    a.send(added(pod('a/later', '12')));
    await settle();
    expect(events).toEqual(['+a/same listed', '+b/same listed']);
    await factory.shutdown();
    expect(informer.isStopped()).toBe(true);
  });

  test('call an async handler once at a time', async () => {
    const { informer, answer } = await started();
    let calls = 0;
    let most = 0;
    informer.addEventHandler({
      onAdd: async () => {
        most = Math.max(most, ++calls);
        await settle();
        calls--;
        throw new Error('reported by the informer');
      },
    });
    await answer('pods/a', '10', pod('a/one', '3'), pod('a/two', '4'));
    await answer('pods/b', '8', pod('b/one', '5'), pod('b/two', '6'));
    for (let i = 0; i < 10; i++) await settle();
    expect(most).toBe(1);
  });
});
