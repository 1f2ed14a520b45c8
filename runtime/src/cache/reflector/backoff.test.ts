import { newTooManyRequests } from '../../errors/index.js';
import { failed, listing, page, watching, woken, type Walk } from '../testdata/walk.js';
import { nextBackoff } from './backoff.js';
import type { StepContext } from './state.js';

describe('backing off', () => {
  const waits = (walk: Walk, count: number, error: unknown = new Error('down')) =>
    Array.from({ length: count }, () => {
      walk.take(failed(error));
      if (walk.state.phase !== 'waiting') throw new Error('not waiting');
      const { delayMs } = walk.state;
      walk.now += delayMs;
      walk.take(woken);
      return delayMs;
    });

  test('begins with 800 ms, doubles, and ends at 30 s', () => {
    expect(waits(watching(), 8)).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  });

  test('jitter adds up to as much again', () => {
    const walk = watching();
    walk.random = 0.5;
    expect(waits(walk, 2)).toEqual([1200, 2400]);
  });

  test('lists and watches share it', () => {
    const walk = listing();
    waits(walk, 2);
    walk.take(page('10'));
    expect(waits(walk, 1)).toEqual([3200]);
  });

  test('two minutes without a wait reset it', () => {
    const walk = watching();
    waits(walk, 5);
    walk.now += 120_000;
    expect(waits(walk, 1)).toEqual([25_600]);
    walk.now += 120_001;
    expect(waits(walk, 2)).toEqual([800, 1600]);
  });

  test('no wait is shorter than the server asks for', () => {
    expect(waits(watching(), 4, newTooManyRequests('slow down', 5))).toEqual([5000, 5000, 5000, 6400]);
  });

  test('the end of a wait is what the next is measured from', () => {
    const context: StepContext = { now: 1000, random: () => 0, pageSize: undefined, checksIdentity: false };
    expect(nextBackoff({ nextMs: 3200, endedAt: 0 }, context, 0)).toEqual({
      delayMs: 3200,
      backoff: { nextMs: 6400, endedAt: 4200 },
    });
  });
});
