import fc from 'fast-check';
import { newFakeClock } from 'kube-client-runtime';
import { newPriorityQueue, type PriorityQueue } from 'kube-client-runtime/workqueue';
import { sameAnswer } from './support/property.js';
import { operate, QueueCounter, type QueueCounts, type QueueOperation } from './support/queues.js';
import { itemLimiter, newRateLimiter, type RateLimiterSpec } from './support/rate-limiters.js';

interface Operation {
  readonly do: QueueOperation | 'addWithOpts' | 'get';
  readonly item: string;
  readonly items: readonly string[];
  readonly ms: number;
  readonly rateLimited: boolean;
  readonly priority?: number | undefined;
}

interface Script {
  readonly limiter: RateLimiterSpec;
  readonly operations: readonly Operation[];
}

const item = fc.constantFrom('a', 'b', 'c', 'd');
const often = fc.constantFrom<Operation['do'][]>(
  ...(['add', 'addAfter', 'addRateLimited', 'addWithOpts', 'addWithOpts', 'addWithOpts'] as const),
  ...(['get', 'get', 'get', 'done', 'done', 'done', 'advance'] as const),
);
const script: fc.Arbitrary<Script> = fc.record({
  limiter: itemLimiter,
  operations: fc.array(
    fc.record({
      do: fc.oneof<fc.MaybeWeightedArbitrary<Operation['do']>[]>(
        { weight: 40, arbitrary: often },
        { weight: 3, arbitrary: fc.constant('forget') },
        { weight: 1, arbitrary: fc.constant('shutDown') },
      ),
      item,
      items: fc.array(item, { maxLength: 4 }),
      ms: fc.integer({ min: 0, max: 4 }).map((seconds) => seconds * 1_000),
      rateLimited: fc.boolean(),
      priority: fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined }),
    }),
    { maxLength: 40 },
  ),
});

interface Trace {
  readonly handed: readonly { item: string; priority: number }[];
  readonly ended: number;
  readonly len: number;
  readonly closing: boolean;
  readonly requeues: number;
  readonly metrics: QueueCounts;
}

/** A queue and its workers, as in `conformance/oracle/priorityqueue.go`. */
class Play {
  readonly #clock = newFakeClock();
  readonly #counter = new QueueCounter();
  readonly #queue: PriorityQueue<string>;
  readonly #inWork = new Set<string>();
  #handed: { item: string; priority: number }[] = [];
  #ended = 0;

  constructor(limiter: RateLimiterSpec) {
    this.#queue = newPriorityQueue<string>({
      rateLimiter: newRateLimiter(limiter, this.#clock),
      clock: this.#clock,
      name: 'oracle',
      metricsProvider: this.#counter,
    });
  }

  /** Executes one operation. Returns the state of the queue after all its effects. */
  async trace(operation: Operation): Promise<Trace> {
    this.#handed = [];
    await this.#clock.advanceAsync(1);
    await this.#run(operation);
    await this.#clock.advanceAsync(0);
    return {
      handed: this.#handed.sort((a, b) => (a.item < b.item ? -1 : 1)),
      ended: this.#ended,
      len: this.#queue.len(),
      closing: this.#queue.shuttingDown(),
      requeues: this.#queue.numRequeues(operation.item),
      metrics: this.#counter.read(),
    };
  }

  async #run({ do: what, item: given, items, ms, rateLimited, priority }: Operation): Promise<void> {
    const queue = this.#queue;
    switch (what) {
      case 'addWithOpts':
        queue.addWithOpts({ afterMs: ms, rateLimited, priority }, ...items);
        return;
      case 'get':
        void queue.get().then((got) => {
          if (got.shutdown) {
            this.#ended += 1;
            return;
          }
          this.#inWork.add(got.item);
          this.#handed.push({ item: got.item, priority: got.priority });
        });
        return;
      default:
        await operate(queue, this.#clock, this.#inWork, what, { item: given, ms });
    }
  }
}

sameAnswer(
  'any operations of a priority queue return the items of controller-runtime, with the same priorities and times',
  'priorityqueue.run',
  script,
  async ({ limiter, operations }) => {
    const play = new Play(limiter);
    const traces: Trace[] = [];
    for (const operation of operations) traces.push(await play.trace(operation));
    return traces;
  },
);
