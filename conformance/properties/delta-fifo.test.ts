import fc from 'fast-check';
import { DeletedFinalStateUnknown, FIFOClosedError, isDeletedFinalStateUnknown, newDeltaFIFO } from 'kube-client-runtime/cache';
import type { Delta, DeltaFIFO, Deltas } from 'kube-client-runtime/cache';
import { sameAnswer } from './support/property.js';

/**
 * An object as in `conformance/oracle/deltafifo.go`. An object with an empty key has no key, and the transformer refuses version
 * 13.
 */
interface Thing {
  readonly key: string;
  readonly version: number;
}

interface Operation {
  readonly do: 'add' | 'update' | 'delete' | 'tombstone' | 'replace' | 'resync' | 'pop' | 'failing' | 'close';
  readonly thing: Thing;
  readonly things: readonly Thing[];
  readonly final: boolean;
}

interface Script {
  readonly known: boolean;
  readonly transforms: boolean;
  readonly operations: readonly Operation[];
}

const thing = fc.record({
  key: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'constructor') }, fc.constant('')),
  version: fc.integer({ min: 1, max: 14 }),
});
const script: fc.Arbitrary<Script> = fc.record({
  known: fc.boolean(),
  transforms: fc.boolean(),
  operations: fc.array(
    fc.record({
      do: fc.oneof<fc.MaybeWeightedArbitrary<Operation['do']>[]>(
        { weight: 12, arbitrary: fc.constantFrom('add', 'update', 'delete', 'tombstone', 'replace', 'resync', 'pop', 'pop') },
        fc.constantFrom('failing', 'close'),
      ),
      thing,
      things: fc.array(thing, { maxLength: 4 }),
      final: fc.boolean(),
    }),
    { maxLength: 25 },
  ),
});

/** A queue and its consumer, which knows what it has popped. */
class Play {
  readonly #known = new Map<string, Thing>();
  readonly #queue: DeltaFIFO<Thing>;
  #popped: unknown = null;

  constructor({ known, transforms }: Script) {
    const knownObjects = { listKeys: () => [...this.#known.keys()], getByKey: (key: string) => this.#known.get(key) };
    this.#queue = newDeltaFIFO<Thing>({
      keyFunc,
      knownObjects: known ? knownObjects : undefined,
      transformer: transforms ? transform : undefined,
    });
  }

  /** Executes one operation. Returns the state of the queue after it. */
  async trace(operation: Operation): Promise<unknown> {
    this.#popped = null;
    const came = await this.#run(operation).catch((error: unknown) => (error instanceof FIFOClosedError ? 'closed' : 'failed'));
    const queue = this.#queue;
    return { came, popped: this.#popped, keys: queue.listKeys(), synced: queue.hasSynced(), closed: queue.isClosed() };
  }

  async #run(operation: Operation): Promise<'done' | 'empty'> {
    const queue = this.#queue;
    const { thing: given, things, final } = operation;
    switch (operation.do) {
      case 'add':
      case 'update':
      case 'delete':
        queue[operation.do](given);
        return 'done';
      case 'tombstone':
        queue.delete(new DeletedFinalStateUnknown(given.key, final ? given : undefined));
        return 'done';
      case 'replace':
        queue.replace(things);
        return 'done';
      case 'resync':
      case 'close':
        queue[operation.do]();
        return 'done';
      case 'pop':
      case 'failing':
        if (queue.len() === 0 && !queue.isClosed()) return 'empty';
        await queue.pop((deltas, initial, key) => {
          this.#popped = { deltas: deltas.map(toldOf), initial };
          if (operation.do === 'failing') throw new Error('the work failed');
          this.#apply(key, deltas);
        });
        return 'done';
    }
  }

  #apply(key: string, deltas: Deltas<Thing>): void {
    const newest = deltas.at(-1);
    if (newest === undefined || newest.type === 'Deleted') this.#known.delete(key);
    else this.#known.set(key, newest.object);
  }
}

function keyFunc({ key }: Thing): string {
  if (key === '') throw new Error('no key');
  return key;
}

function transform({ key, version }: Thing): Thing {
  if (version === 13) throw new Error('13 is refused');
  return { key, version: version + 1000 };
}

function toldOf({ type, object }: Delta<Thing>): unknown {
  return isDeletedFinalStateUnknown(object)
    ? { type, tombstone: true, thing: object.obj ?? null }
    : { type, tombstone: false, thing: object };
}

sameAnswer('any operations deliver the same deltas and leave the same state', 'deltafifo.run', script, async (given) => {
  const play = new Play(given);
  const traces: unknown[] = [];
  for (const operation of given.operations) traces.push(await play.trace(operation));
  return traces;
});
