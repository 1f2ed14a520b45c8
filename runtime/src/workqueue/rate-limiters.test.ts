import { newFakeClock } from '../util/index.js';
import {
  defaultControllerRateLimiter,
  defaultItemBasedRateLimiter,
  newBucketRateLimiter,
  newItemExponentialFailureRateLimiter,
  newItemFastSlowRateLimiter,
  newMaxOfRateLimiter,
  newWithMaxWaitRateLimiter,
  type RateLimiter,
} from './rate-limiters.js';

const delays = (limiter: RateLimiter<string>, item: string, count: number) =>
  Array.from({ length: count }, () => limiter.when(item));

test('exponential: the delay of an item doubles up to the maximum, and forget resets it', () => {
  const limiter = newItemExponentialFailureRateLimiter<string>(1, 1000);
  expect(delays(limiter, 'one', 5)).toEqual([1, 2, 4, 8, 16]);
  expect(limiter.numRequeues('one')).toBe(5);
  expect(delays(limiter, 'two', 2)).toEqual([1, 2]);
  expect(limiter.numRequeues('two')).toBe(2);
  limiter.forget('one');
  expect(limiter.numRequeues('one')).toBe(0);
  expect(limiter.when('one')).toBe(1);
});

test('exponential: the delay never exceeds the maximum, even after many failures', () => {
  const limiter = newItemExponentialFailureRateLimiter<string>(1, 1000 * 1000);
  delays(limiter, 'overflow', 5);
  expect(limiter.when('overflow')).toBe(32);
  delays(limiter, 'overflow', 2000);
  expect(limiter.when('overflow')).toBe(1_000_000);
  const exact = newItemExponentialFailureRateLimiter<string>(60_000, 3_600_000);
  expect(delays(exact, 'a', 8).at(-1)).toBe(3_600_000);
});

test('fast-slow: a number of fast tries per item, then slow ones', () => {
  const limiter = newItemFastSlowRateLimiter<string>(5, 10_000, 3);
  expect(delays(limiter, 'one', 5)).toEqual([5, 5, 5, 10_000, 10_000]);
  expect(limiter.numRequeues('one')).toBe(5);
  expect(delays(limiter, 'two', 2)).toEqual([5, 5]);
  limiter.forget('one');
  expect(limiter.numRequeues('one')).toBe(0);
  expect(limiter.when('one')).toBe(5);
});

test('max-of: the longest delay of all limiters, which all count the item', () => {
  const limiter = newMaxOfRateLimiter(
    newItemFastSlowRateLimiter<string>(5, 3000, 3),
    newItemExponentialFailureRateLimiter<string>(1, 1000),
  );
  expect(delays(limiter, 'one', 5)).toEqual([5, 5, 5, 3000, 3000]);
  expect(limiter.numRequeues('one')).toBe(5);
  limiter.forget('one');
  expect(limiter.numRequeues('one')).toBe(0);
  expect(limiter.when('one')).toBe(5);
});

test('with-max-wait: no delay is longer than the maximum', () => {
  const limiter = newWithMaxWaitRateLimiter(newItemExponentialFailureRateLimiter<string>(5, 1_000_000), 50);
  expect(delays(limiter, 'one', 6)).toEqual([5, 10, 20, 40, 50, 50]);
  expect(limiter.numRequeues('one')).toBe(6);
  limiter.forget('one');
  expect(limiter.numRequeues('one')).toBe(0);
});

test('bucket: a burst at once, then one token after another, across all items', () => {
  const clock = newFakeClock();
  const limiter = newBucketRateLimiter<string>(10, 3, clock);
  expect([limiter.when('a'), limiter.when('b'), limiter.when('a')]).toEqual([0, 0, 0]);
  expect(limiter.when('a')).toBeCloseTo(100);
  expect(limiter.when('b')).toBeCloseTo(200);
  clock.advance(200);
  expect(limiter.when('a')).toBeCloseTo(100);
  clock.advance(60_000);
  expect(Array.from({ length: 4 }, () => Math.round(limiter.when('a')))).toEqual([0, 0, 0, 100]);
  expect(limiter.numRequeues('a')).toBe(0);
  limiter.forget('a');
  expect(Math.round(limiter.when('a'))).toBe(200);
});

test.each([
  [Infinity, 0, 0],
  [10, 0, Infinity],
])('bucket: %p a second with a burst of %p gives %p', (qps, burst, wanted) => {
  expect(newBucketRateLimiter<string>(qps, burst, newFakeClock()).when('a')).toBe(wanted);
});

test('the default of controllers: 5 ms to 1000 s per item, and 10 a second with a burst of 100 for all items', () => {
  const clock = newFakeClock();
  const limiter = defaultControllerRateLimiter<string>(clock);
  expect(delays(limiter, 'a', 4)).toEqual([5, 10, 20, 40]);
  for (let i = 0; i < 96; i++) expect(limiter.when(`other-${i}`)).toBe(5);
  expect(limiter.when('late')).toBeCloseTo(100);
  clock.advance(3_600_000);
  for (let i = 0; i < 30; i++) limiter.when('a');
  expect(limiter.when('a')).toBe(1_000_000);
});

test('the default per item: from 1 ms', () => {
  expect(delays(defaultItemBasedRateLimiter<string>(), 'a', 3)).toEqual([1, 2, 4]);
});
