import fc from 'fast-check';
import { newFakeClock } from 'kube-client-runtime';
import { newRateLimitingQueue, type RateLimitingQueue } from 'kube-client-runtime/workqueue';
import { expectNear } from './support/near.js';
import type { Answer } from './support/oracle.js';
import { property, sameAnswer, valueOf } from './support/property.js';
import { Lifo, operate, QueueCounter, type QueueCounts, type QueueOperation } from './support/queues.js';
import { anyLimiter, itemLimiter, newRateLimiter, type RateLimiterSpec } from './support/rate-limiters.js';

interface Operation {
  readonly do: QueueOperation | 'get' | 'shutDownWithDrain';
  readonly item: string;
  readonly ms: number;
}

interface Script {
  readonly limiter: RateLimiterSpec;
  readonly lifo: boolean;
  readonly operations: readonly Operation[];
}

const item = fc.constantFrom('a', 'b', 'c', 'd');
const often = fc.constantFrom<Operation['do'][]>('add', 'addAfter', 'addRateLimited', 'get', 'get', 'done', 'done', 'advance');
const script: fc.Arbitrary<Script> = fc.record({
  limiter: itemLimiter,
  lifo: fc.boolean(),
  operations: operations(
    fc.record({
      do: fc.oneof<fc.MaybeWeightedArbitrary<Operation['do']>[]>(
        { weight: 16, arbitrary: often },
        { weight: 2, arbitrary: fc.constant('forget') },
        fc.constantFrom('shutDown', 'shutDownWithDrain'),
      ),
      item,
      ms: fc.integer({ min: 0, max: 8 }).map((seconds) => seconds * 1_000),
    }),
  ),
});

/** Returns operations with at most one drain. Go's queue wakes only one of two waiting drains. */
function operations(operation: fc.Arbitrary<Operation>): fc.Arbitrary<Operation[]> {
  return fc.array(operation, { maxLength: 30 }).map((all) => {
    const drain = all.findIndex(({ do: what }) => what === 'shutDownWithDrain');
    return all.filter(({ do: what }, i) => what !== 'shutDownWithDrain' || i === drain);
  });
}

interface Trace {
  readonly handed: readonly string[];
  readonly ended: number;
  readonly len: number;
  readonly inWork: number;
  readonly closing: boolean;
  readonly drained: number;
  readonly requeues: number;
  readonly touched: readonly string[];
  readonly metrics: QueueCounts;
}

/** A queue and its workers, as in `conformance/oracle/workqueue.go`. */
class Play {
  readonly #clock = newFakeClock();
  readonly #queue: RateLimitingQueue<string>;
  readonly #order = new Lifo();
  readonly #counter = new QueueCounter();
  readonly #inWork = new Set<string>();
  #handed: string[] = [];
  #ended = 0;
  #drained = 0;

  constructor({ limiter, lifo }: Script) {
    this.#queue = newRateLimitingQueue(newRateLimiter(limiter, this.#clock), {
      clock: this.#clock,
      name: 'oracle',
      metricsProvider: this.#counter,
      queue: lifo ? this.#order : undefined,
    });
  }

  /** Executes one operation. Returns the state of the queue after all its effects. */
  async trace(operation: Operation): Promise<Trace> {
    this.#handed = [];
    await this.#clock.advanceAsync(1);
    await this.#run(operation);
    await this.#clock.advanceAsync(0);
    const queue = this.#queue;
    return {
      handed: this.#handed,
      ended: this.#ended,
      len: queue.len(),
      inWork: this.#inWork.size,
      closing: queue.shuttingDown(),
      drained: this.#drained,
      requeues: queue.numRequeues(operation.item),
      touched: [...this.#order.touched],
      metrics: this.#counter.read(),
    };
  }

  async #run(operation: Operation): Promise<void> {
    const queue = this.#queue;
    switch (operation.do) {
      case 'get':
        void queue.get().then(({ item: got, shutdown }) => {
          if (shutdown) {
            this.#ended += 1;
            return;
          }
          this.#inWork.add(got);
          this.#handed.push(got);
        });
        return;
      case 'shutDownWithDrain':
        void queue.shutDownWithDrain().then(() => this.#drained++);
        return;
      default:
        await operate(queue, this.#clock, this.#inWork, operation.do, operation);
    }
  }
}

/**
 * Returns the trace of Go's queue with other ends of its drains. Go's drains do not wait for queued items, and never end if the
 * queue was shut down before.
 */
function drainsAll(answer: Answer, { operations }: Script): Answer {
  let waiting = 0;
  let drained = 0;
  const traces = (valueOf(answer) as Trace[]).map((trace, i) => {
    if (operations[i]?.do === 'shutDownWithDrain') waiting += 1;
    if (operations[i]?.do === 'shutDown' || (trace.closing && trace.len + trace.inWork === 0)) {
      drained += waiting;
      waiting = 0;
    }
    return { ...trace, drained };
  });
  return { value: traces };
}

sameAnswer(
  'any operations of a queue return the same items to the same workers at the same times',
  'workqueue.run',
  script,
  async (input) => {
    const play = new Play(input);
    const traces: Trace[] = [];
    for (const operation of input.operations) traces.push(await play.trace(operation));
    return traces;
  },
  { wanted: drainsAll },
);

const pause = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 }));

property(
  'a rate limiter gives the same delays, and counts the same',
  fc.record({
    limiter: anyLimiter,
    operations: fc.array(fc.record({ pauseMs: pause, forget: fc.integer({ min: 0, max: 9 }).map((n) => n === 0), item }), {
      maxLength: 30,
    }),
  }),
  [],
  async (input, ask) => {
    const wanted = valueOf(await ask('ratelimiters.run', input)) as { delayMs: unknown; requeues: unknown }[];
    const clock = newFakeClock();
    const limiter = newRateLimiter(input.limiter, clock);
    for (const [i, { pauseMs, forget, item: given }] of input.operations.entries()) {
      clock.advance(pauseMs);
      if (forget) limiter.forget(given);
      else expectNear(limiter.when(given), wanted[i]?.delayMs);
      expect(limiter.numRequeues(given)).toBe(wanted[i]?.requeues);
    }
  },
);
