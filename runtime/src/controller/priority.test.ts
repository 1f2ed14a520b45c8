import type { ResourceEventHandler } from '../cache/index.js';
import { newFakeClock, silentLogger } from '../util/index.js';
import { newItemExponentialFailureRateLimiter } from '../workqueue/index.js';
import { newController, type ControllerConfig } from './controller.js';
import { enqueueRequestForObject } from './event-handler.js';
import type { WatchedObject } from './event.js';
import type { Reconciler, Result } from './reconciler.js';
import { lowPriority, withDefaultPriority, type RequestOptions, type RequestQueue } from './request.js';
import { newKindSource, type Source } from './source.js';

const clock = newFakeClock();
const request = (name: string) => ({ namespace: '', name });
const object = (name: string, resourceVersion = '1'): WatchedObject => ({ metadata: { name, resourceVersion } });

/** Runs a controller on the requests that `fill` adds before the workers start. Returns the names in the order of reconciliation. */
async function orderOf(fill: (queue: RequestQueue) => void, config: Partial<ControllerConfig> = {}): Promise<string[]> {
  const names: string[] = [];
  await run(async ({ name }) => void names.push(name), { name: 'a test', start: fill }, config);
  return names;
}

async function run(reconciler: Reconciler, source: Source, config: Partial<ControllerConfig> = {}): Promise<void> {
  const rateLimiter = newItemExponentialFailureRateLimiter<string>(1000, 1000);
  const controller = newController({ name: 'c', reconciler, clock, rateLimiter, logger: silentLogger, ...config });
  controller.watch(source);
  const stop = new AbortController();
  const ended = controller.start(stop.signal);
  for (let i = 0; i < 5; i++) await clock.advanceAsync(1000);
  stop.abort();
  await ended;
}

afterEach(() => expect(clock.pending).toBe(0));

test('requests of a higher priority are reconciled first', async () => {
  const fill = (queue: RequestQueue): void => {
    queue.add(request('low'), { priority: lowPriority });
    queue.add(request('plain'));
    queue.add(request('high'), { priority: 1 });
  };
  expect(await orderOf(fill)).toEqual(['high', 'plain', 'low']);
  expect(await orderOf(fill, { usePriorityQueue: false })).toEqual(['low', 'plain', 'high']);
});

test('adding a request throws if its priority is not a number', async () => {
  const errors: unknown[] = [];
  const fill = (queue: RequestQueue): void => {
    try {
      queue.add(request('a'), { priority: NaN });
    } catch (error) {
      errors.push(error);
    }
  };
  expect(await orderOf(fill)).toEqual([]);
  expect(errors).toEqual([new RangeError('the priority of an item must be a number, not NaN')]);
});

test('only events of the initial list and of resyncs have a low priority', async () => {
  const handlers: ResourceEventHandler<WatchedObject>[] = [];
  const informer = {
    addEventHandler: (handler: ResourceEventHandler<WatchedObject>) => {
      handlers.push(handler);
      return { hasSynced: () => true };
    },
    removeEventHandler: () => {},
  };
  const added: [string, number | undefined][] = [];
  const add = ({ name }: { readonly name: string }, options?: RequestOptions) => void added.push([name, options?.priority]);
  const queue: RequestQueue = { add, addAfter: (one, _delayMs, options) => add(one, options), addRateLimited: add };
  const stop = new AbortController();
  await newKindSource({ name: 'test', informer, handler: enqueueRequestForObject }).start(queue, stop.signal);
  const [handler] = handlers;
  handler?.onAdd?.(object('listed'), true);
  handler?.onAdd?.(object('created'), false);
  handler?.onUpdate?.(object('resynced'), object('resynced'));
  handler?.onUpdate?.(object('updated'), object('updated', '2'));
  handler?.onDelete?.(object('deleted'));
  expect(added).toEqual([
    ['listed', lowPriority],
    ['created', undefined],
    ['resynced', lowPriority],
    ['updated', undefined],
    ['deleted', undefined],
  ]);
  stop.abort();
});

test('a handler that states a priority overrides the default of the event', () => {
  const added: (number | undefined)[] = [];
  const record = (options: RequestOptions | undefined) => void added.push(options?.priority);
  const queue = withDefaultPriority(
    {
      add: (_request, options) => record(options),
      addAfter: (_request, _delayMs, options) => record(options),
      addRateLimited: (_request, options) => record(options),
    },
    lowPriority,
  );
  for (const options of [undefined, { priority: 5 }, { priority: undefined }]) {
    queue.add(request('a'), options);
    queue.addAfter(request('a'), 1, options);
    queue.addRateLimited(request('a'), options);
  }
  expect(added).toEqual([lowPriority, lowPriority, lowPriority, 5, 5, 5, lowPriority, lowPriority, lowPriority]);
});

describe('a request that is added again', () => {
  const fail = (): never => {
    throw new Error('no');
  };
  test.each<[string, () => Result, number]>([
    ['after an error keeps its priority', fail, 7],
    ['by requeueAfterMs keeps its priority', () => ({ requeueAfterMs: 1000 }), 7],
    ['by requeueAfterMs and a priority has that one', () => ({ requeueAfterMs: 1000, priority: -1 }), -1],
  ])('%s', async (_rule, first, expected) => {
    // Two requests wait at once: the one that returns, and one of a known priority that reveals its place.
    const order: string[] = [];
    let given: RequestQueue | undefined;
    const reconciler: Reconciler = async ({ name }) => {
      order.push(name);
      if (name !== 'again' || order.length > 1) return {};
      given?.addAfter(request('before'), 1000, { priority: expected + 0.5 });
      given?.addAfter(request('after'), 1000, { priority: expected - 0.5 });
      return first();
    };
    const start = (queue: RequestQueue): void => {
      given = queue;
      queue.add(request('again'), { priority: 7 });
    };
    await run(reconciler, { name: 'a test', start });
    expect(order).toEqual(['again', 'before', 'again', 'after']);
  });
});

test('under endless new events, one in every twenty reconciliations is of the initial list', async () => {
  const order: string[] = [];
  let given: RequestQueue | undefined;
  const reconciler: Reconciler = async ({ name }) => {
    order.push(name);
    if (order.length < 200) given?.add(request(`new-${order.length}`));
  };
  const start = (queue: RequestQueue): void => {
    given = queue;
    for (let i = 0; i < 30; i++) queue.add(request(`old-${i}`), { priority: lowPriority });
    queue.add(request('new-0'));
  };
  await run(reconciler, { name: 'a test', start });
  for (let i = 0; i < 200; i += 20) expect(order.slice(i, i + 20).filter((name) => name.startsWith('old'))).toHaveLength(1);
});

test('a new object is reconciled before the initial list, except for the share of the list', async () => {
  const order: string[] = [];
  let given: RequestQueue | undefined;
  const reconciler: Reconciler = async ({ name }) => {
    order.push(name);
    if (order.length === 500) given?.add(request('new'));
  };
  const start = (queue: RequestQueue): void => {
    given = queue;
    for (let i = 0; i < 1000; i++) queue.add(request(`old-${i}`), { priority: lowPriority });
  };
  await run(reconciler, { name: 'a test', start });
  expect(order.indexOf('new')).toBe(500);
  expect(order).toHaveLength(1001);
});
