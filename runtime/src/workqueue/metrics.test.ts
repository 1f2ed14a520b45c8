import { newFakeClock } from '../util/index.js';
import { newDelayingQueue } from './delaying-queue.js';
import type { MetricsProvider } from './metrics.js';
import { newQueue } from './queue.js';

function recorder() {
  const values = {
    depth: 0,
    adds: 0,
    retries: 0,
    latency: [] as number[],
    work: [] as number[],
    unfinished: [] as number[],
    longest: [] as number[],
  };
  const names: string[] = [];
  const named =
    <M>(metric: M) =>
    (name: string) => {
      names.push(name);
      return metric;
    };
  const provider: MetricsProvider = {
    newDepthMetric: named({ inc: () => values.depth++, dec: () => values.depth-- }),
    newAddsMetric: named({ inc: () => values.adds++ }),
    newLatencyMetric: named({ observe: (value: number) => values.latency.push(value) }),
    newWorkDurationMetric: named({ observe: (value: number) => values.work.push(value) }),
    newUnfinishedWorkSecondsMetric: named({ set: (value: number) => values.unfinished.push(value) }),
    newLongestRunningProcessorSecondsMetric: named({ set: (value: number) => values.longest.push(value) }),
    newRetriesMetric: named({ inc: () => values.retries++ }),
  };
  return { values, names, provider };
}

test('depth, adds, latency and work duration follow an item through the queue, in seconds', async () => {
  const clock = newFakeClock();
  const { values, provider } = recorder();
  const queue = newQueue<string>({ name: 'test', metricsProvider: provider, clock });
  queue.add('foo');
  expect(values).toMatchObject({ adds: 1, depth: 1 });
  clock.advance(50);
  await queue.get();
  expect(values).toMatchObject({ depth: 0, latency: [0.05] });
  // Several adds while the item is processed count once.
  for (let i = 0; i < 5; i++) queue.add('foo');
  expect(values).toMatchObject({ adds: 2, depth: 1 });
  clock.advance(25);
  queue.done('foo');
  expect(values).toMatchObject({ depth: 1, work: [0.025] });
  await queue.get();
  expect(values.latency).toEqual([0.05, 0.025]);
  queue.done('foo');
  expect(values.work).toEqual([0.025, 0]);
});

test('unfinished work is the sum and the longest running processor the maximum of processing times, updated twice a second', async () => {
  const clock = newFakeClock();
  const { values, provider } = recorder();
  const queue = newQueue<string>({ name: 'test', metricsProvider: provider, clock });
  queue.add('a');
  queue.add('b');
  await queue.get();
  clock.advance(100);
  await queue.get();
  clock.advance(400);
  expect(values.unfinished).toEqual([0.9]);
  expect(values.longest).toEqual([0.5]);
  queue.done('a');
  queue.done('b');
  clock.advance(500);
  expect(values.unfinished).toEqual([0.9, 0]);
  // There is no timer while no item is processed.
  expect(clock.pending).toBe(0);
});

test('unfinished work is not updated after the shutdown, and no timer is left', async () => {
  const clock = newFakeClock();
  const { values, provider } = recorder();
  const queue = newQueue<string>({ name: 'test', metricsProvider: provider, clock });
  queue.add('a');
  await queue.get();
  expect(clock.pending).toBe(1);
  queue.shutDown();
  expect(clock.pending).toBe(0);
  clock.advance(5000);
  expect(values.unfinished).toEqual([]);
});

test('retries counts items that are added with a delay', () => {
  const { values, provider } = recorder();
  const queue = newDelayingQueue<string>({ name: 'test', metricsProvider: provider, clock: newFakeClock() });
  queue.addAfter('a', 10);
  queue.addAfter('b', 0);
  queue.add('c');
  expect(values.retries).toBe(2);
  queue.shutDown();
  queue.addAfter('d', 10);
  expect(values.retries).toBe(2);
});

test('metrics have the name of the queue, and a queue without a name has no metrics', () => {
  const named = recorder();
  newDelayingQueue<string>({ name: 'pods', metricsProvider: named.provider });
  expect(named.names).toEqual(Array.from({ length: 7 }, () => 'pods'));
  const unnamed = recorder();
  newDelayingQueue<string>({ metricsProvider: unnamed.provider });
  expect(unnamed.names).toEqual([]);
});
