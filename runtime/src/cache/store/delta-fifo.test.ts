import { FIFOClosedError, newDeltaFIFO, RequeueError, type DeltaFIFO, type DeltaFIFOOptions, type Deltas } from './delta-fifo.js';
import { newStore } from './indexer.js';
import { KeyError } from './keys.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';

interface Item {
  name: string;
  val: number;
}
const item = (name: string, val: number): Item => ({ name, val });
const keyFunc = (obj: Item) => obj.name;
const known = (...items: Item[]) => {
  const store = newStore<Item>(keyFunc);
  store.replace(items);
  return store;
};
const setup = (options: Partial<DeltaFIFOOptions<Item>> = {}) => newDeltaFIFO<Item>({ keyFunc, ...options });

/** Returns a change as text, such as `Added foo=1` or `Deleted tombstone foo=1`. */
const said = (deltas: Deltas<Item>) =>
  deltas.map(({ type, object }) =>
    isDeletedFinalStateUnknown(object)
      ? `${type} tombstone ${object.key}=${object.obj?.val ?? '?'}`
      : `${type} ${object.name}=${object.val}`,
  );
function popAll(fifo: DeltaFIFO<Item>): string[][] {
  const all: string[][] = [];
  while (fifo.tryPop((deltas) => all.push(said(deltas))));
  return all;
}

test('objects are popped with all their changes, in the order of their first change', () => {
  const fifo = setup();
  fifo.add(item('foo', 1));
  fifo.add(item('bar', 2));
  fifo.update(item('foo', 3));
  fifo.add(item('baz', 4));
  fifo.update(item('foo', 5));
  expect(fifo.len()).toBe(3);
  expect(fifo.listKeys()).toEqual(['foo', 'bar', 'baz']);
  expect(fifo.list()).toEqual([item('foo', 5), item('bar', 2), item('baz', 4)]);
  expect(popAll(fifo)).toEqual([['Added foo=1', 'Updated foo=3', 'Updated foo=5'], ['Added bar=2'], ['Added baz=4']]);
  expect(fifo.tryPop(() => undefined)).toBe(false);
});

test('an object that changes again after it was popped is added at the end', () => {
  const fifo = setup();
  fifo.add(item('foo', 10));
  fifo.add(item('bar', 1));
  fifo.add(item('foo', 11));
  fifo.tryPop(() => undefined);
  fifo.add(item('foo', 13));
  expect(popAll(fifo)).toEqual([['Added bar=1'], ['Added foo=13']]);
});

test('getByKey returns the queued changes, and the array does not change later', () => {
  const fifo = setup();
  expect(fifo.getByKey('foo')).toBeUndefined();
  fifo.add(item('foo', 1));
  const before = fifo.getByKey('foo');
  fifo.update(item('foo', 2));
  expect(said(before!)).toEqual(['Added foo=1']);
});

describe('delete', () => {
  test('ignores an object that is neither queued nor known', () => {
    const fifo = setup();
    fifo.delete(item('foo', 1));
    expect(fifo.len()).toBe(0);
    const knowing = setup({ knownObjects: known(item('foo', 5)) });
    knowing.delete(item('baz', 1));
    expect(knowing.len()).toBe(0);
    knowing.delete(item('foo', 6));
    expect(popAll(knowing)).toEqual([['Deleted foo=6']]);
  });

  test('adds a change to a queued object', () => {
    const fifo = setup();
    fifo.add(item('foo', 1));
    fifo.delete(item('foo', 2));
    expect(popAll(fifo)).toEqual([['Added foo=1', 'Deleted foo=2']]);
  });

  test('combines two consecutive deletions and keeps the one with the final state', () => {
    const tombstone = new DeletedFinalStateUnknown('foo', item('foo', 9));
    const cases: [(Item | DeletedFinalStateUnknown<Item>)[], string][] = [
      [[item('foo', 1), item('foo', 2)], 'Deleted foo=1'],
      [[tombstone, item('foo', 2)], 'Deleted foo=2'],
      [[item('foo', 1), tombstone], 'Deleted foo=1'],
    ];
    for (const [deletions, wanted] of cases) {
      const fifo = setup({ knownObjects: known(item('foo', 0)) });
      for (const deletion of deletions) fifo.delete(deletion);
      expect(popAll(fifo)).toEqual([[wanted]]);
    }
  });

  test('keeps both deletions of an object that was added in between', () => {
    const fifo = setup({ knownObjects: known(item('foo', 0)) });
    fifo.delete(item('foo', 1));
    fifo.add(item('foo', 2));
    fifo.delete(item('foo', 3));
    expect(popAll(fifo)).toEqual([['Deleted foo=1', 'Added foo=2', 'Deleted foo=3']]);
  });

  test('is ignored if a relist has already deleted the object', () => {
    const knownObjects = known(item('foo', 5), item('bar', 6), item('baz', 7));
    const fifo = setup({ knownObjects });
    fifo.replace([item('foo', 5), item('bar', 6)]);
    expect(popAll(fifo)).toEqual([['Replaced foo=5'], ['Replaced bar=6'], ['Deleted tombstone baz=7']]);
    knownObjects.delete(item('baz', 7));
    fifo.delete(item('baz', 7));
    expect(fifo.len()).toBe(0);
  });
});

describe('replace', () => {
  test('queues its objects as Replaced', () => {
    const fifo = setup({ knownObjects: known() });
    fifo.add(item('foo', 10));
    fifo.replace([item('foo', 15), item('bar', 16)]);
    expect(popAll(fifo)).toEqual([['Added foo=10', 'Replaced foo=15'], ['Replaced bar=16']]);
  });

  test('deletes known objects that the list does not contain, with the known state', () => {
    const fifo = setup({ knownObjects: known(item('foo', 5), item('bar', 6), item('baz', 7)) });
    fifo.delete(item('baz', 10));
    fifo.replace([item('foo', 5)]);
    expect(popAll(fifo)).toEqual([['Deleted baz=10'], ['Replaced foo=5'], ['Deleted tombstone bar=6']]);
  });

  test('deletes queued objects that the list does not contain, with the last queued state', () => {
    for (const knownObjects of [undefined, known(item('bar', 1))]) {
      const fifo = setup({ knownObjects });
      fifo.add(item('bar', 2));
      fifo.update(item('bar', 3));
      fifo.replace([]);
      expect(popAll(fifo)).toEqual([['Added bar=2', 'Updated bar=3', 'Deleted tombstone bar=3']]);
    }
  });

  test('keeps a queued deletion that has the final state', () => {
    const fifo = setup({ knownObjects: known(item('bar', 1)) });
    fifo.delete(item('bar', 2));
    fifo.replace([]);
    expect(popAll(fifo)).toEqual([['Deleted bar=2']]);
  });

  test('does not put a tombstone into another tombstone', () => {
    const fifo = setup({ knownObjects: known(item('bar', 1)) });
    fifo.replace([]);
    fifo.replace([]);
    expect(popAll(fifo)).toEqual([['Deleted tombstone bar=1']]);
  });

  test('queues both changes of an object that was deleted and is listed again', () => {
    const fifo = setup({ knownObjects: known(item('bar', 1)) });
    fifo.delete(item('bar', 1));
    fifo.replace([item('bar', 2)]);
    expect(popAll(fifo)).toEqual([['Deleted bar=1', 'Replaced bar=2']]);
  });
});

describe('resync', () => {
  test('queues a Sync for each known object that is not queued', () => {
    const fifo = setup({ knownObjects: known(item('foo', 5), item('bar', 6)) });
    fifo.update(item('foo', 7));
    fifo.resync();
    expect(popAll(fifo)).toEqual([['Updated foo=7'], ['Sync bar=6']]);
  });

  test('does not queue a Sync for an object with a queued deletion', () => {
    const fifo = setup({ knownObjects: known(item('foo', 5)) });
    fifo.delete(item('foo', 5));
    fifo.resync();
    expect(popAll(fifo)).toEqual([['Deleted foo=5']]);
  });

  test('does nothing if no object is known, or a known object is gone', () => {
    const fifo = setup();
    fifo.resync();
    const gone = setup({ knownObjects: { listKeys: () => ['foo'], getByKey: () => undefined } });
    gone.resync();
    expect(fifo.len() + gone.len()).toBe(0);
  });
});

describe('hasSynced', () => {
  const pop = (fifo: DeltaFIFO<Item>) => fifo.tryPop(() => undefined);
  const popped = (fifo: DeltaFIFO<Item>, list: Item[], times: number): void => {
    fifo.replace(list);
    for (let i = 0; i < times; i++) pop(fifo);
  };
  const cases: [string, (fifo: DeltaFIFO<Item>) => void, boolean][] = [
    ['no method was called', () => undefined, false],
    ['add was called first', (fifo) => fifo.add(item('foo', 1)), true],
    ['update was called first', (fifo) => fifo.update(item('foo', 1)), true],
    ['delete was called first', (fifo) => fifo.delete(item('foo', 1)), true],
    ['the first list was empty', (fifo) => fifo.replace([]), true],
    ['no object of the first list was popped', (fifo) => fifo.replace([item('a', 1), item('b', 2)]), false],
    ['some objects of the first list were popped', (fifo) => popped(fifo, [item('a', 1), item('b', 2)], 1), false],
    ['all objects of the first list were popped', (fifo) => popped(fifo, [item('a', 1), item('b', 2)], 2), true],
    [
      'the first list contained one object twice, which was popped',
      (fifo) => popped(fifo, [item('a', 1), item('a', 2)], 1),
      true,
    ],
  ];
  test.each(cases)('when %s', (_, happen, wanted) => {
    const fifo = setup();
    happen(fifo);
    expect(fifo.hasSynced()).toBe(wanted);
  });

  test('becomes true after the deletions of the first list were popped', () => {
    const fifo = setup({ knownObjects: known(item('gone', 1)) });
    fifo.replace([item('a', 1)]);
    pop(fifo);
    expect(fifo.hasSynced()).toBe(false);
    pop(fifo);
    expect(fifo.hasSynced()).toBe(true);
  });

  test('isInInitialList is true for changes of the first list and false for later changes', () => {
    const fifo = setup();
    fifo.replace([item('a', 1), item('b', 2)]);
    fifo.add(item('c', 3));
    const initial: boolean[] = [];
    while (fifo.tryPop((_, isInInitialList) => initial.push(isInInitialList)));
    expect(initial).toEqual([true, true, false]);
  });
});

describe('pop', () => {
  test('waits until the queue is not empty', async () => {
    const fifo = setup();
    const popped = fifo.pop(() => undefined);
    fifo.add(item('foo', 1));
    expect(said(await popped)).toEqual(['Added foo=1']);
  });

  test('rejects all callers when the queue is closed and empty', async () => {
    const fifo = setup();
    const waiting = [fifo.pop(() => undefined), fifo.pop(() => undefined)];
    fifo.add(item('foo', 1));
    fifo.close();
    expect(fifo.isClosed()).toBe(true);
    const results = await Promise.allSettled(waiting);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(fifo.pop(() => undefined)).rejects.toThrow(FIFOClosedError);
    fifo.add(item('bar', 1));
    expect(said(await fifo.pop(() => undefined))).toEqual(['Added bar=1']);
  });

  test('rejects with the error of the function, and the object stays removed', async () => {
    const fifo = setup();
    fifo.add(item('foo', 1));
    const boom = new Error('boom');
    await expect(
      fifo.pop(() => {
        throw boom;
      }),
    ).rejects.toBe(boom);
    expect(fifo.len()).toBe(0);
  });

  test('puts the object back after a RequeueError', () => {
    const fifo = setup();
    fifo.add(item('foo', 10));
    fifo.add(item('bar', 1));
    expect(() =>
      fifo.tryPop(() => {
        throw new RequeueError(new Error('not now'));
      }),
    ).toThrow('not now');
    expect(popAll(fifo)).toEqual([['Added bar=1'], ['Added foo=10']]);
  });

  test('does not put the object back if it has changed in the meantime', () => {
    const fifo = setup();
    fifo.add(item('foo', 10));
    expect(() =>
      fifo.tryPop(() => {
        fifo.update(item('foo', 11));
        throw new RequeueError();
      }),
    ).toThrow(RequeueError);
    expect(popAll(fifo)).toEqual([['Updated foo=11']]);
  });
});

test('the transformer is called once for each object, and not for tombstones and resyncs', () => {
  const seen: string[] = [];
  const knownObjects = known(item('known', 1), item('gone', 1));
  const transformer = (obj: Item) => {
    seen.push(`${obj.name}=${obj.val}`);
    return { ...obj, val: obj.val * 100 };
  };
  const fifo = setup({ knownObjects, transformer });
  fifo.add(item('a', 1));
  fifo.update(item('a', 2));
  fifo.delete(item('a', 3));
  fifo.resync();
  fifo.replace([item('known', 4)]);
  expect(seen).toEqual(['a=1', 'a=2', 'a=3', 'known=4']);
  expect(popAll(fifo)).toEqual([
    ['Added a=100', 'Updated a=200', 'Deleted a=300'],
    ['Sync known=1', 'Replaced known=400'],
    ['Sync gone=1', 'Deleted tombstone gone=1'],
  ]);
});

test('keyOf returns the key of objects and tombstones, and throws an error with an object that has none', () => {
  const fifo = setup();
  expect(fifo.keyOf(item('foo', 1))).toBe('foo');
  expect(fifo.keyOf(new DeletedFinalStateUnknown<Item>('bar', undefined))).toBe('bar');
  const broken = newDeltaFIFO<Item>({
    keyFunc: () => {
      throw new Error('no key');
    },
  });
  expect(() => broken.add(item('foo', 1))).toThrow(KeyError);
  expect(broken.len()).toBe(0);
});
