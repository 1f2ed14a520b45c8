import { newFakeClock } from '../util/index.js';
import { newDelayingQueue } from './delaying-queue.js';
import { newPriorityQueue } from './priority-queue.js';
import { newRateLimitingQueue } from './rate-limiting-queue.js';

function setup() {
  const clock = newFakeClock();
  const queue = newDelayingQueue<string>({ clock });
  const take = async () => {
    const { item } = await queue.get();
    queue.done(item!);
    return item;
  };
  return { clock, queue, take };
}

test('an item is ready once after its delay, and no timer is left', async () => {
  const { clock, queue, take } = setup();
  queue.addAfter('foo', 50);
  expect(queue.len()).toBe(0);
  clock.advance(49);
  expect(queue.len()).toBe(0);
  clock.advance(1);
  expect(queue.len()).toBe(1);
  expect(await take()).toBe('foo');
  clock.advance(10_000);
  expect(queue.len()).toBe(0);
  expect(clock.pending).toBe(0);
});

test.each([0, -1, NaN])('a delay of %p adds at once', (delayMs) => {
  const { clock, queue } = setup();
  queue.addAfter('foo', delayMs);
  expect(queue.len()).toBe(1);
  expect(clock.pending).toBe(0);
});

test('an item with an infinite delay is never ready and needs no timer', () => {
  const { clock, queue } = setup();
  queue.addAfter('foo', Infinity);
  expect(clock.pending).toBe(0);
  clock.advance(1e12);
  expect(queue.len()).toBe(0);
});

test.each([
  [50, 70],
  [70, 50],
])('an item added with %i ms and with %i ms is ready once, at the earlier time', async (first, second) => {
  const { clock, queue, take } = setup();
  queue.addAfter('foo', first);
  queue.addAfter('foo', second);
  clock.advance(49);
  expect(queue.len()).toBe(0);
  clock.advance(1);
  expect(await take()).toBe('foo');
  clock.advance(100);
  expect(queue.len()).toBe(0);
});

test('items are ready in the order of their times', async () => {
  const { clock, queue, take } = setup();
  queue.addAfter('foo', 1000);
  queue.addAfter('bar', 500);
  queue.addAfter('baz', 250);
  clock.advance(2000);
  expect([await take(), await take(), await take()]).toEqual(['baz', 'bar', 'foo']);
});

test('items of the same time are ready in the order in which they were added', async () => {
  const { clock, queue, take } = setup();
  for (const name of ['c', 'a', 'd', 'b']) queue.addAfter(name, 10);
  clock.advance(10);
  expect([await take(), await take(), await take(), await take()]).toEqual(['c', 'a', 'd', 'b']);
});

test('an item does not delay an earlier one that is added after it', async () => {
  const { clock, queue, take } = setup();
  queue.addAfter('first', 1000);
  queue.addAfter('second', 50);
  clock.advance(60);
  expect(await take()).toBe('second');
  queue.addAfter('third', 2000);
  clock.advance(1000);
  expect(await take()).toBe('first');
  clock.advance(2000);
  expect(await take()).toBe('third');
});

test('ten thousand items with random delays are ready in order', async () => {
  const { clock, queue } = setup();
  const delays = new Map<string, number>();
  let seed = 1;
  for (let i = 0; i < 10_000; i++) {
    seed = (seed * 48271) % 2147483647;
    delays.set(`item-${i}`, 1 + (seed % 600_000));
    queue.addAfter(`item-${i}`, 1 + (seed % 600_000));
  }
  clock.advance(600_001);
  expect(queue.len()).toBe(10_000);
  let last = 0;
  for (let i = 0; i < 10_000; i++) {
    const { item } = await queue.get();
    const at = delays.get(item!)!;
    expect(at).toBeGreaterThanOrEqual(last);
    last = at;
  }
});

test('after the shutdown no item becomes ready and no timer is left', () => {
  for (const end of ['shutDown', 'shutDownWithDrain'] as const) {
    const { clock, queue } = setup();
    queue.addAfter('foo', 50);
    void queue[end]();
    expect(clock.pending).toBe(0);
    queue.addAfter('bar', 50);
    queue.addAfter('baz', 0);
    clock.advance(100);
    expect(queue.len()).toBe(0);
  }
});

test.each<[unknown, string]>([
  ['100', '"100"'],
  [undefined, 'undefined'],
])('every queue throws for a delay of %p, which would cause an endless loop', (delayMs, printed) => {
  const message = `a delay must be a number of milliseconds, not ${printed}`;
  for (const queue of [newDelayingQueue<string>(), newRateLimitingQueue<string>(), newPriorityQueue<string>()]) {
    expect(() => queue.addAfter('a', delayMs as number)).toThrow(new TypeError(message));
    expect(queue.len()).toBe(0);
    queue.shutDown();
  }
});
