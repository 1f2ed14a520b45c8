import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { warningsDuring } from '../util/testdata/process-warnings.js';
import { defaultQueue, newQueue, type Queue, type UnderlyingQueue } from './queue.js';

const settled = Symbol('not settled');
/** Returns the state of a promise after all pending callbacks have run. */
async function now<T>(promise: Promise<T>): Promise<T | typeof settled> {
  await new Promise((resolve) => setImmediate(resolve));
  return await Promise.race([promise, Promise.resolve(settled)]);
}

async function item(queue: Queue<string>): Promise<string | undefined> {
  return (await queue.get()).item;
}

test('items are returned in the order in which they were added', async () => {
  const queue = newQueue<string>();
  for (const name of ['b', 'a', 'c']) queue.add(name);
  expect([await item(queue), await item(queue), await item(queue)]).toEqual(['b', 'a', 'c']);
});

test('len counts each waiting item once, and no items that are being processed', async () => {
  const queue = newQueue<string>();
  queue.add('foo');
  expect(queue.len()).toBe(1);
  queue.add('bar');
  expect(queue.len()).toBe(2);
  queue.add('foo');
  expect(queue.len()).toBe(2);
  await queue.get();
  expect(queue.len()).toBe(1);
});

test('an item that is added twice before it is processed is processed once', async () => {
  const queue = newQueue<string>();
  queue.add('bar');
  queue.add('bar');
  expect(await item(queue)).toBe('bar');
  queue.done('bar');
  expect(queue.len()).toBe(0);
});

test('an item that is added twice at once while a worker waits is processed once', async () => {
  const queue = newQueue<string>();
  const first = queue.get();
  const second = queue.get();
  queue.add('bar');
  queue.add('bar');
  expect((await first).item).toBe('bar');
  queue.done('bar');
  expect(await now(second)).toBe(settled);
});

test('an item that is added while it is processed is returned again after done', async () => {
  const queue = newQueue<string>();
  queue.add('foo');
  expect(await item(queue)).toBe('foo');
  queue.add('foo');
  queue.add('foo');
  expect(queue.len()).toBe(0);
  const other = queue.get();
  expect(await now(other)).toBe(settled);
  queue.done('foo');
  expect((await other).item).toBe('foo');
  queue.done('foo');
  expect(queue.len()).toBe(0);
});

test('waiting workers get items in the order of their calls', async () => {
  const queue = newQueue<string>();
  const got: string[] = [];
  const take = (worker: string) => queue.get().then(({ item: name }) => got.push(`${worker}:${name}`));
  const workers = [take('first'), take('second')];
  queue.add('a');
  workers.push(take('third'));
  queue.add('b');
  queue.add('c');
  await Promise.all(workers);
  expect(got.sort()).toEqual(['first:a', 'second:b', 'third:c']);
});

test('done of an item that is not being processed does nothing', async () => {
  const queue = newQueue<string>();
  queue.done('stranger');
  queue.add('a');
  queue.done('a');
  expect(queue.len()).toBe(1);
  expect(await item(queue)).toBe('a');
});

test.each(['shutDown', 'shutDownWithDrain'] as const)(
  'many producers and workers: each item is processed, and no item after %s',
  async (end) => {
    const queue = newQueue<number | string>();
    const inWork = new Set<unknown>();
    const seen = new Map<unknown, number>();
    const worker = async () => {
      for await (const key of queue) {
        expect(inWork.has(key)).toBe(false);
        inWork.add(key);
        seen.set(key, (seen.get(key) ?? 0) + 1);
        await new Promise((resolve) => setImmediate(resolve));
        // An item that is added while it is processed.
        if (seen.get(key) === 1) queue.add(key);
        inWork.delete(key);
        queue.done(key);
      }
    };
    const workers = Array.from({ length: 10 }, worker);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 50; i++) queue.add(i);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const drained = queue[end]();
    queue.add('added after shutdown!');
    await Promise.all([...workers, drained]);
    expect(queue.len()).toBe(0);
    expect(seen.size).toBe(50);
    expect(seen.has('added after shutdown!')).toBe(false);
  },
);

test('after shutDown, the waiting items are returned, and then all calls return shutdown', async () => {
  const queue = newQueue<string>();
  queue.add('a');
  queue.shutDown();
  expect(queue.shuttingDown()).toBe(true);
  expect(await queue.get()).toEqual({ item: 'a', shutdown: false });
  expect(await queue.get()).toEqual({ item: undefined, shutdown: true });

  const idle = newQueue<string>();
  const waiting = [idle.get(), idle.get()];
  idle.shutDown();
  expect(await Promise.all(waiting)).toEqual([
    { item: undefined, shutdown: true },
    { item: undefined, shutdown: true },
  ]);
});

test('undefined is an item like any other', async () => {
  const queue = newQueue<undefined>();
  queue.add(undefined);
  expect(await queue.get()).toEqual({ item: undefined, shutdown: false });
});

describe('shutDownWithDrain', () => {
  test('waits for items that are being processed, and for items that were added again in the meantime', async () => {
    const queue = newQueue<string>();
    queue.add('foo');
    await queue.get();
    queue.add('foo');
    const drained = queue.shutDownWithDrain();
    expect(await now(drained)).toBe(settled);
    queue.done('foo');
    expect(await now(drained)).toBe(settled);
    expect(await item(queue)).toBe('foo');
    queue.done('foo');
    expect((await queue.get()).shutdown).toBe(true);
    await drained;
  });

  test('waits for items in the queue', async () => {
    const queue = newQueue<string>();
    queue.add('foo');
    const drained = queue.shutDownWithDrain();
    expect(await now(drained)).toBe(settled);
    await queue.get();
    queue.done('foo');
    await drained;
  });

  test('resolves when shutDown is called', async () => {
    const queue = newQueue<string>();
    queue.add('foo');
    await queue.get();
    const drained = [queue.shutDownWithDrain(), queue.shutDownWithDrain()];
    queue.shutDown();
    await Promise.all(drained);
  });

  test('resolves at once for an empty queue', async () => {
    await newQueue<string>().shutDownWithDrain();
  });

  test('shutDown does not wait for items that are being processed', async () => {
    const queue = newQueue<string>();
    queue.add('foo');
    await queue.get();
    queue.shutDown();
    expect((await queue.get()).shutdown).toBe(true);
  });
});

describe('get with a signal', () => {
  test('rejects with the reason when the signal fires, and loses no item', async () => {
    const queue = newQueue<string>();
    const controller = new AbortController();
    const gone = queue.get(controller.signal);
    const stays = queue.get();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(gone).rejects.toBe(reason);
    queue.add('a');
    expect((await stays).item).toBe('a');
    await expect(queue.get(controller.signal)).rejects.toBe(reason);
  });

  test('leaves the item in the queue if the signal fires before it is returned, and returns it otherwise', async () => {
    const queue = newQueue<string>();
    const before = new AbortController();
    const gone = queue.get(before.signal);
    queue.add('a');
    before.abort();
    await expect(gone).rejects.toBe(before.signal.reason);
    expect(queue.tryGet()?.item).toBe('a');

    const after = new AbortController();
    const stays = queue.get(after.signal);
    queue.add('b');
    queueMicrotask(() => after.abort());
    expect((await stays).item).toBe('b');
  });

  test('rejects with any reason of the signal', async () => {
    const queue = newQueue<string>();
    const controller = new AbortController();
    const gone = queue.get(controller.signal);
    controller.abort('enough');
    await expect(gone).rejects.toBe('enough');
    await expect(queue.get(controller.signal)).rejects.toBe('enough');
  });

  test('leaves no listener after it returned an item, even with many waiting calls', async () => {
    const queue = newQueue<number>();
    const { signal } = new AbortController();
    const add = jest.spyOn(signal, 'addEventListener');
    const remove = jest.spyOn(signal, 'removeEventListener');
    const warnings = await warningsDuring(async () => {
      const workers = Array.from({ length: 20 }, () => queue.get(signal));
      for (let i = 0; i < 20; i++) queue.add(i);
      await Promise.all(workers);
    });
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove).toHaveBeenCalledTimes(1);
    expect(warnings).toEqual([]);
  });
});

describe('tryGet', () => {
  test('returns an item if get would not wait, and otherwise undefined', () => {
    const queue = newQueue<string>();
    expect(queue.tryGet()).toBeUndefined();
    queue.add('a');
    expect(queue.tryGet()).toEqual({ item: 'a', shutdown: false });
    queue.add('a');
    expect(queue.tryGet()).toBeUndefined();
    queue.done('a');
    expect(queue.tryGet()).toEqual({ item: 'a', shutdown: false });
    queue.add('b');
    queue.shutDown();
    expect(queue.tryGet()).toEqual({ item: 'b', shutdown: false });
    expect(queue.tryGet()).toEqual({ item: undefined, shutdown: true });
  });

  test('does not take an item from waiting calls of get', async () => {
    const queue = newQueue<string>();
    const first = queue.get();
    queue.add('a');
    expect(queue.tryGet()).toBeUndefined();
    queue.add('b');
    expect(queue.tryGet()?.item).toBe('a');
    expect((await first).item).toBe('b');
  });
});

describe('a custom underlying queue', () => {
  class Lifo implements UnderlyingQueue<string> {
    readonly items: string[] = [];
    readonly touched: string[] = [];
    touch(item: string): void {
      this.touched.push(item);
    }
    push(item: string): void {
      this.items.push(item);
    }
    len(): number {
      return this.items.length;
    }
    pop(): string {
      return this.items.pop()!;
    }
  }

  test('determines the order and the length', async () => {
    const queue = newQueue<string>({ queue: new Lifo() });
    for (const name of ['a', 'b', 'c']) queue.add(name);
    expect(queue.len()).toBe(3);
    expect([await item(queue), await item(queue), await item(queue)]).toEqual(['c', 'b', 'a']);
    queue.shutDown();
    expect((await queue.get()).shutdown).toBe(true);
  });

  test('touch is called for an item that is added again while it waits, not while it is processed', async () => {
    const order = new Lifo();
    const queue = newQueue<string>({ queue: order });
    queue.add('bar');
    queue.add('bar');
    expect(order.touched).toEqual(['bar']);
    await queue.get();
    queue.add('bar');
    queue.add('bar');
    expect(order.touched).toEqual(['bar']);
    expect(order.items).toEqual([]);
    queue.done('bar');
    expect(order.items).toEqual(['bar']);
    queue.add('bar');
    expect(order.touched).toEqual(['bar', 'bar']);
  });

  test('get rejects if it returns an item that is not waiting', async () => {
    const order = Object.assign(new Lifo(), { pop: () => 'stranger' });
    const queue = newQueue<string>({ queue: order });
    const waiting = queue.get();
    queue.add('a');
    await expect(waiting).rejects.toThrow('stranger, which does not wait in it');
    expect(() => queue.tryGet()).toThrow('stranger, which does not wait in it');
  });

  test('the default is first in, first out', () => {
    const order = defaultQueue<string>();
    for (const name of ['b', 'a', 'c']) order.push(name);
    order.touch('c');
    expect(order.len()).toBe(3);
    expect([order.pop(), order.pop(), order.pop()]).toEqual(['b', 'a', 'c']);
  });
});

test('an object can be garbage-collected after done', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const queue = newQueue<object>();
  const work = (): WeakRef<object> => {
    queue.add({ name: 'a' });
    const got = queue.tryGet();
    queue.done(got!.item!);
    return new WeakRef(got!.item!);
  };
  const gone = work();
  // A WeakRef keeps its object alive until the end of the turn in which it was created.
  await new Promise((resolve) => setImmediate(resolve));
  gc();
  expect(gone.deref()).toBeUndefined();
  expect(queue.len()).toBe(0);
});

test('for await ends with the shutdown, and an early exit loses no item', async () => {
  const queue = newQueue<string>();
  for (const name of ['a', 'b', 'c']) queue.add(name);
  const got: string[] = [];
  for await (const name of queue) {
    got.push(name);
    queue.done(name);
    if (got.length === 2) break;
  }
  expect(got).toEqual(['a', 'b']);
  queue.shutDown();
  for await (const name of queue) {
    got.push(name);
    queue.done(name);
  }
  expect(got).toEqual(['a', 'b', 'c']);
});
