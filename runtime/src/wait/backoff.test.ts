import { newFakeClock } from '../util/index.js';
import { backoffStep, delayFunc, delayWithReset, jitter } from './index.js';
import type { Backoff } from './index.js';

const delays = (backoff: Backoff, count: number): number[] =>
  Array.from(
    { length: count },
    delayFunc(backoff, () => 0),
  );

describe('backoffStep', () => {
  test.each<[string, Backoff, number[]]>([
    ['nothing but a duration stays', { durationMs: 1000 }, [1000, 1000, 1000]],
    ['steps alone change nothing', { durationMs: 1000, steps: 2 }, [1000, 1000, 1000]],
    ['grows by the factor for as many steps', { durationMs: 1000, factor: 2, steps: 3 }, [1000, 2000, 4000, 8000, 8000]],
    ['does not grow without steps', { durationMs: 1000, factor: 2 }, [1000, 1000]],
    ['stays at the cap', { durationMs: 1000, factor: 2, steps: 10, capMs: 3000 }, [1000, 2000, 3000, 3000]],
    [
      'a duration equal to the cap does not exceed it',
      { durationMs: 1000, factor: 2, steps: 2, capMs: 2000 },
      [1000, 2000, 2000],
    ],
    ['a cap without a factor is none', { durationMs: 1000, steps: 2, capMs: 10 }, [1000, 1000]],
    ['a factor of 1', { durationMs: 10, factor: 1, steps: 5 }, [10, 10, 10]],
    ['a factor below 1 shrinks', { durationMs: 1000, factor: 0.5, steps: 5 }, [1000, 500, 250]],
  ])('%s', (_, backoff, wanted) => {
    expect(delays(backoff, wanted.length)).toEqual(wanted);
  });

  test('the cap ends the steps', () => {
    expect(backoffStep({ durationMs: 1000, factor: 5, steps: 6, capMs: 3000 }).next).toEqual({
      durationMs: 3000,
      factor: 5,
      steps: 0,
      capMs: 3000,
    });
  });

  test('jitter extends a delay, and does not affect later delays', () => {
    const backoff: Backoff = { durationMs: 1000, factor: 2, steps: 3, jitter: 0.5 };
    const next = delayFunc(backoff, () => 0.5);
    expect([next(), next(), next()]).toEqual([1250, 2500, 5000]);
    expect(backoff).toEqual({ durationMs: 1000, factor: 2, steps: 3, jitter: 0.5 });
  });
});

test.each([
  [1000, 0.1, 0, 1000],
  [1000, 0.1, 0.5, 1050],
  [1000, 0, 0.5, 1500],
  [1000, -1, 0.5, 1500],
])('jitter(%d, %d) with %d is %d', (duration, factor, random, wanted) => {
  expect(jitter(duration, factor, () => random)).toBe(wanted);
});

describe('delayWithReset', () => {
  const backoff: Backoff = { durationMs: 1, factor: 10, steps: 10, capMs: 1000 };

  test('starts again if it started longer ago than the reset', () => {
    const clock = newFakeClock();
    const next = delayWithReset(backoff, 100, clock, () => 0);
    expect([next(), next(), next()]).toEqual([1, 10, 100]);
    clock.advance(100);
    expect(next()).toBe(1000);
    clock.advance(1);
    expect([next(), next()]).toEqual([1, 10]);
  });

  test('is constant without a reset or without a factor', () => {
    const clock = newFakeClock();
    const plain = delayWithReset(backoff, 0, clock, () => 0);
    expect([plain(), plain()]).toEqual([1, 1]);
    const flat = delayWithReset({ durationMs: 5 }, 100, clock, () => 0);
    expect([flat(), flat()]).toEqual([5, 5]);
  });
});
