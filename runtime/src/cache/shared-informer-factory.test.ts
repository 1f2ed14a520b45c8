import type { Immutable, KubeObject, Resource } from '../meta/index.js';
import { newFakeClock } from '../util/index.js';
import type { ListerWatcherScope, SharedInformerFactoryConfig, TweakListOptions } from './informer-factory.js';
import type { ListerWatcher } from './reflector/lister-watcher.js';
import { newSharedInformerFactory } from './shared-informer-factory.js';
import { newClusterLister, newLister } from './store/lister.js';
import { CacheScopeError, isCacheScopeError, newCacheScope } from './store/scope.js';
import { added, pod, type TestPod } from './testdata/pods.js';
import { ScriptedSource, settle } from './testdata/scripted-source.js';

type TestResource = Resource<TestPod, unknown, unknown>;
const resource = (plural: string, group = '', namespaced = true): TestResource => ({
  group,
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
const clusters = resource('redisclusters', 'cache.example.com');
const nodes = resource('nodes', '', false);

const running: AbortController[] = [];
afterEach(() => {
  for (const controller of running.splice(0)) controller.abort();
});

function setup(options: Partial<SharedInformerFactoryConfig> = {}) {
  const sources = new Map<string, ScriptedSource>();
  const scopes = new Map<string, ListerWatcherScope>();
  const clock = newFakeClock();
  const factory = newSharedInformerFactory({
    clock,
    listerWatcherFor<T extends KubeObject>({ plural }: Resource<T, unknown, unknown>, scope: ListerWatcherScope) {
      const source = new ScriptedSource();
      sources.set(plural, source);
      scopes.set(plural, scope);
      return source as unknown as ListerWatcher<T>;
    },
    ...options,
  });
  const controller = new AbortController();
  running.push(controller);
  const informerFor = (of: TestResource) => factory.informerFor<TestPod, Immutable<TestPod>>(of);
  /** Sends the initial state of a resource on its first stream. */
  const answer = async (plural: string, ...items: TestPod[]) => {
    const watch = await sources.get(plural)!.nextWatch();
    watch.send(...items.map(added), {
      type: 'BOOKMARK',
      object: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { resourceVersion: '10', annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    });
    return watch;
  };
  return { factory, informerFor, sources, scopes, clock, controller, answer };
}

test('all callers share one informer for each resource', () => {
  const { informerFor, sources } = setup();
  expect(informerFor(pods)).toBe(informerFor(resource('pods')));
  expect(informerFor(pods)).not.toBe(informerFor(resource('pods', 'metrics.k8s.io')));
  expect([...sources.keys()]).toEqual(['pods']);
});

test('start runs the requested informers, and a later start only new ones', async () => {
  const { factory, informerFor, sources, controller, answer } = setup();
  informerFor(pods);
  factory.start(controller.signal);
  await answer('pods', pod('a/one'));
  informerFor(clusters);
  await settle();
  expect(sources.get('redisclusters')!.count).toBe(0);
  factory.start(controller.signal);
  factory.start(controller.signal);
  await answer('redisclusters');
  await settle();
  expect(sources.get('pods')!.count).toBe(1);
  expect(sources.get('redisclusters')!.count).toBe(1);
});

test('each informer stops by the signal it was started with, and a stopped informer is not started again', async () => {
  const { factory, informerFor, sources, controller, answer, clock } = setup();
  const other = new AbortController();
  informerFor(pods);
  factory.start(controller.signal);
  informerFor(clusters);
  factory.start(other.signal);
  await Promise.all([answer('pods', pod('a/one')), answer('redisclusters')]);
  await factory.waitForCacheSync();
  other.abort();
  await settle();
  expect([informerFor(pods).isStopped(), informerFor(clusters).isStopped()]).toEqual([false, true]);
  factory.start(controller.signal);
  await settle();
  expect(sources.get('redisclusters')!.count).toBe(1);
  expect(() => informerFor(clusters).addEventHandler({})).toThrow(
    'redisclusters.v1.cache.example.com: the handler was not added',
  );
  await factory.shutdown();
  expect(clock.pending).toBe(0);
});

test('waitForCacheSync resolves when all started informers have synced, and listers then find the objects', async () => {
  const { factory, informerFor, controller, answer } = setup();
  const lister = newLister(informerFor(pods).indexer);
  informerFor(clusters);
  factory.start(controller.signal);
  informerFor(nodes);
  let synced = false;
  const waiting = factory.waitForCacheSync(controller.signal).then(() => (synced = true));
  await answer('pods', pod('a/one'), pod('b/two'));
  await settle();
  expect(synced).toBe(false);
  await answer('redisclusters');
  await waiting;
  expect(lister.namespace('a').list()).toHaveLength(1);
  expect(lister.namespace('b').get('two')?.metadata.resourceVersion).toBe('1');
});

test('waitForCacheSync rejects when the signal fires, and names the resources that have not synced', async () => {
  const { factory, informerFor, controller, answer } = setup();
  for (const each of [pods, clusters, nodes]) informerFor(each);
  factory.start(controller.signal);
  const reason = new Error('enough');
  const timeout = new AbortController();
  const waiting = factory.waitForCacheSync(timeout.signal);
  await answer('pods');
  await settle();
  timeout.abort(reason);
  await expect(waiting).rejects.toThrow(
    expect.objectContaining({
      message: 'caches have not synced: nodes.v1, redisclusters.v1.cache.example.com',
      cause: reason,
    }) as Error,
  );
});

test('waitForCacheSync rejects when an informer stops before it has synced', async () => {
  const { factory, informerFor, controller } = setup();
  informerFor(pods);
  factory.start(controller.signal);
  const waiting = factory.waitForCacheSync();
  controller.abort();
  await expect(waiting).rejects.toThrow('caches have not synced: pods.v1; their informers have stopped');
});

test('waitForCacheSync resolves if no informer was started', async () => {
  const { factory, informerFor } = setup();
  informerFor(pods);
  await factory.waitForCacheSync();
});

test('shutdown stops all informers, resolves when they have stopped, and prevents later starts', async () => {
  const { factory, informerFor, sources, clock, controller, answer } = setup();
  const informer = informerFor(pods);
  factory.start(controller.signal);
  const watch = await answer('pods', pod('a/one'));
  await settle();
  await factory.shutdown();
  expect(informer.isStopped()).toBe(true);
  expect(watch.closed).toBe(true);
  expect(clock.pending).toBe(0);
  informerFor(clusters);
  factory.start(controller.signal);
  await settle();
  expect(sources.get('redisclusters')!.count).toBe(0);
  await factory.shutdown();
});

test('a factory without a signal runs until shutdown', async () => {
  const { factory, informerFor, answer } = setup();
  informerFor(pods);
  factory.start();
  await answer('pods');
  await factory.waitForCacheSync();
  await factory.shutdown();
  expect(informerFor(pods).isStopped()).toBe(true);
});

test('the namespace of the factory applies to namespaced resources only; selectors and stripping apply to all', () => {
  const tweakListOptions: TweakListOptions = (options, { plural }) => {
    options.labelSelector = `for=${plural}`;
  };
  const { informerFor, scopes } = setup({ namespace: 'team-a', tweakListOptions, stripManagedFields: true });
  informerFor(pods);
  informerFor(nodes);
  expect(scopes.get('pods')).toEqual({ namespace: 'team-a', labelSelector: 'for=pods', stripManagedFields: true });
  expect(scopes.get('nodes')).toEqual({ labelSelector: 'for=nodes', stripManagedFields: true });
});

test('handlers are resynced every 30 minutes, or with the period of the factory', async () => {
  for (const [options, periodMs] of [
    [{}, 1_800_000],
    [{ resyncPeriodMs: 60_000 }, 60_000],
  ] as const) {
    const { factory, informerFor, clock, controller, answer } = setup(options);
    let updates = 0;
    informerFor(pods).addEventHandler({
      onUpdate: () => {
        updates++;
      },
    });
    factory.start(controller.signal);
    await answer('pods', pod('a/one'));
    await settle();
    await clock.advanceAsync(periodMs - 1);
    expect(updates).toBe(0);
    await clock.advanceAsync(1);
    await settle();
    expect(updates).toBe(1);
  }
});

test('the transform of the factory applies to all informers, and setTransform replaces it for one', async () => {
  const label = (name: string) => (obj: KubeObject) => {
    obj.metadata.labels = { by: name };
    return obj;
  };
  const { factory, informerFor, controller, answer } = setup({ transform: label('factory') });
  informerFor(pods);
  informerFor(clusters).setTransform((obj) => {
    obj.metadata.labels = { by: 'informer' };
    return obj;
  });
  factory.start(controller.signal);
  await Promise.all([answer('pods', pod('a/one')), answer('redisclusters', pod('a/one'))]);
  await factory.waitForCacheSync();
  const by = (of: TestResource) => informerFor(of).indexer.getByKey('a/one')?.metadata.labels?.['by'];
  expect([by(pods), by(clusters)]).toEqual(['factory', 'informer']);
});

test('objects in the cache have an immutable type', () => {
  const { informerFor } = setup();
  const informer = informerFor(pods);
  const write = (obj: TestPod) => obj;
  informer.addEventHandler({
    onAdd(obj) {
      // @ts-expect-error -- shared objects cannot be changed
      obj.spec.nodeName = 'mine';
      // @ts-expect-error -- nor can their metadata
      obj.metadata.labels = {};
    },
    onDelete(obj) {
      // @ts-expect-error -- the deleted object may be a tombstone
      write(obj);
    },
  });
  const lister = newLister(informer.indexer);
  const found: Immutable<TestPod> | undefined = lister.namespace('a').get('one');
  expect(found).toBeUndefined();
  // @ts-expect-error -- objects from a lister cannot be changed
  const mine: TestPod[] = lister.list();
  expect(mine).toEqual([]);
});

describe('tweakListOptions', () => {
  const selectorsOf = (tweakListOptions: TweakListOptions): unknown => {
    const { informerFor, scopes } = setup({ tweakListOptions });
    informerFor(pods);
    const { labelSelector, fieldSelector } = scopes.get('pods') ?? {};
    return { labelSelector, fieldSelector };
  };

  test.each<[string, TweakListOptions]>([
    ['changes the given options', (options) => void (options.labelSelector = 'a=b')],
    ['returns new options', () => ({ labelSelector: 'a=b' })],
    ['returns a copy of the given ones', (options) => ({ ...options, labelSelector: 'a=b' })],
    ['is an assignment', (options) => (options.labelSelector = 'a=b')],
    ['returns the given ones', (options) => Object.assign(options, { labelSelector: 'a=b' })],
  ])('a function that %s takes effect', (_, tweak) => {
    expect(selectorsOf(tweak)).toEqual({ labelSelector: 'a=b' });
  });

  test.each<[string, TweakListOptions, string]>([
    ['another option', () => ({ limit: 5 }), 'limit cannot be set: an informer accepts only labelSelector and fieldSelector'],
    ['a misspelled option', () => ({ labelselector: 'a=b' }), 'labelselector cannot be set: an informer accepts only'],
    ['an undefined selector', () => ({ labelSelector: undefined }), 'labelSelector is undefined: leave it out'],
    ['an empty selector', () => ({ fieldSelector: '' }), 'fieldSelector is an empty string: leave it out'],
    ['a promise', () => Promise.resolve({ labelSelector: 'a=b' }), 'it must not be async'],
  ])('%s throws a TypeError', (_, tweak, message) => {
    expect(() => selectorsOf(tweak)).toThrow(TypeError);
    expect(() => selectorsOf(tweak)).toThrow(`tweakListOptions for pods: ${message}`);
  });
});

describe('reads outside the scope of a cache', () => {
  test('of another namespace throw an error with the resource, both namespaces and a fix', () => {
    const { informerFor } = setup({ namespace: 'here' });
    const lister = newLister(informerFor(pods).indexer);
    const message =
      'pods.v1: the namespace "elsewhere" is outside of the cache, which contains only the namespace "here" ' +
      '(read from the server with a client, or widen the scope of the informer factory; a manager sets it by its option `cache`)';
    for (const read of [() => lister.namespace('elsewhere').get('x'), () => lister.namespace('elsewhere').list()]) {
      expect(read).toThrow(CacheScopeError);
      expect(read).toThrow(message);
    }
    expect(lister.namespace('here').get('x')).toBeUndefined();
    expect([lister.namespace('here').list(), lister.list(), lister.namespace('').list()]).toEqual([[], [], []]);
    expect(() => newClusterLister(informerFor(pods).indexer).get('x')).toThrow('a read without a namespace is outside');
  });

  test('throw for names and namespaces that the field selector excludes', () => {
    const fieldSelector = 'metadata.name!=a,metadata.namespace=here,spec.nodeName=n';
    const { informerFor } = setup({ tweakListOptions: () => ({ fieldSelector }) });
    const lister = newLister(informerFor(pods).indexer);
    expect(() => lister.namespace('here').get('a')).toThrow(
      `pods.v1: the object "a" is outside of the cache, which contains only objects with`,
    );
    expect(() => lister.namespace('there').list()).toThrow('the namespace "there" is outside');
    expect(lister.namespace('here').get('b')).toBeUndefined();
  });

  test('do not throw for cluster-scoped resources if the factory has a namespace', () => {
    const { informerFor } = setup({ namespace: 'here' });
    expect(newClusterLister(informerFor(nodes).indexer).get('n')).toBeUndefined();
  });

  test('isCacheScopeError accepts errors of another copy of the package', () => {
    const error = new CacheScopeError('m', newCacheScope('pods', 'here', { labelSelector: { matchLabels: { a: 'b' } } }));
    expect(error.scope).toEqual({ resource: 'pods', namespace: 'here', labelSelector: 'a=b', fieldSelector: undefined });
    expect([isCacheScopeError(error), isCacheScopeError(new Error('m')), isCacheScopeError(null)]).toEqual([true, false, false]);
  });
});
