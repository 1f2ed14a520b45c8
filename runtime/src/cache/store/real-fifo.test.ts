import { pod, type TestPod } from '../testdata/pods.js';
import { newIndexer } from './indexer.js';
import { metaNamespaceKeyFunc } from './keys.js';
import { RealFIFO } from './real-fifo.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';

function setup(...known: TestPod[]) {
  const store = newIndexer<TestPod>(metaNamespaceKeyFunc);
  store.replace(known);
  const fifo = new RealFIFO<TestPod>(metaNamespaceKeyFunc, store);
  /** Applies the next change to the store, and returns it as text. */
  const take = (): string | undefined => {
    const change = fifo.next();
    if (!change) return undefined;
    const { type, key, obj } = change;
    if (type === 'delete') store.delete(obj);
    else if (!isDeletedFinalStateUnknown(obj)) store.update(obj);
    if (!isDeletedFinalStateUnknown(obj)) return `${type} ${key}@${obj.metadata.resourceVersion}`;
    return `${type} ${key} tombstone@${obj.obj?.metadata.resourceVersion ?? '?'}`;
  };
  const takeAll = (): string[] => {
    const all: string[] = [];
    for (let next = take(); next !== undefined; next = take()) all.push(next);
    return all;
  };
  return { store, fifo, take, takeAll };
}

test('all changes come in the order in which they were queued, across objects', () => {
  const { fifo, takeAll } = setup();
  fifo.set(pod('a/foo', '1'));
  fifo.set(pod('a/bar', '2'));
  fifo.set(pod('a/foo', '3'));
  fifo.delete(pod('a/foo', '4'));
  fifo.set(pod('a/foo', '5'));
  expect(takeAll()).toEqual(['set a/foo@1', 'set a/bar@2', 'set a/foo@3', 'delete a/foo@4', 'set a/foo@5']);
  expect(takeAll()).toEqual([]);
});

test('a change that is queued while others wait comes last', () => {
  const { fifo, take, takeAll } = setup();
  fifo.set(pod('a/foo', '10'));
  fifo.set(pod('a/bar', '1'));
  expect(take()).toBe('set a/foo@10');
  fifo.set(pod('a/foo', '11'));
  expect(takeAll()).toEqual(['set a/bar@1', 'set a/foo@11']);
});

describe('a list', () => {
  test('first deletes stored objects that it does not contain, with their stored state, and then sets its objects in order', () => {
    const { fifo, takeAll, store } = setup(pod('a/one', '1'), pod('a/two', '2'), pod('a/three', '3'));
    fifo.replace([pod('a/four', '5'), pod('a/two', '4')]);
    expect(takeAll()).toEqual(['delete a/one tombstone@1', 'delete a/three tombstone@3', 'set a/four@5', 'set a/two@4']);
    expect(store.listKeys().sort()).toEqual(['a/four', 'a/two']);
  });

  const cases: [string, (fifo: RealFIFO<TestPod>) => void, string[]][] = [
    ['was added', (fifo) => fifo.set(pod('a/x', '1')), ['set a/x@1', 'delete a/x tombstone@1']],
    ['was listed before', (fifo) => fifo.replace([pod('a/x', '1')]), ['set a/x@1', 'delete a/x tombstone@1']],
    [
      'was added and deleted',
      (fifo) => {
        fifo.set(pod('a/x', '1'));
        fifo.delete(pod('a/x', '2'));
      },
      ['set a/x@1', 'delete a/x@2'],
    ],
    [
      'was added, deleted and added',
      (fifo) => {
        fifo.set(pod('a/x', '1'));
        fifo.delete(pod('a/x', '2'));
        fifo.set(pod('a/x', '3'));
      },
      ['set a/x@1', 'delete a/x@2', 'set a/x@3', 'delete a/x tombstone@3'],
    ],
  ];
  test.each(cases)('deletes an object that it does not contain, and that %s while queued, exactly once', (_, happen, wanted) => {
    const { fifo, takeAll } = setup();
    happen(fifo);
    fifo.replace([]);
    fifo.replace([]);
    expect(takeAll()).toEqual(wanted);
  });

  test('keeps a queued deletion of an object that it contains, which is then a different object', () => {
    const { fifo, takeAll } = setup(pod('a/x', '1'));
    fifo.delete(pod('a/x', '2'));
    fifo.replace([pod('a/x', '3')]);
    expect(takeAll()).toEqual(['delete a/x@2', 'set a/x@3']);
  });

  test('uses the last state of an object that it contains twice', () => {
    const { fifo, takeAll } = setup();
    fifo.replace([pod('a/x', '1'), pod('a/y', '2'), pod('a/x', '3')]);
    expect(takeAll()).toEqual(['set a/x@3', 'set a/y@2']);
  });

  test('with an object without a key throws and queues nothing', () => {
    const { fifo, takeAll } = setup(pod('a/one', '1'));
    expect(() => fifo.replace([pod('a/two', '2'), { kind: 'Pod' } as TestPod])).toThrow("couldn't create key for object");
    expect(() => fifo.set({ kind: 'Pod' } as TestPod)).toThrow("couldn't create key for object");
    expect(() => fifo.delete({ kind: 'Pod' } as TestPod)).toThrow("couldn't create key for object");
    expect(takeAll()).toEqual([]);
    expect(fifo.hasSynced()).toBe(false);
  });

  test('is applied after the list before it', () => {
    const { fifo, takeAll } = setup();
    fifo.replace([pod('a/one', '1'), pod('a/two', '2')]);
    fifo.replace([pod('a/two', '3')]);
    fifo.set(pod('a/three', '4'));
    fifo.replace([pod('a/three', '4')]);
    expect(takeAll()).toEqual([
      'set a/one@1',
      'set a/two@2',
      'delete a/one tombstone@1',
      'set a/two@3',
      'set a/three@4',
      'delete a/two tombstone@3',
      'set a/three@4',
    ]);
  });
});

describe('a resync', () => {
  test('delivers the objects that the store contains after all earlier changes', () => {
    const { fifo, takeAll } = setup(pod('a/one', '1'), pod('a/two', '2'));
    fifo.set(pod('a/one', '3'));
    fifo.delete(new DeletedFinalStateUnknown<TestPod>('a/two', undefined));
    fifo.resync();
    fifo.set(pod('a/one', '4'));
    expect(takeAll()).toEqual(['set a/one@3', 'delete a/two tombstone@?', 'sync a/one@3', 'set a/one@4']);
  });

  test('does nothing while another resync is queued or being consumed', () => {
    const { fifo, take, takeAll } = setup(pod('a/one', '1'), pod('a/two', '2'));
    fifo.resync();
    fifo.resync();
    expect(take()).toBe('sync a/one@1');
    fifo.resync();
    expect(takeAll()).toEqual(['sync a/two@2']);
    fifo.resync();
    expect(takeAll()).toHaveLength(2);
  });

  test('of an empty store delivers nothing', () => {
    const { fifo, takeAll } = setup();
    fifo.resync();
    expect(takeAll()).toEqual([]);
  });
});

describe('hasSynced', () => {
  test('becomes true after all deletions and objects of the first list were consumed', () => {
    const { fifo, take, takeAll } = setup(pod('a/gone', '1'));
    fifo.set(pod('a/early', '2'));
    fifo.replace([pod('a/one', '3'), pod('a/two', '4')]);
    for (const wanted of [
      'set a/early@2',
      'delete a/gone tombstone@1',
      'delete a/early tombstone@2',
      'set a/one@3',
      'set a/two@4',
    ]) {
      expect(fifo.hasSynced()).toBe(false);
      expect(take()).toBe(wanted);
    }
    // The consumer may still be applying the last change.
    expect(fifo.hasSynced()).toBe(false);
    expect(takeAll()).toEqual([]);
    expect(fifo.hasSynced()).toBe(true);
  });

  test('becomes true after an empty list, and stays true', () => {
    const { fifo, takeAll } = setup();
    expect(fifo.hasSynced()).toBe(false);
    fifo.replace([]);
    takeAll();
    expect(fifo.hasSynced()).toBe(true);
    fifo.replace([pod('a/one', '1')]);
    expect(fifo.hasSynced()).toBe(true);
  });
});
