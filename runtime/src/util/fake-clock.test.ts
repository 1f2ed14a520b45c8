import { newFakeClock } from './fake-clock.js';

describe('newFakeClock', () => {
  test('stands still until it is advanced', () => {
    const clock = newFakeClock(1000);
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
    clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([1250, 250]);
  });

  test('runs the due callbacks in the order of their times and then of their scheduling', () => {
    const clock = newFakeClock();
    const ran: string[] = [];
    clock.schedule(20, () => ran.push('c'));
    clock.schedule(10, () => ran.push('a'));
    clock.schedule(10, () => ran.push('b'));
    clock.schedule(21, () => ran.push('never'));
    clock.advance(20);
    expect(ran).toEqual(['a', 'b', 'c']);
    expect(clock.pending).toBe(1);
    expect(clock.nextDelay).toBe(1);
  });

  test('a callback sees the time at which it was due, and a callback that it schedules runs in the same advance', () => {
    const clock = newFakeClock();
    const seen: number[] = [];
    const again = (): void => {
      seen.push(clock.monotonic());
      clock.schedule(30, again);
    };
    clock.schedule(30, again);
    clock.advance(100);
    expect(seen).toEqual([30, 60, 90]);
    expect(clock.monotonic()).toBe(100);
    expect(clock.nextDelay).toBe(20);
  });

  test('cancelling twice, or after the call, does nothing', () => {
    const clock = newFakeClock();
    let calls = 0;
    const cancel = clock.schedule(1, () => calls++);
    const other = clock.schedule(2, () => calls++);
    cancel();
    cancel();
    expect(clock.pending).toBe(1);
    clock.advance(5);
    other();
    expect(calls).toBe(1);
    expect(clock.nextDelay).toBeUndefined();
  });

  test('a negative delay and NaN are due immediately', () => {
    const clock = newFakeClock();
    const ran: number[] = [];
    for (const delay of [0, -5, Number.NaN]) clock.schedule(delay, () => ran.push(delay));
    clock.advance(0);
    expect(ran).toEqual([0, -5, Number.NaN]);
  });

  test('a negative advance throws', () => {
    expect(() => newFakeClock().advance(-1)).toThrow(RangeError);
  });

  test('advance throws the error of a callback, and stops at the time of that callback', () => {
    const clock = newFakeClock();
    clock.schedule(5, () => {
      throw new Error('broken');
    });
    expect(() => clock.advance(10)).toThrow('broken');
    expect([clock.monotonic(), clock.pending]).toEqual([5, 0]);
  });

  test('advanceAsync lets promises settle before and between the callbacks', async () => {
    const clock = newFakeClock();
    const seen: number[] = [];
    const loop = async (): Promise<void> => {
      await Promise.resolve();
      for (let i = 0; i < 3; i++) {
        await new Promise<void>((resolve) => void clock.schedule(10, resolve));
        await Promise.resolve();
        seen.push(clock.monotonic());
      }
    };
    const done = loop();
    await clock.advanceAsync(30);
    expect(seen).toEqual([10, 20, 30]);
    await done;
  });
});
