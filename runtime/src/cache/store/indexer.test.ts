import fc from 'fast-check';
import { pod, versions, type TestPod } from '../testdata/pods.js';
import { newInformerIndexer, newIndexer, newStore } from './indexer.js';
import { KeyError, metaNamespaceKeyFunc } from './keys.js';
import { metaNamespaceIndexFunc, namespaceIndex } from './namespace-index.js';
import type { Indexers } from './store.js';
import { DeletedFinalStateUnknown } from './tombstone.js';

const users = (obj: TestPod): string[] => obj.metadata.labels?.['users']?.split('.').filter(Boolean) ?? [];
const indexers: Indexers<TestPod> = { [namespaceIndex]: metaNamespaceIndexFunc, byUser: users };
const withUsers = (key: string, names: string, version = '1') => pod(key, version, { users: names });

describe('a store', () => {
  test('adds, gets, updates, lists and deletes by key', () => {
    const store = newStore<TestPod>(metaNamespaceKeyFunc);
    const first = pod('a/one');
    store.add(first);
    store.add(pod('a/two'));
    expect(store.get(pod('a/one', '9'))).toBe(first);
    expect(store.getByKey('a/two')).toBeDefined();
    expect(store.getByKey('a/none')).toBeUndefined();
    store.update(pod('a/one', '2'));
    expect(versions(store.list())).toEqual(['a/one@2', 'a/two@1']);
    expect(store.listKeys().sort()).toEqual(['a/one', 'a/two']);
    store.delete(pod('a/one', '7'));
    store.delete(pod('a/one'));
    expect(store.listKeys()).toEqual(['a/two']);
  });

  test('replace replaces all objects by those of the list', () => {
    const store = newStore<TestPod>(metaNamespaceKeyFunc);
    store.add(pod('a/old'));
    store.replace([pod('a/one'), pod('a/two'), pod('a/one', '2')]);
    expect(versions(store.list())).toEqual(['a/one@2', 'a/two@1']);
  });

  test('delete with a tombstone deletes the object with its key', () => {
    const store = newStore<TestPod>(metaNamespaceKeyFunc);
    store.add(pod('a/one'));
    store.delete(new DeletedFinalStateUnknown<TestPod>('a/one', undefined));
    expect(store.list()).toEqual([]);
  });

  test('throws a KeyError for an object without a key', () => {
    const store = newStore<TestPod>(() => {
      throw new Error('no such luck');
    });
    const obj = pod('a/one');
    expect(() => store.add(obj)).toThrow(KeyError);
    expect(() => store.get(obj)).toThrow("couldn't create key for object: no such luck");
    expect(() => store.replace([obj])).toThrow(expect.objectContaining({ obj }) as Error);
  });

  test('returned arrays do not change later', () => {
    const store = newStore<TestPod>(metaNamespaceKeyFunc);
    store.add(pod('a/one'));
    const list = store.list();
    store.add(pod('a/two'));
    expect(list).toHaveLength(1);
  });
});

describe('an indexer', () => {
  test('finds objects by several values of one index', () => {
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, indexers);
    indexer.add(withUsers('a/one', 'ernie.bert'));
    indexer.add(withUsers('a/two', 'bert.oscar'));
    indexer.add(withUsers('b/tre', 'ernie.elmo'));
    const byUser = (name: string) => indexer.indexKeys('byUser', name);
    expect(byUser('ernie')).toEqual(['a/one', 'b/tre']);
    expect(byUser('bert')).toEqual(['a/one', 'a/two']);
    expect(byUser('elmo')).toEqual(['b/tre']);
    expect(byUser('oscar')).toEqual(['a/two']);
    expect(byUser('nobody')).toEqual([]);
    expect(indexer.listIndexFuncValues('byUser').sort()).toEqual(['bert', 'elmo', 'ernie', 'oscar']);
    // An object that shares several values is returned once.
    expect(versions(indexer.index('byUser', withUsers('x', 'ernie.bert')))).toEqual(['a/one@1', 'a/two@1', 'b/tre@1']);
    expect(versions(indexer.byIndex(namespaceIndex, 'a'))).toEqual(['a/one@1', 'a/two@1']);
    expect(versions(indexer.index(namespaceIndex, pod('b/other')))).toEqual(['b/tre@1']);

    indexer.delete(withUsers('b/tre', ''));
    expect(byUser('elmo')).toEqual([]);
    expect(byUser('ernie')).toEqual(['a/one']);
    indexer.update(withUsers('a/two', 'bert.elmo', '2'));
    expect(byUser('elmo')).toEqual(['a/two']);
    expect(byUser('oscar')).toEqual([]);
  });

  test('returns the new object after an update without a change of its values', () => {
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, indexers);
    indexer.add(withUsers('a/one', 'bert'));
    indexer.update(withUsers('a/one', 'bert', '2'));
    expect(versions(indexer.byIndex('byUser', 'bert'))).toEqual(['a/one@2']);
  });

  test('counts a value that an index function returns twice once', () => {
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, { twice: () => ['x', 'x'] });
    indexer.add(pod('a/one'));
    expect([indexer.indexKeys('twice', 'x'), indexer.byIndex('twice', 'x').length]).toEqual([['a/one'], 1]);
    expect(indexer.index('twice', pod('a/other'))).toHaveLength(1);
    indexer.delete(pod('a/one'));
    expect(indexer.listIndexFuncValues('twice')).toEqual([]);
  });

  test('removes a value together with its last object', () => {
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, indexers);
    indexer.add(withUsers('a/one', 'bert'));
    indexer.add(withUsers('a/two', 'bert'));
    indexer.delete(withUsers('a/one', 'bert'));
    expect(indexer.listIndexFuncValues('byUser')).toEqual(['bert']);
    indexer.delete(withUsers('a/two', 'bert'));
    expect(indexer.listIndexFuncValues('byUser')).toEqual([]);
  });

  test('throws an error with the name of an index that does not exist', () => {
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, indexers);
    for (const read of [
      () => indexer.byIndex('none', 'a'),
      () => indexer.indexKeys('none', 'a'),
      () => indexer.index('none', pod('a/one')),
    ]) {
      expect(read).toThrow('Index with name none does not exist');
    }
    expect(indexer.listIndexFuncValues('none')).toEqual([]);
    // The properties of Object.prototype are not indexes.
    expect(() => indexer.byIndex('constructor', 'a')).toThrow('does not exist');
  });

  test('indexes can be added to a store that contains objects', () => {
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, { [namespaceIndex]: metaNamespaceIndexFunc });
    indexer.add(withUsers('a/one', 'bert'));
    indexer.addIndexers({ byUser: users, byNode: (obj) => [obj.spec.nodeName] });
    expect(indexer.indexKeys('byUser', 'bert')).toEqual(['a/one']);
    expect(indexer.indexKeys('byNode', 'node-a')).toEqual(['a/one']);
    indexer.update(withUsers('a/one', 'elmo', '2'));
    indexer.add(withUsers('a/two', 'elmo'));
    expect(indexer.indexKeys('byUser', 'elmo')).toEqual(['a/one', 'a/two']);
    expect(indexer.indexKeys('byUser', 'bert')).toEqual([]);
    expect(Object.keys(indexer.getIndexers())).toEqual([namespaceIndex, 'byUser', 'byNode']);
  });

  test('adds no index if one of the names is taken', () => {
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, indexers);
    expect(() => indexer.addIndexers({ fresh: () => [], byUser: users })).toThrow('indexer conflict: byUser');
    expect(Object.keys(indexer.getIndexers())).not.toContain('fresh');
  });

  test('a write changes nothing if an index function throws', () => {
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, {
      ...indexers,
      fussy: (obj) => {
        if (obj.spec.nodeName === '') throw new Error('no node');
        return [obj.spec.nodeName];
      },
    });
    indexer.add(withUsers('a/one', 'bert'));
    const bad = pod('a/one', '2', { users: 'elmo' }, '');
    const message = 'unable to calculate an index entry for key "a/one" on index "fussy": no node';
    expect(() => indexer.update(bad)).toThrow(message);
    expect(() => indexer.replace([bad])).toThrow(message);
    expect(versions(indexer.list())).toEqual(['a/one@1']);
    expect(indexer.indexKeys('byUser', 'bert')).toEqual(['a/one']);
    expect(indexer.indexKeys('byUser', 'elmo')).toEqual([]);
    expect(() =>
      indexer.addIndexers({
        broken: () => {
          throw new Error('always');
        },
      }),
    ).toThrow('always');
    expect(Object.keys(indexer.getIndexers())).not.toContain('broken');
  });

  test('the indexer of an informer reports the error and stores the object without a value', () => {
    const errors: string[] = [];
    const broken = () => {
      throw new Error('always');
    };
    const indexer = newInformerIndexer<TestPod>(metaNamespaceKeyFunc, { ...indexers, broken }, (error) =>
      errors.push(error.message),
    );
    indexer.add(withUsers('a/one', 'bert'));
    indexer.update(withUsers('a/one', 'elmo', '2'));
    expect(indexer.indexKeys('byUser', 'elmo')).toEqual(['a/one']);
    expect(indexer.listIndexFuncValues('broken')).toEqual([]);
    expect(errors).toHaveLength(2);
  });

  test('removal does not depend on later results of an index function', () => {
    let answer = 'before';
    const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, { moody: () => [answer] });
    indexer.add(pod('a/one'));
    answer = 'after';
    indexer.delete(pod('a/one'));
    expect(indexer.listIndexFuncValues('moody')).toEqual([]);
  });

  test('after random writes, each index agrees with the stored objects', () => {
    const name = fc.constantFrom('one', 'two', 'three', 'four');
    const write = fc.record({
      type: fc.constantFrom('add', 'update', 'delete', 'replace', 'addIndexers' as const),
      objects: fc.array(
        fc.record({ namespace: fc.constantFrom('a', 'b'), name, users: fc.uniqueArray(fc.constantFrom('x', 'y', 'z')) }),
        { minLength: 1, maxLength: 4 },
      ),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), (writes) => {
        const indexer = newIndexer<TestPod>(metaNamespaceKeyFunc, indexers);
        const model = new Map<string, TestPod>();
        for (const { type, objects } of writes) {
          const pods = objects.map((o) => withUsers(`${o.namespace}/${o.name}`, o.users.join('.')));
          const first = pods[0]!;
          if (type === 'addIndexers') {
            if (!('late' in indexer.getIndexers())) indexer.addIndexers({ late: users });
          } else if (type === 'replace') {
            indexer.replace(pods);
            model.clear();
            for (const obj of pods) model.set(metaNamespaceKeyFunc(obj), obj);
          } else {
            indexer[type](first);
            if (type === 'delete') model.delete(metaNamespaceKeyFunc(first));
            else model.set(metaNamespaceKeyFunc(first), first);
          }
        }
        expect(new Set(indexer.list())).toEqual(new Set(model.values()));
        for (const [index, func] of Object.entries(indexer.getIndexers())) {
          const wanted = new Map<string, string[]>();
          for (const [key, obj] of model) for (const value of func(obj)) wanted.set(value, [...(wanted.get(value) ?? []), key]);
          expect(new Set(indexer.listIndexFuncValues(index))).toEqual(new Set(wanted.keys()));
          for (const [value, keys] of wanted) {
            expect(indexer.indexKeys(index, value)).toEqual(keys.sort());
            expect(new Set(indexer.byIndex(index, value))).toEqual(new Set(keys.map((key) => model.get(key))));
          }
        }
      }),
    );
  });
});
