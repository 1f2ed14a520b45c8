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

/** `Added foo=1`, `Deleted tombstone foo=1`. */
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

test('objects are popped in the order in which something first happened to them, with all that happened', () => {
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

test('nothing jumps the line: what was popped and comes again stands at the end', () => {
  const fifo = setup();
  fifo.add(item('foo', 10));
  fifo.add(item('bar', 1));
  fifo.add(item('foo', 11));
  fifo.tryPop(() => undefined);
  fifo.add(item('foo', 13));
  expect(popAll(fifo)).toEqual([['Added bar=1'], ['Added foo=13']]);
});

test('getByKey gives what has happened so far, and does not change with what happens later', () => {
  const fifo = setup();
  expect(fifo.getByKey('foo')).toBeUndefined();
  fifo.add(item('foo', 1));
  const before = fifo.getByKey('foo');
  fifo.update(item('foo', 2));
  expect(said(before!)).toEqual(['Added foo=1']);
});

describe('delete', () => {
  test('of an object that neither waits nor is known is ignored', () => {
    const fifo = setup();
    fifo.delete(item('foo', 1));
    expect(fifo.len()).toBe(0);
    const knowing = setup({ knownObjects: known(item('foo', 5)) });
    knowing.delete(item('baz', 1));
    expect(knowing.len()).toBe(0);
    knowing.delete(item('foo', 6));
    expect(popAll(knowing)).toEqual([['Deleted foo=6']]);
  });

  test('of an object that waits is added to what happened', () => {
    const fifo = setup();
    fifo.add(item('foo', 1));
    fifo.delete(item('foo', 2));
    expect(popAll(fifo)).toEqual([['Added foo=1', 'Deleted foo=2']]);
  });

  test('twice in a row is one, and the one that knows the final state is kept', () => {
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

  test('of an object that comes back in between is told twice', () => {
    const fifo = setup({ knownObjects: known(item('foo', 0)) });
    fifo.delete(item('foo', 1));
    fifo.add(item('foo', 2));
    fifo.delete(item('foo', 3));
    expect(popAll(fifo)).toEqual([['Deleted foo=1', 'Added foo=2', 'Deleted foo=3']]);
  });

  test('is not told a second time after a relist', () => {
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
  test('brings its objects as Replaced', () => {
    const fifo = setup({ knownObjects: known() });
    fifo.add(item('foo', 10));
    fifo.replace([item('foo', 15), item('bar', 16)]);
    expect(popAll(fifo)).toEqual([['Added foo=10', 'Replaced foo=15'], ['Replaced bar=16']]);
  });

  test('deletes what is known and not in it, with the known state', () => {
    const fifo = setup({ knownObjects: known(item('foo', 5), item('bar', 6), item('baz', 7)) });
    fifo.delete(item('baz', 10));
    fifo.replace([item('foo', 5)]);
    expect(popAll(fifo)).toEqual([['Deleted baz=10'], ['Replaced foo=5'], ['Deleted tombstone bar=6']]);
  });

  test('deletes what waits and is not in it, with the last state that waits', () => {
    for (const knownObjects of [undefined, known(item('bar', 1))]) {
      const fifo = setup({ knownObjects });
      fifo.add(item('bar', 2));
      fifo.update(item('bar', 3));
      fifo.replace([]);
      expect(popAll(fifo)).toEqual([['Added bar=2', 'Updated bar=3', 'Deleted tombstone bar=3']]);
    }
  });

  test('of something that waits deleted keeps the deletion that knows more', () => {
    const fifo = setup({ knownObjects: known(item('bar', 1)) });
    fifo.delete(item('bar', 2));
    fifo.replace([]);
    expect(popAll(fifo)).toEqual([['Deleted bar=2']]);
  });

  test('takes a tombstone apart rather than putting it into another', () => {
    const fifo = setup({ knownObjects: known(item('bar', 1)) });
    fifo.replace([]);
    fifo.replace([]);
    expect(popAll(fifo)).toEqual([['Deleted tombstone bar=1']]);
  });

  test('of something that was deleted and listed again tells both', () => {
    const fifo = setup({ knownObjects: known(item('bar', 1)) });
    fifo.delete(item('bar', 1));
    fifo.replace([item('bar', 2)]);
    expect(popAll(fifo)).toEqual([['Deleted bar=1', 'Replaced bar=2']]);
  });
});

describe('resync', () => {
  test('shows what is known and does not wait', () => {
    const fifo = setup({ knownObjects: known(item('foo', 5), item('bar', 6)) });
    fifo.update(item('foo', 7));
    fifo.resync();
    expect(popAll(fifo)).toEqual([['Updated foo=7'], ['Sync bar=6']]);
  });

  test('of what waits deleted shows nothing', () => {
    const fifo = setup({ knownObjects: known(item('foo', 5)) });
    fifo.delete(item('foo', 5));
    fifo.resync();
    expect(popAll(fifo)).toEqual([['Deleted foo=5']]);
  });

  test('does nothing where nothing is known, or what was known is gone', () => {
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
    ['nothing has come', () => undefined, false],
    ['an add came first', (fifo) => fifo.add(item('foo', 1)), true],
    ['an update came first', (fifo) => fifo.update(item('foo', 1)), true],
    ['a delete came first', (fifo) => fifo.delete(item('foo', 1)), true],
    ['an empty list came', (fifo) => fifo.replace([]), true],
    ['a list came that was not popped', (fifo) => fifo.replace([item('a', 1), item('b', 2)]), false],
    ['a list came that was popped in part', (fifo) => popped(fifo, [item('a', 1), item('b', 2)], 1), false],
    ['a list came that was popped', (fifo) => popped(fifo, [item('a', 1), item('b', 2)], 2), true],
    ['a list named one object twice, and it was popped', (fifo) => popped(fifo, [item('a', 1), item('a', 2)], 1), true],
  ];
  test.each(cases)('when %s', (_, happen, wanted) => {
    const fifo = setup();
    happen(fifo);
    expect(fifo.hasSynced()).toBe(wanted);
  });

  test('waits for the deletions that the first list brought', () => {
    const fifo = setup({ knownObjects: known(item('gone', 1)) });
    fifo.replace([item('a', 1)]);
    pop(fifo);
    expect(fifo.hasSynced()).toBe(false);
    pop(fifo);
    expect(fifo.hasSynced()).toBe(true);
  });

  test('what the first list brought is popped as in the initial list, what came later is not', () => {
    const fifo = setup();
    fifo.replace([item('a', 1), item('b', 2)]);
    fifo.add(item('c', 3));
    const initial: boolean[] = [];
    while (fifo.tryPop((_, isInInitialList) => initial.push(isInInitialList)));
    expect(initial).toEqual([true, true, false]);
  });
});

describe('pop', () => {
  test('waits for something to come', async () => {
    const fifo = setup();
    const popped = fifo.pop(() => undefined);
    fifo.add(item('foo', 1));
    expect(said(await popped)).toEqual(['Added foo=1']);
  });

  test('rejects when the queue is closed and empty, and all who wait with it', async () => {
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

  test('an error of the handler comes out, and the object is out', async () => {
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

  test('a handler can ask for the object to be put back', () => {
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

  test('it is not put back where something newer waits', () => {
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

test('the transformer sees each object once, and neither tombstones nor resyncs', () => {
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

test('keyOf knows objects and tombstones, and names what has no key', () => {
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
