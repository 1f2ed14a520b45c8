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
  /** Answers the first stream of a resource. */
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

test('one informer a resource is shared by all who ask', () => {
  const { informerFor, sources } = setup();
  expect(informerFor(pods)).toBe(informerFor(resource('pods')));
  expect(informerFor(pods)).not.toBe(informerFor(resource('pods', 'metrics.k8s.io')));
  expect([...sources.keys()]).toEqual(['pods']);
});

test('start runs what was asked for, a later start only what is new', async () => {
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

test('informers that were started with different signals end each by its own, and an informer that has ended is not started again', async () => {
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

test('waitForCacheSync resolves when all that were started have synced, and listers then find what is there', async () => {
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

test('waitForCacheSync rejects when the signal fires, and names what has not synced', async () => {
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

test('waitForCacheSync rejects when an informer ends before it has synced', async () => {
  const { factory, informerFor, controller } = setup();
  informerFor(pods);
  factory.start(controller.signal);
  const waiting = factory.waitForCacheSync();
  controller.abort();
  await expect(waiting).rejects.toThrow('caches have not synced: pods.v1; their informers have ended');
});

test('waitForCacheSync with nothing started resolves', async () => {
  const { factory, informerFor } = setup();
  informerFor(pods);
  await factory.waitForCacheSync();
});

test('shutdown ends all informers, resolves when they have ended, and nothing starts after', async () => {
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

test('the namespace of the factory is for namespaced resources only; selectors and stripping are for all', () => {
  const tweakListOptions: TweakListOptions = (options, { plural }) => {
    options.labelSelector = `for=${plural}`;
  };
  const { informerFor, scopes } = setup({ namespace: 'team-a', tweakListOptions, stripManagedFields: true });
  informerFor(pods);
  informerFor(nodes);
  expect(scopes.get('pods')).toEqual({ namespace: 'team-a', labelSelector: 'for=pods', stripManagedFields: true });
  expect(scopes.get('nodes')).toEqual({ labelSelector: 'for=nodes', stripManagedFields: true });
});

test('handlers are shown everything every 30 minutes, or as often as the factory is told', async () => {
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

test('the transform of the factory is for all, that of an informer for it alone', async () => {
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

test('what the cache holds is typed as immutable', () => {
  const { informerFor } = setup();
  const informer = informerFor(pods);
  const write = (obj: TestPod) => obj;
  informer.addEventHandler({
    onAdd(obj) {
      // @ts-expect-error -- a write to what is shared
      obj.spec.nodeName = 'mine';
      // @ts-expect-error -- nor of its metadata
      obj.metadata.labels = {};
    },
    onDelete(obj) {
      // @ts-expect-error -- it may be a tombstone
      write(obj);
    },
  });
  const lister = newLister(informer.indexer);
  const found: Immutable<TestPod> | undefined = lister.namespace('a').get('one');
  expect(found).toBeUndefined();
  // @ts-expect-error -- a lister has no objects to change
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
    ['another option', () => ({ limit: 5 }), 'limit cannot be set: an informer takes labelSelector and fieldSelector alone'],
    ['a misspelled option', () => ({ labelselector: 'a=b' }), 'labelselector cannot be set: an informer takes'],
    ['an undefined selector', () => ({ labelSelector: undefined }), 'labelSelector is undefined: leave it out'],
    ['an empty selector', () => ({ fieldSelector: '' }), 'fieldSelector is an empty string: leave it out'],
    ['a promise', () => Promise.resolve({ labelSelector: 'a=b' }), 'it must not be async'],
  ])('%s is refused', (_, tweak, message) => {
    expect(() => selectorsOf(tweak)).toThrow(TypeError);
    expect(() => selectorsOf(tweak)).toThrow(`tweakListOptions for pods: ${message}`);
  });
});

describe('reads outside the scope of a cache', () => {
  test('of another namespace throw, and name the resource, both namespaces and the remedy', () => {
    const { informerFor } = setup({ namespace: 'here' });
    const lister = newLister(informerFor(pods).indexer);
    const message =
      'pods.v1: the namespace "elsewhere" is outside of the cache, which holds the namespace "here" alone ' +
      '(read from the server with a client, or give the informer factory, a manager’s option `cache`, a wider scope)';
    for (const read of [() => lister.namespace('elsewhere').get('x'), () => lister.namespace('elsewhere').list()]) {
      expect(read).toThrow(CacheScopeError);
      expect(read).toThrow(message);
    }
    expect(lister.namespace('here').get('x')).toBeUndefined();
    expect([lister.namespace('here').list(), lister.list(), lister.namespace('').list()]).toEqual([[], [], []]);
    expect(() => newClusterLister(informerFor(pods).indexer).get('x')).toThrow('a read without a namespace is outside');
  });

  test('of names and namespaces that the field selector excludes throw', () => {
    const fieldSelector = 'metadata.name!=a,metadata.namespace=here,spec.nodeName=n';
    const { informerFor } = setup({ tweakListOptions: () => ({ fieldSelector }) });
    const lister = newLister(informerFor(pods).indexer);
    expect(() => lister.namespace('here').get('a')).toThrow(
      `pods.v1: the object "a" is outside of the cache, which holds objects with`,
    );
    expect(() => lister.namespace('there').list()).toThrow('the namespace "there" is outside');
    expect(lister.namespace('here').get('b')).toBeUndefined();
  });

  test('the namespace of a factory does not concern cluster-scoped resources', () => {
    const { informerFor } = setup({ namespace: 'here' });
    expect(newClusterLister(informerFor(nodes).indexer).get('n')).toBeUndefined();
  });

  test('an error of another copy of the package is recognised', () => {
    const error = new CacheScopeError('m', newCacheScope('pods', 'here', { labelSelector: { matchLabels: { a: 'b' } } }));
    expect(error.scope).toEqual({ resource: 'pods', namespace: 'here', labelSelector: 'a=b', fieldSelector: undefined });
    expect([isCacheScopeError(error), isCacheScopeError(new Error('m')), isCacheScopeError(null)]).toEqual([true, false, false]);
  });
});
