import { newConflict, newNotFound } from '../errors/index.js';
import { newFakeClock } from '../util/index.js';
import type { FakeClock } from '../util/index.js';
import { defaultBackoff, onError, retryOnConflict } from './index.js';

const pods = { group: '', resource: 'pods' };
const conflict = newConflict(pods, 'a');

let clock: FakeClock;
let tries: number[];
const random = (): number => 0;

beforeEach(() => {
  clock = newFakeClock();
  tries = [];
});

afterEach(() => {
  expect(clock.pending).toBe(0);
});

/** Fails with `error` for the first `failures` tries, then returns the number of the try. */
const failing = (failures: number, error: unknown) => (): number => {
  tries.push(clock.monotonic());
  if (tries.length <= failures) throw error;
  return tries.length;
};

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  const caught = promise.catch((error: unknown) => error);
  await clock.advanceAsync(10_000);
  return caught;
}

describe('retryOnConflict', () => {
  test('resolves with the result of the first try without a conflict', async () => {
    expect(await outcome(retryOnConflict(failing(2, conflict), { clock, random }))).toBe(3);
    expect(tries).toEqual([0, 10, 20]);
  });

  test('rejects with the last conflict after five tries', async () => {
    expect(await outcome(retryOnConflict(failing(99, conflict), { clock, random }))).toBe(conflict);
    expect(tries).toEqual([0, 10, 20, 30, 40]);
  });

  test('defaultBackoff waits 10, 50 and 250 ms', async () => {
    expect(await outcome(retryOnConflict(failing(99, conflict), { backoff: defaultBackoff, clock, random }))).toBe(conflict);
    expect(tries).toEqual([0, 10, 60, 310]);
  });

  test.each([new Error('other'), newNotFound(pods, 'a')])('%s is thrown at once', async (error) => {
    expect(await outcome(retryOnConflict(failing(99, error), { clock, random }))).toBe(error);
    expect(tries).toEqual([0]);
  });

  test('retries for an error that a conflict caused', async () => {
    const wrapped = new Error('update failed', { cause: conflict });
    expect(await outcome(retryOnConflict(failing(1, wrapped), { clock, random }))).toBe(2);
  });

  test('the default delays have a jitter of up to 10%', async () => {
    expect(await outcome(retryOnConflict(failing(99, conflict), { clock, random: () => 1 }))).toBe(conflict);
    expect(tries).toEqual([0, 11, 22, 33, 44]);
    tries = [];
    const begun = clock.monotonic();
    await outcome(retryOnConflict(failing(99, conflict), { backoff: defaultBackoff, clock, random: () => 1 }));
    expect(tries.map((at) => at - begun)).toEqual([0, 11, 66, 341]);
  });

  test('the last step can succeed, and one step is one try', async () => {
    expect(await outcome(retryOnConflict(failing(4, conflict), { clock, random }))).toBe(5);
    tries = [];
    expect(await outcome(retryOnConflict(failing(99, conflict), { backoff: { steps: 1, durationMs: 10 }, clock, random }))).toBe(
      conflict,
    );
    expect(tries).toHaveLength(1);
  });

  test('another error after conflicts ends the retries', async () => {
    const gone = newNotFound(pods, 'a');
    const changing = (): never => {
      tries.push(clock.monotonic());
      throw tries.length < 3 ? conflict : gone;
    };
    expect(await outcome(retryOnConflict(changing, { clock, random }))).toBe(gone);
    expect(tries).toHaveLength(3);
  });

  test('accepts an async function', async () => {
    expect(await outcome(retryOnConflict(async () => failing(1, conflict)(), { clock, random }))).toBe(2);
  });
});

describe('onError', () => {
  test('adds jitter to the delay', async () => {
    await outcome(onError(() => true, failing(2, new Error('a')), { clock, random: () => 0.5 }));
    expect(tries).toEqual([0, 10.5, 21]);
  });

  test('the signal ends the retries, between tries and before the first', async () => {
    const controller = new AbortController();
    const promise = onError(() => true, failing(99, new Error('a')), { clock, random, signal: controller.signal });
    const caught = promise.catch((error: unknown) => error);
    await clock.advanceAsync(15);
    controller.abort('stop');
    expect(await caught).toBe('stop');
    expect(tries).toEqual([0, 10]);
    expect(await outcome(onError(() => true, failing(0, undefined), { clock, signal: controller.signal }))).toBe('stop');
    expect(tries).toHaveLength(2);
  });

  test('throws for a backoff without steps', async () => {
    await expect(onError(() => true, failing(0, undefined), { backoff: { durationMs: 1 } })).rejects.toThrow(
      /set steps to 1 or more/,
    );
  });
});
