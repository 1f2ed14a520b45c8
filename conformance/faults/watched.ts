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
import type { Kind } from './kinds.js';
import { stateOf, type Stored } from './ledger.js';
import { Observer } from './observer.js';
import type { SeededRandom } from './random.js';
import type { Workload } from './workload.js';

const valueIndex = 'value';

/** One kind as a subject sees it: who writes it, its informer, its handlers and what a controller would do about it. */
export class Watched {
  readonly workload: Workload;
  readonly informer: SharedIndexInformer<Stored, Stored>;
  private readonly kind: Kind;
  private readonly namespace: string;
  private readonly queue: RateLimitingQueue<string>;
  /** What the worker has seen last of each key: a state, or nothing where the object had gone. */
  private readonly reconciled = new Map<string, string>();
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
    return [...this.observers.values()].reduce((sum, { events }) => sum + events, 0);
  }

  /** Takes the late handler out, and adds it anew: it is told of all that is there. */
  changeHandlers(): void {
    if (this.late !== undefined) this.informer.removeEventHandler(this.late);
    this.late = this.observe('the late handler', (observer) => observer);
  }

  /** Whether all have seen the last state of everything, by a look at the names alone. */
  caughtUp(): boolean {
    const { current } = this.workload.ledger;
    if (this.informer.indexer.listKeys().length !== current.size) return false;
    for (const { objects } of this.observers.values()) if (objects.size !== current.size) return false;
    for (const [name, object] of current) {
      const state = stateOf(object);
      if (this.cachedState(name) !== state || this.reconciled.get(name) !== state) return false;
      for (const { objects } of this.observers.values()) {
        const told = objects.get(name);
        if (told === undefined || stateOf(told) !== state) return false;
      }
    }
    return [...this.reconciled].every(([name, state]) => state === '' || current.has(name));
  }

  /** What the server has that was never told, or is told otherwise. */
  lost(): string[] {
    const { current } = this.workload.ledger;
    const views: [string, ReadonlyMap<string, Stored>][] = [
      ['the cache', byName(this.informer.indexer.list())],
      ['the lister', byName(newLister(this.informer.indexer).namespace(this.namespace).list())],
      ['the index', byName(this.informer.indexer.listIndexFuncValues(valueIndex).flatMap((value) => this.ofIndex(value)))],
      ...[...this.observers].map(([name, { objects }]): [string, ReadonlyMap<string, Stored>] => [name, objects]),
    ];
    const differences = views.flatMap(([name, objects]) => [
      ...[...current.values()]
        .filter((object) => !isSame(objects.get(object.metadata.name), object))
        .map((object) => `${name} lacks ${show(object)}`),
      ...[...objects.keys()].filter((held) => !current.has(held)).map((held) => `${name} has ${held}, which is gone`),
    ]);
    const selected = newLister(this.informer.indexer).list('tier=web').length;
    const wanted = [...current.values()].filter(({ metadata }) => metadata.labels?.['tier'] === 'web').length;
    if (selected !== wanted) differences.push(`the lister finds ${selected} objects by a label that ${wanted} have`);
    const behind = [...current.values()].filter((object) => this.reconciled.get(object.metadata.name) !== stateOf(object));
    return [...differences, ...behind.map((object) => `the worker has not seen ${show(object)}`)].map(
      (text) => `${this.kind.resource.plural}: ${text}`,
    );
  }

  /** What was told that never was, since this was last asked. */
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
        this.reconciled.set(name, this.cachedState(name));
        this.queue.forget(name);
      }
      this.queue.done(name);
      this.onProgress();
    }
  }

  private cachedState(name: string): string {
    const object = this.informer.indexer.getByKey(`${this.namespace}/${name}`);
    return object === undefined ? '' : stateOf(object);
  }

  /** What the index has for a value, less what has no business there. */
  private ofIndex(value: string): Stored[] {
    return this.informer.indexer.byIndex(valueIndex, value).filter((object) => this.kind.indexValues(object).includes(value));
  }
}

const byName = (objects: readonly Stored[]): Map<string, Stored> =>
  new Map(objects.map((object) => [object.metadata.name, object]));

const show = (object: Stored): string => `${object.metadata.name} of ${object.metadata.resourceVersion}`;

/** Whether a cached object is this state of it, whole but for what the cache leaves out. */
function isSame(cached: Stored | undefined, object: Stored): boolean {
  if (cached === undefined || stateOf(cached) !== stateOf(object)) return false;
  return canonical(cached) === canonical(object);
}

/** Compared again after each fault, and never changed. */
const canonicals = new WeakMap<Stored, string>();

function canonical(object: Stored): string {
  const known = canonicals.get(object) ?? canonicalOf(object);
  canonicals.set(object, known);
  return known;
}

function canonicalOf(object: Stored): string {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return JSON.stringify({ ...object, metadata }, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
