import { getEventListeners } from 'node:events';
import { newFakeClock } from '../util/index.js';
import type { FakeClock } from '../util/index.js';
import { exponentialBackoff, isInterrupted, jitterUntil, poll, WaitTimeoutError } from './index.js';

/** Returns the state of a promise after all pending callbacks have run. */
async function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'resolved',
    (error: unknown) => error,
  );
}

let clock: FakeClock;
let controller: AbortController;
let tries: number[];

beforeEach(() => {
  clock = newFakeClock();
  controller = new AbortController();
  tries = [];
});

afterEach(() => {
  expect(clock.pending).toBe(0);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});

/** Returns a condition that is true at the nth try, and the times of the tries. */
const after = (n: number) => (): boolean => {
  tries.push(clock.monotonic());
  return tries.length >= n;
};

describe('poll', () => {
  test('calls the condition at once and then at each interval until it is true', async () => {
    const done = poll(after(3), { intervalMs: 100, clock, signal: controller.signal });
    await clock.advanceAsync(500);
    await done;
    expect(tries).toEqual([0, 100, 200]);
  });

  test('waits first if it is not immediate', async () => {
    const done = poll(after(2), { intervalMs: 100, immediate: false, clock });
    await clock.advanceAsync(500);
    await done;
    expect(tries).toEqual([100, 200]);
  });

  test('rejects with a WaitTimeoutError after the timeout', async () => {
    const done = settled(poll(after(99), { intervalMs: 100, timeoutMs: 250, clock, signal: controller.signal }));
    await clock.advanceAsync(250);
    expect(await done).toBeInstanceOf(WaitTimeoutError);
    expect(tries).toEqual([0, 100, 200]);
  });

  test('calls the condition once if it is immediate, even with a timeout of 0', async () => {
    const done = settled(poll(after(99), { intervalMs: 100, timeoutMs: 0, clock }));
    await clock.advanceAsync(0);
    expect(await done).toBeInstanceOf(WaitTimeoutError);
    expect(tries).toEqual([0]);
  });

  test('calls the condition at once after a slow call, and skips missed intervals', async () => {
    const slow = async (): Promise<boolean> => {
      const done = after(4)();
      if (tries.length === 1) await new Promise<void>((resolve) => void clock.schedule(250, resolve));
      return done;
    };
    const done = poll(slow, { intervalMs: 100, clock });
    await clock.advanceAsync(1000);
    await done;
    expect(tries.slice(0, 2)).toEqual([0, 250]);
    expect(tries).toHaveLength(4);
  });

  test('rejects with the reason of the signal, between calls and before the first', async () => {
    const reason = new Error('enough');
    const done = settled(poll(after(99), { intervalMs: 100, clock, signal: controller.signal }));
    await clock.advanceAsync(150);
    controller.abort(reason);
    expect(await done).toBe(reason);
    expect(await settled(poll(after(99), { intervalMs: 1, clock, signal: controller.signal }))).toBe(reason);
    expect(tries).toEqual([0, 100]);
  });

  test('the signal of the condition fires at the timeout', async () => {
    let told: unknown;
    const hanging = (signal: AbortSignal): Promise<boolean> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          told = signal.reason;
          reject(new Error('given up'));
        });
      });
    const done = settled(poll(hanging, { intervalMs: 100, timeoutMs: 50, clock }));
    await clock.advanceAsync(50);
    expect(told).toBeInstanceOf(WaitTimeoutError);
    expect(await done).toMatchObject({ message: 'given up' });
  });

  test('what the condition throws ends it', async () => {
    const failing = async (): Promise<boolean> => {
      throw new Error('broken');
    };
    expect(await settled(poll(failing, { intervalMs: 100, timeoutMs: 1000, clock, signal: controller.signal }))).toMatchObject({
      message: 'broken',
    });
  });
});

describe('poll calls the condition as often as client-go', () => {
  const broken = new Error('broken');

  test.each<[string, { immediate: boolean; timeoutMs?: number; fails?: boolean; at?: number }, number[], unknown]>([
    ['true at the first try', { immediate: true, at: 1 }, [0], 'resolved'],
    ['true at the first try after an interval', { immediate: false, at: 1 }, [100], 'resolved'],
    ['true at the fourth try', { immediate: false, at: 4 }, [100, 200, 300, 400], 'resolved'],
    ['an error at once', { immediate: true, fails: true }, [0], broken],
    ['an error after an interval', { immediate: false, fails: true }, [100], broken],
    ['no time, not immediate', { immediate: false, timeoutMs: 0 }, [], expect.any(WaitTimeoutError)],
    ['time for less than an interval', { immediate: false, timeoutMs: 99 }, [], expect.any(WaitTimeoutError)],
  ])('%s', async (_, { immediate, timeoutMs, fails = false, at = 99 }, wanted, end) => {
    const condition = (): boolean => {
      const done = after(at)();
      if (fails) throw broken;
      return done;
    };
    const done = settled(poll(condition, { intervalMs: 100, immediate, timeoutMs, clock, signal: controller.signal }));
    await clock.advanceAsync(1000);
    expect(await done).toEqual(end);
    expect(tries).toEqual(wanted);
  });

  test('resolves if the condition fires the signal and returns true', async () => {
    const condition = (): boolean => {
      controller.abort('stop');
      return true;
    };
    expect(await settled(poll(condition, { intervalMs: 100, clock, signal: controller.signal }))).toBe('resolved');
  });

  test('rejects if the condition fires the signal and returns false', async () => {
    const condition = (): boolean => {
      controller.abort('stop');
      return after(99)();
    };
    expect(await settled(poll(condition, { intervalMs: 100, clock, signal: controller.signal }))).toBe('stop');
    expect(tries).toEqual([0]);
  });
});

describe('exponentialBackoff', () => {
  const backoff = { durationMs: 100, factor: 2, steps: 4 };

  test.each([
    ['one step, true', 1, 1, 1, 'resolved'],
    ['one step, false', 1, 99, 1, expect.any(WaitTimeoutError)],
    ['five steps, true at the third', 5, 3, 3, 'resolved'],
    ['five steps, true at the last', 5, 5, 5, 'resolved'],
    ['five steps, false', 5, 99, 5, expect.any(WaitTimeoutError)],
  ])('%s', async (_, steps, at, wanted, end) => {
    const done = settled(exponentialBackoff({ durationMs: 10, factor: 1, steps }, after(at), { clock }));
    await clock.advanceAsync(1000);
    expect(await done).toEqual(end);
    expect(tries).toHaveLength(wanted);
  });

  test('rejects at once with the error of the condition', async () => {
    const broken = new Error('broken');
    const condition = (): boolean => {
      after(99)();
      throw broken;
    };
    const done = settled(exponentialBackoff(backoff, condition, { clock }));
    await clock.advanceAsync(1000);
    expect(await done).toBe(broken);
    expect(tries).toEqual([0]);
  });

  test('does not call the condition after the signal has fired', async () => {
    controller.abort('stop');
    expect(await settled(exponentialBackoff(backoff, after(1), { clock, signal: controller.signal }))).toBe('stop');
    expect(tries).toEqual([]);
  });

  test('calls the condition once per step, with growing delays between the calls', async () => {
    const done = settled(exponentialBackoff(backoff, after(99), { clock, signal: controller.signal }));
    await clock.advanceAsync(10_000);
    expect(await done).toBeInstanceOf(WaitTimeoutError);
    expect(tries).toEqual([0, 100, 300, 700]);
  });

  test('resolves as soon as the condition is true', async () => {
    const done = exponentialBackoff(backoff, after(2), { clock });
    await clock.advanceAsync(100);
    await done;
    expect(tries).toEqual([0, 100]);
  });

  test('stops when the delay reaches the cap', async () => {
    const done = settled(exponentialBackoff({ ...backoff, capMs: 150 }, after(99), { clock }));
    await clock.advanceAsync(10_000);
    expect(await done).toBeInstanceOf(WaitTimeoutError);
    expect(tries).toEqual([0]);
  });

  test('does not call the condition without steps', async () => {
    expect(await settled(exponentialBackoff({ durationMs: 1 }, after(1), { clock }))).toBeInstanceOf(WaitTimeoutError);
    expect(tries).toEqual([]);
  });

  test('rejects when the signal fires', async () => {
    const done = settled(exponentialBackoff(backoff, after(99), { clock, signal: controller.signal }));
    await clock.advanceAsync(0);
    controller.abort('stop');
    expect(await done).toBe('stop');
  });
});

describe('jitterUntil', () => {
  const run = async (): Promise<void> => {
    tries.push(clock.monotonic());
    await new Promise<void>((resolve) => void clock.schedule(30, resolve));
  };

  test.each([
    [true, [0, 130, 260]],
    [false, [0, 100, 200]],
  ])('sliding %p: runs at %j', async (sliding, wanted) => {
    const done = jitterUntil(run, { period: 100, sliding, clock, signal: controller.signal });
    await clock.advanceAsync(295);
    controller.abort();
    await done;
    expect(tries).toEqual(wanted);
  });

  test('adds jitter to the period, and calls a function for each period', async () => {
    const periods = [10, 20, 1000];
    const options = { period: () => periods.shift() ?? 0, jitter: 0.5, random: () => 1, clock, signal: controller.signal };
    const done = jitterUntil(() => void tries.push(clock.monotonic()), options);
    await clock.advanceAsync(100);
    controller.abort();
    await done;
    expect(tries).toEqual([0, 15, 45]);
  });

  test('ends at once if the function fires the signal', async () => {
    const once = (): void => {
      tries.push(clock.monotonic());
      controller.abort();
    };
    await jitterUntil(once, { period: 30_000, jitter: 1, clock, signal: controller.signal });
    expect(tries).toEqual([0]);
  });

  test('ignores a negative jitter', async () => {
    const options = { period: 100, jitter: -30, random: () => 1, clock, signal: controller.signal };
    const done = jitterUntil(() => void tries.push(clock.monotonic()), options);
    await clock.advanceAsync(250);
    controller.abort();
    await done;
    expect(tries).toEqual([0, 100, 200]);
  });

  test('rejects with the error of the function', async () => {
    const broken = new Error('broken');
    const failing = (): never => {
      throw broken;
    };
    expect(await settled(jitterUntil(failing, { period: 1, clock, signal: controller.signal }))).toBe(broken);
  });

  test('does not run once the signal has fired', async () => {
    controller.abort();
    await jitterUntil(run, { period: 1, clock, signal: controller.signal });
    expect(tries).toEqual([]);
  });
});

const circular = new Error('round and round');
circular.cause = new Error('and round', { cause: circular });

test.each([
  [new WaitTimeoutError(), true],
  [AbortSignal.abort().reason, true],
  [new DOMException('late', 'TimeoutError'), true],
  [new Error('wrapped', { cause: new WaitTimeoutError() }), true],
  [new Error('twice', { cause: new Error('wrapped', { cause: AbortSignal.abort().reason }) }), true],
  [new Error('other'), false],
  [new Error('other', { cause: 'AbortError' }), false],
  [circular, false],
  ['AbortError', false],
  [null, false],
  [undefined, false],
])('isInterrupted(%p) is %p', (error, wanted) => {
  expect(isInterrupted(error)).toBe(wanted);
});
