import { newFakeClock } from '../util/index.js';
import type { MetricsProvider } from './metrics.js';
import { newPriorityQueue, type PriorityQueue } from './priority-queue.js';
import { newItemExponentialFailureRateLimiter, type RateLimiter } from './rate-limiters.js';

/** Creates a queue, and its metrics by client-go's names. Depths of 0 are omitted. */
function setup(rateLimiter?: RateLimiter<string>) {
  const clock = newFakeClock();
  const counts = { adds: 0, retries: 0, negative: false };
  const depths = new Map<number, number>();
  const change = (priority: number, by: number) => {
    const depth = (depths.get(priority) ?? 0) + by;
    depths.set(priority, depth);
    counts.negative ||= depth < 0;
  };
  const latencies: number[] = [];
  const ignore = { inc: () => {}, dec: () => {}, set: () => {}, observe: () => {} };
  const metricsProvider: MetricsProvider = {
    newDepthMetric: () => {
      throw new Error('a priority queue asks for the depth by priority');
    },
    newDepthMetricWithPriority: () => ({ inc: (priority) => change(priority, 1), dec: (priority) => change(priority, -1) }),
    newAddsMetric: () => ({ inc: () => counts.adds++ }),
    newLatencyMetric: () => ({ observe: (seconds) => latencies.push(seconds) }),
    newWorkDurationMetric: () => ignore,
    newUnfinishedWorkSecondsMetric: () => ignore,
    newLongestRunningProcessorSecondsMetric: () => ignore,
    newRetriesMetric: () => ({ inc: () => counts.retries++ }),
  };
  const queue = newPriorityQueue<string>({ name: 'test', metricsProvider, clock, rateLimiter });
  const depth = () => Object.fromEntries([...depths].filter(([, value]) => value !== 0));
  return { queue, clock, counts, depth, latencies };
}

/** Gets items without marking them as done. */
function take(queue: PriorityQueue<string>, count = queue.len()): (string | undefined)[] {
  return Array.from({ length: count }, () => queue.tryGet()?.item);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('items of the same priority are returned in the order in which they were added', async () => {
  const { queue, counts, depth } = setup();
  queue.add('foo');
  queue.add('bar');
  expect(await queue.get()).toEqual({ item: 'foo', priority: 0, shutdown: false });
  expect(await queue.get()).toEqual({ item: 'bar', priority: 0, shutdown: false });
  expect(depth()).toEqual({});
  expect(counts).toMatchObject({ adds: 2, retries: 0 });
});

test.each([-1000, 0, 1000])('higher priorities come first, each in order of arrival, added with a delay of %i ms', (afterMs) => {
  const { queue, clock, depth, counts } = setup();
  const priorities = [10, 5, 0, -5, -10];
  for (let i = 0; i < 200; i++) {
    for (const priority of priorities) queue.addWithOpts({ priority, afterMs }, `${priority}-${i}`);
  }
  clock.advance(1000);
  const wanted = priorities.flatMap((priority) => Array.from({ length: 200 }, (_, i) => `${priority}-${i}`));
  expect(depth()).toEqual(Object.fromEntries(priorities.map((priority) => [priority, 200])));
  expect(take(queue)).toEqual(wanted);
  expect(depth()).toEqual({});
  expect(counts).toMatchObject({ adds: 1000, negative: false });
});

test('a later item of a higher priority is returned before waiting items', () => {
  const { queue } = setup();
  queue.add('low');
  queue.addWithOpts({ priority: 1 }, 'high');
  queue.addWithOpts({ priority: -1 }, 'lowest');
  expect(take(queue)).toEqual(['high', 'low', 'lowest']);
});

test('a waiting item is in the queue once', () => {
  const { queue, depth, counts } = setup();
  queue.add('foo');
  queue.add('foo');
  expect(queue.len()).toBe(1);
  expect(depth()).toEqual({ 0: 1 });
  expect(counts.adds).toBe(1);
  expect(take(queue)).toEqual(['foo']);
  expect(queue.tryGet()).toBeUndefined();
});

test('an item that is being processed is not returned, and does not delay others', () => {
  const { queue, depth, counts } = setup();
  queue.add('foo');
  expect(take(queue)).toEqual(['foo']);
  queue.add('foo');
  queue.add('bar');
  expect(take(queue, 2)).toEqual(['bar', undefined]);
  expect(depth()).toEqual({ 0: 1 });
  expect(counts.adds).toBe(3);
});

test('an item that is added while it is processed counts as waiting, and keeps its place after done', () => {
  const { queue, counts } = setup();
  queue.add('foo');
  expect(take(queue)).toEqual(['foo']);
  queue.add('foo');
  expect(queue.len()).toBe(1);
  queue.add('bar');
  expect(take(queue, 1)).toEqual(['bar']);
  queue.add('baz');
  queue.done('foo');
  expect(take(queue)).toEqual(['foo', 'baz']);
  expect(counts.adds).toBe(4);
});

test('a waiting worker gets an item as soon as another worker is done with it', async () => {
  const { queue } = setup();
  queue.add('foo');
  await queue.get();
  queue.addWithOpts({ priority: 3 }, 'foo');
  const waiting = queue.get();
  await turn();
  expect(queue.len()).toBe(1);
  queue.done('foo');
  expect(await waiting).toEqual({ item: 'foo', priority: 3, shutdown: false });
});

test.each([
  [1, 2],
  [2, 1],
])('an item added with priorities %i and %i has the higher one', async (first, second) => {
  const { queue, depth, counts } = setup();
  queue.addWithOpts({ priority: first }, 'foo');
  queue.addWithOpts({ priority: second }, 'foo');
  expect(depth()).toEqual({ 2: 1 });
  expect(await queue.get()).toEqual({ item: 'foo', priority: 2, shutdown: false });
  expect(depth()).toEqual({});
  expect(counts.adds).toBe(1);
});

test('adding without a priority raises a negative priority to 0', () => {
  const { queue } = setup();
  queue.addWithOpts({ priority: -10 }, 'foo');
  queue.add('foo');
  expect(queue.tryGet()?.priority).toBe(0);
});

test('an item with a raised priority is returned before all with a lower one', () => {
  const { queue, depth } = setup();
  for (const name of ['foo', 'bar', 'baz']) queue.add(name);
  queue.addWithOpts({ priority: 1 }, 'baz');
  expect(depth()).toEqual({ 0: 2, 1: 1 });
  expect(take(queue)).toEqual(['baz', 'foo', 'bar']);
});

test('an item with a raised priority is returned after those that already had this priority', () => {
  const { queue, depth } = setup();
  for (const name of ['foo', 'bar', 'baz']) queue.add(name);
  queue.addWithOpts({ priority: 1 }, 'first');
  queue.addWithOpts({ priority: 1 }, 'baz');
  expect(depth()).toEqual({ 0: 2, 1: 2 });
  expect(take(queue)).toEqual(['first', 'baz', 'foo', 'bar']);
});

test('the priority of an item can be raised while it is processed', () => {
  const { queue, depth } = setup();
  queue.add('foo');
  take(queue);
  queue.add('foo');
  queue.addWithOpts({ priority: 2 }, 'foo');
  expect(depth()).toEqual({ 2: 1 });
  queue.add('bar');
  queue.done('foo');
  expect(take(queue)).toEqual(['foo', 'bar']);
  expect(depth()).toEqual({});
});

test('an item loses its priority when it is returned', () => {
  const { queue } = setup();
  queue.addWithOpts({ priority: 5 }, 'foo');
  take(queue);
  queue.add('foo');
  queue.done('foo');
  expect(queue.tryGet()?.priority).toBe(0);
});

test('throws for a priority that is not a number, and adds nothing', () => {
  const { queue } = setup();
  expect(() => queue.addWithOpts({ priority: NaN }, 'foo')).toThrow('the priority of an item must be a number, not NaN');
  expect(queue.len()).toBe(0);
});

test('an item with a delay is neither counted nor returned before its time', async () => {
  const { queue, clock, depth, counts, latencies } = setup();
  queue.addWithOpts({ afterMs: 500 }, 'foo');
  queue.add('baz');
  queue.addAfter('bar', 500);
  expect(queue.len()).toBe(1);
  expect(depth()).toEqual({ 0: 1 });
  expect(take(queue)).toEqual(['baz']);
  const waiting = queue.get();
  clock.advance(499);
  await turn();
  expect(queue.len()).toBe(0);
  clock.advance(1);
  expect((await waiting).item).toBe('foo');
  expect(queue.len()).toBe(1);
  expect(depth()).toEqual({ 0: 1 });
  // A delayed item does not count as waiting.
  expect(latencies).toEqual([0, 0]);
  expect(counts).toMatchObject({ adds: 3, retries: 2 });
});

test('delayed items are ready in the order of their times, and at the same time by priority', () => {
  const { queue, clock } = setup();
  const got: (string | undefined)[] = [];
  queue.addWithOpts({ afterMs: 1000 }, 'foo');
  queue.addWithOpts({ afterMs: 1000, priority: 1 }, 'high');
  queue.addWithOpts({ afterMs: 200 }, 'bar');
  expect(clock.nextDelay).toBe(200);
  clock.advance(200);
  got.push(...take(queue));
  clock.advance(800);
  got.push(...take(queue));
  expect(got).toEqual(['bar', 'high', 'foo']);
  // The timer of the metrics remains while an item is processed.
  for (const name of ['bar', 'high', 'foo']) queue.done(name);
  clock.advance(500);
  expect(clock.pending).toBe(0);
});

test('items of the same priority are returned in the order in which they became ready', () => {
  const { queue, clock } = setup();
  queue.addWithOpts({ afterMs: 1000 }, 'added first');
  clock.advance(500);
  queue.add('ready first');
  clock.advance(500);
  queue.add('last');
  expect(take(queue)).toEqual(['ready first', 'added first', 'last']);
});

test.each([
  [1000, 400],
  [400, 1000],
])('an item added with %i ms and with %i ms is ready once, at the earlier time', (first, second) => {
  const { queue, clock, counts } = setup();
  queue.addWithOpts({ afterMs: first }, 'foo');
  queue.addWithOpts({ afterMs: second }, 'foo');
  clock.advance(399);
  expect(queue.len()).toBe(0);
  clock.advance(1);
  expect(take(queue)).toEqual(['foo']);
  clock.advance(10_000);
  expect(queue.len()).toBe(0);
  expect(counts).toMatchObject({ adds: 1, retries: 2 });
});

test('a delay does not affect an item that is already ready', () => {
  const { queue, clock, counts } = setup();
  queue.add('foo');
  queue.addWithOpts({ afterMs: 3_600_000 }, 'foo');
  expect(clock.pending).toBe(0);
  expect(take(queue)).toEqual(['foo']);
  expect(counts.adds).toBe(1);
});

test('a delayed item that is added without a delay is ready at once, with the higher priority, and no timer is left', () => {
  const { queue, clock, depth, counts } = setup();
  queue.addWithOpts({ afterMs: 3_600_000, priority: 1 }, 'foo');
  expect(depth()).toEqual({});
  expect(clock.pending).toBe(1);
  queue.add('foo');
  expect(clock.pending).toBe(0);
  expect(queue.len()).toBe(1);
  expect(depth()).toEqual({ 1: 1 });
  expect(queue.tryGet()?.priority).toBe(1);
  expect(depth()).toEqual({});
  expect(counts.adds).toBe(1);
});

test('raising the priority of a delayed item does not change its time', () => {
  const { queue, clock, depth } = setup();
  queue.addWithOpts({ afterMs: 500 }, 'foo');
  queue.addWithOpts({ afterMs: 500 }, 'bar');
  queue.addWithOpts({ afterMs: 3_600_000, priority: 1 }, 'bar');
  clock.advance(500);
  expect(depth()).toEqual({ 0: 1, 1: 1 });
  expect(take(queue)).toEqual(['bar', 'foo']);
});

test('an item that becomes ready while it is processed waits until it is done', () => {
  const { queue, clock } = setup();
  queue.add('foo');
  take(queue);
  queue.addAfter('foo', 100);
  clock.advance(100);
  expect(queue.len()).toBe(1);
  expect(queue.tryGet()).toBeUndefined();
  queue.done('foo');
  expect(take(queue)).toEqual(['foo']);
});

test('an item with an infinite delay needs no timer, and a later add makes it ready', () => {
  const { queue, clock } = setup();
  queue.addAfter('foo', Infinity);
  expect(clock.pending).toBe(0);
  queue.addAfter('foo', 10);
  clock.advance(10);
  expect(take(queue)).toEqual(['foo']);
});

test('rate-limited items each have their own delay, which forget resets', () => {
  const limiter = newItemExponentialFailureRateLimiter<string>(5, 1_000_000);
  const { queue, clock, counts } = setup(limiter);
  for (let i = 0; i < 7; i++) limiter.when('bar');
  queue.addWithOpts({ rateLimited: true }, 'foo', 'bar');
  expect(clock.nextDelay).toBe(5);
  clock.advance(5);
  expect(take(queue)).toEqual(['foo']);
  clock.advance(634);
  expect(queue.len()).toBe(0);
  clock.advance(1);
  expect(take(queue)).toEqual(['bar']);
  expect(counts).toMatchObject({ adds: 2, retries: 2 });
  expect(queue.numRequeues('bar')).toBe(8);
  queue.forget('bar');
  expect(queue.numRequeues('bar')).toBe(0);
  queue.done('bar');
  queue.addRateLimited('bar');
  expect(clock.nextDelay).toBe(5);
});

test.each([
  { afterMs: 3, wanted: 3 },
  { afterMs: 30, wanted: 5 },
  { afterMs: 0, wanted: 5 },
  { afterMs: undefined, wanted: 5 },
])('with a delay of $afterMs ms and a rate limit of 5 ms, an item is ready after $wanted ms', ({ afterMs, wanted }) => {
  const { queue, clock } = setup();
  queue.addWithOpts({ afterMs, rateLimited: true }, 'foo');
  expect(clock.nextDelay).toBe(wanted);
});

test('shutDown returns no more items, and ends all waiting calls', async () => {
  const { queue, clock } = setup();
  const waiting = [queue.get(), queue.get()];
  queue.shutDown();
  for (const got of await Promise.all(waiting)) expect(got).toEqual({ item: undefined, priority: undefined, shutdown: true });

  const full = setup();
  full.queue.add('baz');
  full.queue.addAfter('foo', 10);
  take(full.queue);
  full.queue.add('baz');
  full.queue.add('bar');
  full.queue.shutDown();
  full.queue.done('baz');
  full.queue.add('late');
  expect((await full.queue.get()).shutdown).toBe(true);
  expect((await full.queue.get()).shutdown).toBe(true);
  expect([clock.pending, full.clock.pending]).toEqual([0, 0]);
});

test('shutDownWithDrain returns ready items, waits until they are done, and drops delayed items', async () => {
  const { queue, clock } = setup();
  queue.add('foo');
  take(queue);
  queue.add('foo');
  queue.add('bar');
  queue.addAfter('baz', 10);
  let drained = false;
  const drain = queue.shutDownWithDrain().then(() => (drained = true));
  expect(clock.pending).toBe(0);
  expect(take(queue, 1)).toEqual(['bar']);
  queue.done('bar');
  queue.done('foo');
  expect(take(queue, 1)).toEqual(['foo']);
  await turn();
  expect(drained).toBe(false);
  queue.done('foo');
  await drain;
  expect(queue.tryGet()?.shutdown).toBe(true);
});

test('shutDown ends a drain', async () => {
  const { queue } = setup();
  queue.add('foo');
  const drain = queue.shutDownWithDrain();
  queue.shutDown();
  await drain;
  expect(queue.tryGet()?.shutdown).toBe(true);
});

test('for await yields items by priority until the shutdown', async () => {
  const { queue } = setup();
  queue.add('low');
  queue.addWithOpts({ priority: 1 }, 'high');
  const got: string[] = [];
  for await (const item of queue) {
    got.push(item);
    queue.done(item);
    if (queue.len() === 0) queue.shutDown();
  }
  expect(got).toEqual(['high', 'low']);
});

test('done of an item that is not being processed does nothing', () => {
  const { queue } = setup();
  queue.done('stranger');
  queue.add('foo');
  queue.done('foo');
  expect(take(queue)).toEqual(['foo']);
});

test('without metrics by priority, the depth counts all items', () => {
  const clock = newFakeClock();
  let depth = 0;
  const ignore = { inc: () => {}, set: () => {}, observe: () => {} };
  const metricsProvider: MetricsProvider = {
    newDepthMetric: () => ({ inc: () => depth++, dec: () => depth-- }),
    newAddsMetric: () => ignore,
    newLatencyMetric: () => ignore,
    newWorkDurationMetric: () => ignore,
    newUnfinishedWorkSecondsMetric: () => ignore,
    newLongestRunningProcessorSecondsMetric: () => ignore,
    newRetriesMetric: () => ignore,
  };
  const queue = newPriorityQueue<string>({ name: 'test', metricsProvider, clock });
  queue.add('foo');
  queue.addWithOpts({ priority: 2 }, 'foo', 'bar');
  expect(depth).toBe(2);
  take(queue);
  expect(depth).toBe(0);
  queue.shutDown();
});

test('random adds and workers: no item is processed twice at once, the highest priority comes first, and no depth is negative', async () => {
  const { queue, clock, counts, depth } = setup();
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const priorities = new Map<string, number>();
  const inWork = new Set<string>();
  let worked = 0;
  const worker = async () => {
    for (;;) {
      const { item, priority, shutdown } = await queue.get();
      if (shutdown) return;
      expect(inWork.has(item)).toBe(false);
      expect(priority).toBe(priorities.get(item));
      priorities.delete(item);
      inWork.add(item);
      worked++;
      await turn();
      inWork.delete(item);
      queue.done(item);
    }
  };
  const workers = Array.from({ length: 20 }, worker);
  for (let i = 0; i < 3000; i++) {
    const item = `item-${random(40)}`;
    const priority = random(5) - 2;
    queue.addWithOpts({ priority, afterMs: random(3) === 0 ? random(50) : 0 }, item);
    priorities.set(item, Math.max(priority, priorities.get(item) ?? -Infinity));
    if (i % 20 === 0) {
      clock.advance(random(20));
      await turn();
    }
  }
  clock.advance(50);
  await queue.shutDownWithDrain();
  await Promise.all(workers);
  expect(priorities.size).toBe(0);
  expect(worked).toBeGreaterThan(500);
  expect(counts.negative).toBe(false);
  expect(depth()).toEqual({});
});
