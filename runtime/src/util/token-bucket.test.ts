import { newFakeClock } from './fake-clock.js';
import { TokenBucket } from './token-bucket.js';

const takeAll = (bucket: TokenBucket): number => {
  let taken = 0;
  while (bucket.tryTake()) taken++;
  return taken;
};

test('a bucket starts full, refills with time, and holds no more than its burst', () => {
  const clock = newFakeClock();
  const bucket = new TokenBucket(2, 5, clock);
  expect(takeAll(bucket)).toBe(5);
  clock.advance(1_000);
  expect(takeAll(bucket)).toBe(2);
  clock.advance(60_000);
  expect(takeAll(bucket)).toBe(5);
});

test('a token that accumulated in small parts is a token', () => {
  const clock = newFakeClock();
  const bucket = new TokenBucket(1, 1, clock);
  expect(bucket.tryTake()).toBe(true);
  for (let part = 0; part < 10; part++) {
    expect(bucket.tryTake()).toBe(false);
    clock.advance(100);
  }
  expect(bucket.tryTake()).toBe(true);
});

test('reserved tokens come one after the other, and one that is given back shortens the next wait', () => {
  const clock = newFakeClock();
  const bucket = new TokenBucket(10, 1, clock);
  expect([bucket.reserve(), bucket.reserve(), bucket.reserve()]).toEqual([0, 100, 200]);
  bucket.giveBack();
  expect(bucket.reserve()).toBe(200);
});
