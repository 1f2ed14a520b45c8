import { newDelayingQueue, newPriorityQueue, newQueue, newRateLimitingQueue, type Queue } from './index.js';

describe.each<[string, () => Queue<string>]>([
  ['a queue', () => newQueue()],
  ['a delaying queue', () => newDelayingQueue()],
  ['a rate limiting queue', () => newRateLimitingQueue()],
  ['a priority queue', () => newPriorityQueue<string>()],
])('every method of %s can be passed as a value', (_, create) => {
  test('add, len, get, tryGet, done, shutDown, shuttingDown', async () => {
    const queue = create();
    // eslint-disable-next-line @typescript-eslint/unbound-method -- the test checks that unbound methods work
    const { add, len, get, tryGet, done, shutDown, shuttingDown } = queue;
    ['a', 'b'].forEach((item) => add(item));
    expect(len()).toBe(2);
    expect(await get()).toMatchObject({ item: 'a', shutdown: false });
    expect(tryGet()).toMatchObject({ item: 'b', shutdown: false });
    ['a', 'b'].forEach(done);
    expect(len()).toBe(0);
    const controller = new AbortController();
    controller.signal.addEventListener('abort', shutDown);
    controller.abort();
    expect(shuttingDown()).toBe(true);
    expect(await get()).toMatchObject({ shutdown: true });
  });

  test('shutDownWithDrain', async () => {
    const queue = create();
    const { add, shutDownWithDrain } = queue; // eslint-disable-line @typescript-eslint/unbound-method
    add('a');
    const drained = shutDownWithDrain();
    await queue.get();
    queue.done('a');
    await drained;
    expect(queue.shuttingDown()).toBe(true);
  });
});

test('addAfter, addRateLimited, forget, numRequeues and addWithOpts can be passed as values', () => {
  const limiting = newRateLimitingQueue<string>();
  const priority = newPriorityQueue<string>();
  for (const queue of [limiting, priority]) {
    const { addAfter, addRateLimited, forget, numRequeues } = queue; // eslint-disable-line @typescript-eslint/unbound-method
    addAfter('a', 0);
    addRateLimited('b');
    expect([queue.len(), numRequeues('b')]).toEqual([1, 1]);
    forget('b');
    expect(numRequeues('b')).toBe(0);
  }
  const { addWithOpts } = priority; // eslint-disable-line @typescript-eslint/unbound-method
  addWithOpts({ priority: 1 }, 'c');
  expect(priority.tryGet()).toMatchObject({ item: 'c' });
  limiting.shutDown();
  priority.shutDown();
});
