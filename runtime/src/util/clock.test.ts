import { systemClock } from './clock.js';

describe('systemClock', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('calls once after the delay', () => {
    const call = jest.fn();
    systemClock.schedule(100, call);
    jest.advanceTimersByTime(99);
    expect(call).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    jest.advanceTimersByTime(1000);
    expect(call).toHaveBeenCalledTimes(1);
  });

  test.each([2 ** 31, 2 ** 32 + 5, 3 * (2 ** 31 - 1)])('waits for %d ms, beyond the longest delay of a timer', (delay) => {
    const call = jest.fn();
    systemClock.schedule(delay, call);
    jest.advanceTimersByTime(delay - 1);
    expect(call).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('cancelling a long delay clears the current timer', () => {
    const call = jest.fn();
    const cancel = systemClock.schedule(2 ** 33, call);
    jest.advanceTimersByTime(2 ** 32);
    cancel();
    cancel();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(2 ** 33);
    expect(call).not.toHaveBeenCalled();
  });

  test.each([-1, Number.NaN, 0])('a delay of %d is 0', (delay) => {
    const call = jest.fn();
    systemClock.schedule(delay, call);
    jest.advanceTimersByTime(0);
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('the monotonic clock does not go back', () => {
    const first = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
  });
});
