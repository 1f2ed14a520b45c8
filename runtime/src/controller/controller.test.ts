import { getEventListeners } from 'node:events';
import { newFakeClock, type FakeClock } from '../util/index.js';
import { newItemExponentialFailureRateLimiter } from '../workqueue/index.js';
import { newController, type Controller, type ControllerConfig } from './controller.js';
import { TerminalError, type Reconciler, type Result } from './reconciler.js';
import type { RequestQueue } from './request.js';
import type { Source } from './source.js';
import { countingMetrics } from './testdata/counted.js';

let clock: FakeClock;
let stop: AbortController;
let queue: RequestQueue;
let running: Promise<unknown>;
const errors: Readonly<Record<string, unknown>>[] = [];
const unhandled = jest.fn();

beforeEach(() => {
  clock = newFakeClock();
  stop = new AbortController();
  errors.length = 0;
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});
afterEach(async () => {
  stop.abort();
  await running;
  await clock.advanceAsync(0);
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect(clock.pending).toBe(0);
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
});

/** A source that passes its queue to the test. */
const source: Source = {
  name: 'a test',
  start: (given) => {
    queue = given;
  },
};
const a = { namespace: 'ns', name: 'a' };
const b = { namespace: 'ns', name: 'b' };
const ignore = (): void => {};

function make(reconciler: Reconciler, config: Partial<ControllerConfig> = {}): Controller {
  return newController({
    name: 'c',
    reconciler,
    clock,
    rateLimiter: newItemExponentialFailureRateLimiter(1_000, 8_000),
    logger: { debug: ignore, info: ignore, warn: ignore, error: (_message, fields = {}) => errors.push(fields) },
    ...config,
  });
}

/** Starts a controller whose source the test controls. `running` resolves with the error of `start`, or undefined. */
async function start(reconciler: Reconciler, config: Partial<ControllerConfig> = {}): Promise<Controller> {
  const controller = make(reconciler, config);
  controller.watch(source);
  running = controller.start(stop.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  await clock.advanceAsync(0);
  return controller;
}

/** Creates a reconciler whose calls the test ends one by one. */
function held() {
  const calls: { name: string; signal: AbortSignal; end: (error?: Error) => void }[] = [];
  const reconciler: Reconciler = ({ name }, signal) =>
    new Promise<void>((resolve, reject) => {
      calls.push({ name, signal, end: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  return { calls, reconciler, names: () => calls.map(({ name }) => name) };
}

describe('a request', () => {
  test('is reconciled once with its name, even if it was added several times', async () => {
    const calls: unknown[] = [];
    await start(async (request) => void calls.push(request));
    queue.add(a);
    queue.add(a);
    queue.add({ namespace: '', name: 'node' });
    await clock.advanceAsync(0);
    expect(calls).toEqual([a, { namespace: '', name: 'node' }]);
  });

  test('that is added while it is processed is processed again afterwards', async () => {
    const { calls, reconciler } = held();
    await start(reconciler, { maxConcurrentReconciles: 2 });
    queue.add(a);
    await clock.advanceAsync(0);
    queue.add(a);
    await clock.advanceAsync(0);
    expect(calls).toHaveLength(1);
    calls[0]!.end();
    await clock.advanceAsync(0);
    expect(calls).toHaveLength(2);
    calls[1]!.end();
  });

  test.each([
    [1, ['a']],
    [2, ['a', 'b']],
  ])('waits while maxConcurrentReconciles (%d) others are processed', async (maxConcurrentReconciles, names) => {
    const work = held();
    await start(work.reconciler, { maxConcurrentReconciles });
    queue.add(a);
    queue.add(b);
    await clock.advanceAsync(0);
    expect(work.names()).toEqual(names);
    for (const { end } of work.calls) end();
    stop.abort();
  });

  test('can be added with a delay', async () => {
    const work = held();
    await start(work.reconciler, { maxConcurrentReconciles: 3 });
    queue.addAfter(a, 500);
    queue.addRateLimited(b);
    await clock.advanceAsync(499);
    expect(work.names()).toEqual([]);
    await clock.advanceAsync(1);
    expect(work.names()).toEqual(['a']);
    await clock.advanceAsync(500);
    expect(work.names()).toEqual(['a', 'b']);
    for (const { end } of work.calls) end();
  });
});

describe('a reconciliation', () => {
  test('that fails is retried with the delay of the rate limiter, which a success resets', async () => {
    const work = held();
    await start(work.reconciler);
    queue.add(a);
    const times: number[] = [];
    for (const outcome of [new Error('1'), new Error('2'), undefined, new Error('3'), undefined]) {
      while (work.calls.length === times.length) await clock.advanceAsync(500);
      times.push(clock.monotonic());
      work.calls.at(-1)!.end(outcome);
      await clock.advanceAsync(0);
      if (outcome === undefined && times.length < 5) queue.add(a);
    }
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    expect(gaps).toEqual([1_000, 2_000, 500, 1_000]);
  });

  test('that fails does not delay others', async () => {
    const names: string[] = [];
    await start(async ({ name }) => {
      names.push(name);
      if (name === 'a') throw new Error('no');
    });
    queue.add(a);
    queue.add(b);
    await clock.advanceAsync(0);
    expect(names).toEqual(['a', 'b']);
    expect(errors).toEqual([{ controller: 'c', namespace: 'ns', name: 'a', terminal: false, error: new Error('no') }]);
    stop.abort();
  });

  test('that throws before it returns a promise is retried', async () => {
    let calls = 0;
    await start(() => {
      calls++;
      throw new TypeError('undefined is not a function');
    });
    queue.add(a);
    await clock.advanceAsync(1_000);
    expect(calls).toBe(2);
    stop.abort();
  });

  test('that fails with a TerminalError is not retried, and its delay is reset', async () => {
    const outcomes = [new Error('1'), new TerminalError(new Error('never')), new Error('2')];
    let calls = 0;
    await start(async () => {
      const outcome = outcomes[calls++];
      if (outcome) throw outcome;
    });
    queue.add(a);
    await clock.advanceAsync(100_000);
    expect(calls).toBe(2);
    queue.add(a);
    await clock.advanceAsync(1_000);
    expect(calls).toBe(4);
  });

  test.each([
    ['an error that a terminal error caused', new Error('outer', { cause: new TerminalError('inner') }), 1],
    ['another error', new Error('outer', { cause: new Error('inner') }), 2],
  ])('that fails with %s is retried unless the error is terminal', async (_what, error, calls) => {
    let count = 0;
    await start(async () => {
      count++;
      throw error;
    });
    queue.add(a);
    await clock.advanceAsync(1_000);
    expect(count).toBe(calls);
    stop.abort();
  });

  test('is repeated after requeueAfterMs, without the rate limiter', async () => {
    const times: number[] = [];
    await start(async () => {
      times.push(clock.monotonic());
      return { requeueAfterMs: 250 };
    });
    queue.add(a);
    await clock.advanceAsync(750);
    expect(times).toEqual([0, 250, 500, 750]);
    stop.abort();
  });

  test.each<[unknown]>([
    [{ requeueAfterMs: 0 }],
    [{ requeueAfterMs: undefined }],
    [{ requeueAfterMs: 30 * 86_400_000 }],
    [{}],
    [null],
    [undefined],
    ['done'],
    [5],
  ])('that returns %p has succeeded and is not repeated', async (result) => {
    let calls = 0;
    await start(async () => {
      calls++;
      return result as Result;
    });
    queue.add(a);
    await clock.advanceAsync(100_000);
    expect(calls).toBe(1);
    expect(errors).toEqual([]);
  });

  test.each<[unknown, string]>([
    ['100', "'100'"],
    [Number.NaN, 'NaN'],
    [-5, '-5'],
    [Infinity, 'Infinity'],
    [null, 'null'],
  ])('that returns a requeueAfterMs of %p fails with a terminal error', async (given, printed) => {
    let calls = 0;
    await start(async () => {
      calls++;
      return { requeueAfterMs: given as number };
    });
    queue.add(a);
    await clock.advanceAsync(100_000);
    expect(calls).toBe(1);
    expect(errors).toEqual([expect.objectContaining({ name: 'a', terminal: true })]);
    expect((errors[0]?.['error'] as Error).message).toBe(
      `terminal error: the reconciler returned the requeueAfterMs ${printed}: it must be a finite number of milliseconds, 0 or more`,
    );
  });

  test('has a signal that fires after the timeout, is awaited, and leaves no timer if it ends in time', async () => {
    const work = held();
    const { provider, values } = countingMetrics();
    await start(work.reconciler, { reconciliationTimeoutMs: 3_000, metrics: provider });
    queue.add(a);
    await clock.advanceAsync(2_999);
    expect(work.calls[0]!.signal.aborted).toBe(false);
    await clock.advanceAsync(1);
    expect(work.calls[0]!.signal.reason).toMatchObject({
      name: 'TimeoutError',
      message: 'the reconciliation took longer than 3000 ms',
    });
    queue.add(a);
    await clock.advanceAsync(10_000);
    expect(work.calls).toHaveLength(1);
    work.calls[0]!.end();
    await clock.advanceAsync(0);
    expect(work.calls).toHaveLength(2);
    work.calls[1]!.end();
    await clock.advanceAsync(0);
    expect(clock.pending).toBe(0);
    expect(values['reconcile_timeouts_total c']).toBe(1);
  });
});

describe('metrics', () => {
  test('exist from the start and count reconciliations by their outcome', async () => {
    const { provider, values } = countingMetrics();
    const outcomes = [
      async () => undefined,
      async () => ({ requeueAfterMs: 60_000 }),
      () => Promise.reject(new Error('no')),
      () => Promise.reject(new TerminalError('no')),
      () => Promise.reject(new TypeError('no')),
    ];
    const names = outcomes.map((_outcome, i) => String(i));
    await start(
      async ({ name }) => {
        await clock.advanceAsync(100);
        return outcomes[Number(name)]!();
      },
      { metrics: provider, maxConcurrentReconciles: 2 },
    );
    expect(Object.keys(values).sort()).toEqual([
      'active_workers c',
      'max_concurrent_reconciles c',
      'reconcile_errors_total c',
      'reconcile_panics_total c',
      'reconcile_time_seconds c',
      'reconcile_timeouts_total c',
      'reconcile_total c error',
      'reconcile_total c requeue_after',
      'reconcile_total c success',
      'terminal_reconcile_errors_total c',
    ]);
    for (const name of names) {
      queue.add({ namespace: '', name });
      for (let turn = 0; turn < 5; turn++) await clock.advanceAsync(0);
    }
    expect(values).toMatchObject({
      'active_workers c': 0,
      'max_concurrent_reconciles c': 2,
      'reconcile_errors_total c': 3,
      'reconcile_panics_total c': 1,
      'reconcile_total c error': 3,
      'reconcile_total c requeue_after': 1,
      'reconcile_total c success': 1,
      'terminal_reconcile_errors_total c': 1,
    });
    expect(values['reconcile_time_seconds c']).toBeCloseTo(0.5);
    stop.abort();
  });
});

describe('the sources', () => {
  test('have all synced before the first reconciliation', async () => {
    const calls: string[] = [];
    const controller = make(async ({ name }) => void calls.push(name));
    let synced = ignore;
    controller.watch({ name: 'slow', start: () => new Promise<void>((resolve) => (synced = resolve)) });
    controller.watch({ name: 'fast', start: (given) => given.add(a) });
    running = controller.start(stop.signal);
    await clock.advanceAsync(100_000);
    expect(calls).toEqual([]);
    synced();
    await clock.advanceAsync(0);
    expect(calls).toEqual(['a']);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'controller c: bad could not be started: no',
    ],
    ['rejects', () => Promise.reject(new Error('no')), 'controller c: bad could not be started: no'],
    ['does not sync in time', () => new Promise<void>(ignore), 'controller c: bad has not synced within 120000 ms'],
  ])('stop the controller and the other sources when one %s', async (_what, start, message) => {
    const controller = make(async () => {});
    let signal: AbortSignal | undefined;
    controller.watch({ name: 'good', start: (_queue, given) => void (signal = given) });
    controller.watch({ name: 'bad', start });
    running = controller.start(stop.signal).catch((error: unknown) => error);
    await clock.advanceAsync(120_000);
    expect(await running).toMatchObject({ message: expect.stringContaining(message) });
    expect(signal?.aborted).toBe(true);
  });

  test('need not sync if the controller is stopped before', async () => {
    const controller = make(async () => {});
    controller.watch({ name: 'slow', start: () => new Promise<void>(ignore) });
    running = controller.start(stop.signal);
    await clock.advanceAsync(0);
    stop.abort();
    expect(await running).toBeUndefined();
  });

  test('that are added to a running controller start at once, and stop it when they fail', async () => {
    const controller = await start(async () => {});
    const started = jest.fn();
    controller.watch({ name: 'late', start: () => void started() });
    expect(started).toHaveBeenCalledTimes(1);
    controller.watch({ name: 'later', start: () => Promise.reject(new Error('no')) });
    expect(await running).toEqual(new Error('controller c: later could not be started: no', { cause: new Error('no') }));
  });
});

describe('a controller that stops', () => {
  test('fires the signal of reconciliations in progress, waits for them, and drops waiting requests', async () => {
    const work = held();
    await start(work.reconciler);
    queue.add(a);
    queue.add(b);
    await clock.advanceAsync(0);
    let ended = false;
    void running.then(() => (ended = true));
    const reason = new Error('enough');
    stop.abort(reason);
    await clock.advanceAsync(0);
    expect([work.calls[0]!.signal.reason, ended]).toEqual([reason, false]);
    work.calls[0]!.end(reason);
    expect(await running).toBeUndefined();
    expect(work.names()).toEqual(['a']);
    expect(errors).toEqual([]);
  });

  test('because of an error in a metric rejects with it, after the reconciliations in progress', async () => {
    const work = held();
    const { provider } = countingMetrics();
    let active = 0;
    const inc = (): void => {
      if (++active === 2) throw new Error('no');
    };
    const metrics = { ...provider, newActiveWorkersMetric: () => ({ inc, dec: ignore }) };
    await start(work.reconciler, { maxConcurrentReconciles: 2, metrics });
    let ended = false;
    void running.then(() => (ended = true));
    queue.add(a);
    queue.add(b);
    await clock.advanceAsync(0);
    expect([work.names(), work.calls[0]!.signal.aborted, ended]).toEqual([['a'], true, false]);
    work.calls[0]!.end();
    expect(await running).toEqual(new Error('no'));
  });

  test('cannot be started again', async () => {
    const controller = await start(async () => {});
    await expect(controller.start(stop.signal)).rejects.toThrow('controller c was already started');
    stop.abort();
    await running;
    await expect(controller.start(stop.signal)).rejects.toThrow('controller c was already started');
  });
});

test.each([
  [{ name: '' }, 'a controller needs a name'],
  [{ maxConcurrentReconciles: 0 }, 'controller c: maxConcurrentReconciles must be an integer greater than 0, not 0'],
  [{ maxConcurrentReconciles: 1.5 }, 'controller c: maxConcurrentReconciles must be an integer greater than 0, not 1.5'],
])('newController throws for the config %p', (config, message) => {
  running = Promise.resolve();
  expect(() => make(async () => {}, config)).toThrow(message);
});
