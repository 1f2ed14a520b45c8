import { setImmediate as turn } from 'node:timers/promises';
import {
  newLister,
  newRateLimitingQueue,
  type Clock,
  type RateLimitingQueue,
  type ResourceEventHandler,
  type ResourceEventHandlerRegistration,
  type SharedIndexInformer,
  type SharedInformerFactory,
} from 'kube-client-runtime';
import { byName, differencesOf, show, type View } from './consistency.js';
import type { Kind } from './kinds.js';
import { isSameState, type Stored } from './ledger.js';
import { Observer } from './observer.js';
import type { SeededRandom } from './random.js';
import type { Workload } from './workload.js';

const valueIndex = 'value';
const lateHandler = 'the late handler';

/** The view of a program on one kind: its writer, its informer, its handlers and the work of a controller. */
export class Watched {
  readonly workload: Workload;
  readonly informer: SharedIndexInformer<Stored, Stored>;
  private readonly kind: Kind;
  private readonly namespace: string;
  private readonly queue: RateLimitingQueue<string>;
  /** The state of each object that the worker has seen last, by name. */
  private readonly reconciled = new Map<string, Stored>();
  /** The name of an object that was not seen everywhere at the last check. */
  private unseen: string | undefined;
  private pastEvents = 0;
  private readonly observers = new Map<string, Observer>();
  private late: ResourceEventHandlerRegistration | undefined;
  private readonly random: SeededRandom;
  private readonly onProgress: () => void;
  private readonly working: Promise<void>;

  constructor(parts: {
    readonly kind: Kind;
    readonly namespace: string;
    readonly workload: Workload;
    readonly factory: SharedInformerFactory;
    readonly clock: Clock;
    readonly random: SeededRandom;
    readonly onProgress: () => void;
  }) {
    const { kind, factory, clock, random, onProgress } = parts;
    this.kind = kind;
    this.namespace = parts.namespace;
    this.workload = parts.workload;
    this.random = random;
    this.onProgress = onProgress;
    this.informer = factory.informerFor<Stored, Stored>(kind.resource);
    this.informer.addIndexers({ [valueIndex]: kind.indexValues });
    this.queue = newRateLimitingQueue<string>(undefined, { clock });
    this.observe('the first handler', (observer) => observer);
    this.observe('the slow handler', (observer) => ({
      onAdd: (object) => turn().then(() => observer.onAdd(object)),
      onUpdate: (before, after) => turn().then(() => observer.onUpdate(before, after)),
      onDelete: (gone) => turn().then(() => observer.onDelete(gone)),
    }));
    const enqueue = ({ metadata }: Stored): void => this.queue.add(metadata.name);
    this.informer.addEventHandler({
      onAdd: enqueue,
      onUpdate: (_before, after) => enqueue(after),
      onDelete: (gone) => this.queue.add('obj' in gone ? gone.key.slice(gone.key.indexOf('/') + 1) : gone.metadata.name),
    });
    this.informer.addEventHandler({
      onUpdate: () => {
        if (this.random.oneIn(10)) throw new Error('a handler that fails now and then');
      },
    });
    this.working = this.work();
  }

  get events(): number {
    return [...this.observers.values()].reduce((sum, { events }) => sum + events, this.pastEvents);
  }

  /** Replaces the late handler by a new one, which then receives every object. */
  changeHandlers(): void {
    if (this.late !== undefined) this.informer.removeEventHandler(this.late);
    this.pastEvents += this.observers.get(lateHandler)?.events ?? 0;
    this.late = this.observe(lateHandler, (observer) => observer);
  }

  /** Whether the cache, every handler and the worker have seen the last state of every object. Compares states, not contents. */
  caughtUp(): boolean {
    const { current } = this.workload.ledger;
    if (this.reconciled.size !== current.size || this.informer.indexer.listKeys().length !== current.size) return false;
    for (const { objects } of this.observers.values()) if (objects.size !== current.size) return false;
    // Check the object that was missing last time first. Most checks end here.
    if (this.unseen !== undefined && !this.isSeen(this.unseen)) return false;
    this.unseen = [...current.keys()].find((name) => !this.isSeen(name));
    return this.unseen === undefined;
  }

  /** Returns the differences of the cache, the handlers and the worker from the ledger. */
  lost(): string[] {
    return this.differencesFrom(this.workload.ledger.current);
  }

  /** Lists the objects of the server, and returns how the cache, the handlers and the worker differ from that list. */
  async differencesFromList(): Promise<string[]> {
    return this.differencesFrom(byName(await this.workload.list()));
  }

  /** Returns the events since the last call that the server never had. */
  takeInvented(): string[] {
    return [...this.observers].flatMap(([name, observer]) =>
      observer.takeInvented(this.workload.ledger).map((text) => `${this.kind.resource.plural}: ${name}: ${text}`),
    );
  }

  async stop(): Promise<void> {
    this.queue.shutDown();
    await this.working;
    this.workload.stop();
  }

  private observe(
    name: string,
    handlerOf: (observer: Observer) => ResourceEventHandler<Stored>,
  ): ResourceEventHandlerRegistration {
    const observer = new Observer(this.onProgress);
    this.observers.set(name, observer);
    return this.informer.addEventHandler(handlerOf(observer));
  }

  private async work(): Promise<void> {
    for await (const name of this.queue) {
      if (this.random.oneIn(10)) this.queue.addRateLimited(name);
      else {
        const cached = this.cached(name);
        if (cached === undefined) this.reconciled.delete(name);
        else this.reconciled.set(name, cached);
        this.queue.forget(name);
      }
      this.queue.done(name);
      this.onProgress();
    }
  }

  private cached(name: string): Stored | undefined {
    return this.informer.indexer.getByKey(`${this.namespace}/${name}`);
  }

  private isSeen(name: string): boolean {
    const object = this.workload.ledger.current.get(name);
    const views = [
      this.cached(name),
      this.reconciled.get(name),
      ...[...this.observers.values()].map(({ objects }) => objects.get(name)),
    ];
    return views.every((seen) => isSameState(seen, object));
  }

  private differencesFrom(server: ReadonlyMap<string, Stored>): string[] {
    const { indexer } = this.informer;
    const values = indexer.listIndexFuncValues(valueIndex);
    const indexed = values.map((value) => ({ value, objects: indexer.byIndex(valueIndex, value) }));
    const differences = differencesOf(server, [
      ['the cache', indexer.list()],
      ['the lister', newLister(indexer).namespace(this.namespace).list()],
      ['the index', indexed.flatMap(({ objects }) => objects)],
      ['the worker', [...this.reconciled.values()]],
      ...[...this.observers].map(([name, { objects }]): View => [name, [...objects.values()]]),
    ]);
    for (const { value, objects } of indexed) {
      const wrong = objects.filter((object) => !this.kind.indexValues(object).includes(value));
      differences.push(...wrong.map((object) => `the index has ${show(object)} under ${value}`));
    }
    const selected = newLister(indexer).list('tier=web').length;
    const wanted = [...server.values()].filter(({ metadata }) => metadata.labels?.['tier'] === 'web').length;
    if (selected !== wanted) differences.push(`the lister finds ${selected} objects by a label that ${wanted} have`);
    return differences.map((text) => `${this.kind.resource.plural}: ${text}`);
  }
}
