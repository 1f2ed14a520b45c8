import { pod, versions, type TestPod } from '../testdata/pods.js';
import { newIndexer } from './indexer.js';
import { metaNamespaceKeyFunc } from './keys.js';
import { newClusterLister, newLister } from './lister.js';
import { metaNamespaceIndexFunc, namespaceIndex } from './namespace-index.js';

const objects = [
  pod('a/one', '1', { app: 'web', tier: 'front' }),
  pod('a/two', '2', { app: 'db' }),
  pod('b/one', '3', { app: 'web' }),
  pod('b/bare', '4'),
];

describe.each([
  ['with the namespace index', { [namespaceIndex]: metaNamespaceIndexFunc }],
  ['without the namespace index', {}],
])('a lister of namespaced objects, %s', (_, indexers) => {
  const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, indexers);
  indexer.replace(objects);
  const lister = newLister(indexer);

  test.each([
    ['nothing', undefined, ['a/one@1', 'a/two@2', 'b/bare@4', 'b/one@3']],
    ['an empty string', '', ['a/one@1', 'a/two@2', 'b/bare@4', 'b/one@3']],
    ['a string', 'app=web', ['a/one@1', 'b/one@3']],
    ['a string that excludes a label', '!app', ['b/bare@4']],
    ['an empty label selector, which matches all objects', {}, ['a/one@1', 'a/two@2', 'b/bare@4', 'b/one@3']],
    [
      'a label selector',
      { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' as const }] },
      ['a/one@1'],
    ],
  ])('lists all namespaces by %s', (_name, selector, wanted) => {
    expect(versions(lister.list(selector))).toEqual(wanted);
  });

  test('lists and gets in one namespace', () => {
    expect(versions(lister.namespace('a').list())).toEqual(['a/one@1', 'a/two@2']);
    expect(versions(lister.namespace('b').list('app=web'))).toEqual(['b/one@3']);
    expect(lister.namespace('none').list()).toEqual([]);
    expect(lister.namespace('b').get('one')).toBe(objects[2]);
    expect(lister.namespace('b').get('two')).toBeUndefined();
  });

  test('the empty namespace means all namespaces', () => {
    expect(versions(lister.namespace('').list('app=web'))).toEqual(['a/one@1', 'b/one@3']);
    expect(lister.namespace('').list()).toHaveLength(4);
    expect(lister.namespace('').get('one')).toBeUndefined();
  });

  test('throws for a selector that does not parse', () => {
    expect(() => lister.list('app in')).toThrow();
  });
});

test('a lister of cluster-scoped objects gets objects by name', () => {
  const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc);
  indexer.replace([pod('node-a', '1', { zone: 'x' }), pod('node-b', '2')]);
  const lister = newClusterLister(indexer);
  expect(lister.get('node-a')?.metadata.resourceVersion).toBe('1');
  expect(lister.get('node-c')).toBeUndefined();
  expect(versions(lister.list('zone=x'))).toEqual(['node-a@1']);
});
