import { newFakeClock } from '../util/index.js';
import { newItemExponentialFailureRateLimiter } from './rate-limiters.js';
import { newRateLimitingQueue } from './rate-limiting-queue.js';

test('addRateLimited adds after the delay of the limiter, which forget resets', () => {
  const clock = newFakeClock();
  const queue = newRateLimitingQueue<string>(newItemExponentialFailureRateLimiter(1, 1000), { clock });
  const delays: number[] = [];
  for (const name of ['one', 'one', 'one', 'two', 'two']) {
    queue.addRateLimited(name);
    delays.push(clock.nextDelay!);
  }
  expect(queue.numRequeues('one')).toBe(3);
  expect(queue.numRequeues('two')).toBe(2);
  queue.forget('one');
  expect(queue.numRequeues('one')).toBe(0);
  // The item is already delayed and becomes ready at its earliest time.
  expect(delays).toEqual([1, 1, 1, 1, 1]);
  clock.advance(1);
  expect(queue.len()).toBe(2);
  queue.addRateLimited('one');
  expect(clock.nextDelay).toBe(1);
});

test('the default limiter waits 5 ms after the first failure, on the clock of the queue', () => {
  const clock = newFakeClock();
  const queue = newRateLimitingQueue<string>(undefined, { clock });
  queue.addRateLimited('a');
  expect(clock.nextDelay).toBe(5);
  clock.advance(5);
  expect(queue.len()).toBe(1);
  queue.shutDown();
  expect(clock.pending).toBe(0);
});
