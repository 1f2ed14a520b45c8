import { newQueue, type Queue } from './queue.js';

const settled = Symbol('not settled');
/** What a promise has become after everything that can go on has gone on. */
async function now<T>(promise: Promise<T>): Promise<T | typeof settled> {
  await new Promise((resolve) => setImmediate(resolve));
  return await Promise.race([promise, Promise.resolve(settled)]);
}

async function item(queue: Queue<string>): Promise<string | undefined> {
  return (await queue.get()).item;
}

test('items are handed out in the order in which they were added', async () => {
  const queue = newQueue<string>();
  for (const name of ['b', 'a', 'c']) queue.add(name);
  expect([await item(queue), await item(queue), await item(queue)]).toEqual(['b', 'a', 'c']);
});

test('len counts what waits, each item once, and not what is worked on', async () => {
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

test('an item added twice before it is worked on is worked on once', async () => {
  const queue = newQueue<string>();
  queue.add('bar');
  queue.add('bar');
  expect(await item(queue)).toBe('bar');
  queue.done('bar');
  expect(queue.len()).toBe(0);
});

test('an item added twice in one go while a worker waits is worked on once', async () => {
  const queue = newQueue<string>();
  const first = queue.get();
  const second = queue.get();
  queue.add('bar');
  queue.add('bar');
  expect((await first).item).toBe('bar');
  queue.done('bar');
  expect(await now(second)).toBe(settled);
});

test('an item added while it is worked on comes again, only after done', async () => {
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

test('workers that wait are served in their order, before one that comes later', async () => {
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

test('done of an item that nobody works on changes nothing', async () => {
  const queue = newQueue<string>();
  queue.done('stranger');
  queue.add('a');
  queue.done('a');
  expect(queue.len()).toBe(1);
  expect(await item(queue)).toBe('a');
});

test.each(['shutDown', 'shutDownWithDrain'] as const)(
  'many producers and workers: each item is worked on, none after %s',
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
        // The case of an item that is added while it is worked on.
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

test('shutDown hands out what waits, then says shutdown to all who wait and all who come', async () => {
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
  test('waits for what is worked on, and for what was added to it meanwhile', async () => {
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

  test('waits for what still waits to be handed out', async () => {
    const queue = newQueue<string>();
    queue.add('foo');
    const drained = queue.shutDownWithDrain();
    expect(await now(drained)).toBe(settled);
    await queue.get();
    queue.done('foo');
    await drained;
  });

  test('ends its waiting when shutDown is called', async () => {
    const queue = newQueue<string>();
    queue.add('foo');
    await queue.get();
    const drained = [queue.shutDownWithDrain(), queue.shutDownWithDrain()];
    queue.shutDown();
    await Promise.all(drained);
  });

  test('resolves at once when there is nothing', async () => {
    await newQueue<string>().shutDownWithDrain();
  });

  test('shutDown does not wait for what is worked on', async () => {
    const queue = newQueue<string>();
    queue.add('foo');
    await queue.get();
    queue.shutDown();
    expect((await queue.get()).shutdown).toBe(true);
  });
});

describe('get with a signal', () => {
  test('rejects with its reason when it fires, and loses no item', async () => {
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

  test('leaves no listener when it got an item, however many wait', async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    const queue = newQueue<number>();
    const { signal } = new AbortController();
    const add = jest.spyOn(signal, 'addEventListener');
    const remove = jest.spyOn(signal, 'removeEventListener');
    const workers = Array.from({ length: 20 }, () => queue.get(signal));
    for (let i = 0; i < 20; i++) queue.add(i);
    await Promise.all(workers);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warn);
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove).toHaveBeenCalledTimes(1);
    expect(warnings).toEqual([]);
  });
});

test('for await ends with the shutdown, and leaving it early loses nothing', async () => {
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
