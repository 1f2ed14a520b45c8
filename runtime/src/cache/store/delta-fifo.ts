import { RingBuffer } from '../../util/ring-buffer.js';
import { KeyError, type KeyFunc } from './keys.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';

/**
 * The type of a change:
 * - `Added`, `Updated`, `Deleted`: an event of a watch.
 * - `Replaced`: the object was in a list. It may be unchanged.
 * - `Sync`: a resync. The object is unchanged.
 */
export type DeltaType = 'Added' | 'Updated' | 'Deleted' | 'Replaced' | 'Sync';

/** A change of an object, with the state after the change. A deletion has the last state before it, or a tombstone. */
export type Delta<T> =
  | { readonly type: 'Added' | 'Updated' | 'Replaced' | 'Sync'; readonly object: T }
  | { readonly type: 'Deleted'; readonly object: T | DeletedFinalStateUnknown<T> };

/** The changes of one object since it was last popped, the oldest first. Never empty. */
export type Deltas<T> = readonly Delta<T>[];

/** The objects that the consumer of a queue has stored, by key. */
export interface KnownObjects<T> {
  /** Returns the keys of all stored objects. */
  listKeys(): string[];
  /** Returns the stored object with the key, if there is one. */
  getByKey(key: string): T | undefined;
}

/**
 * A function that processes the changes of a popped object. `isInInitialList` is true for objects of the first `replace`.
 *
 * To put the object back, throw a RequeueError. The object is not put back if it has changed again in the meantime.
 */
export type PopProcessFunc<T> = (deltas: Deltas<T>, isInInitialList: boolean, key: string) => void;

/**
 * An error that makes `pop` put the object back into the queue.
 *
 * `cause` is the reason.
 */
export class RequeueError extends Error {
  override readonly name: string = 'RequeueError';

  constructor(cause?: unknown) {
    super(cause instanceof Error ? cause.message : 'the item was put back into the queue', { cause });
  }
}

/** An error of a queue that is closed and empty. */
export class FIFOClosedError extends Error {
  override readonly name: string = 'FIFOClosedError';

  constructor() {
    super('DeltaFIFO: manipulating with closed queue');
  }
}

/** Options of a DeltaFIFO. */
export interface DeltaFIFOOptions<T> {
  /** Returns the keys of objects. It is not called with tombstones, which carry their key. */
  readonly keyFunc: KeyFunc<T>;
  /**
   * The objects that the consumer has stored. `replace` deletes those that its list does not contain.
   *
   * Default: only the objects in the queue are known
   */
  readonly knownObjects?: KnownObjects<T> | undefined;
  /** Changes each object before it is queued. It is not called for tombstones and resyncs. */
  readonly transformer?: ((obj: T) => T) | undefined;
}

/**
 * A queue of changed objects between a producer (the reflector) and a consumer (the informer). The queue collects all changes of
 * an object until the object is popped. The consumer then receives them together, each at most once. Objects are popped in the
 * order of their first change.
 *
 * It is intended for programs that use reflectors directly. Informers use a queue that keeps the order of all changes.
 *
 * Methods that take an object throw a KeyError if it has no key, and the errors of the transformer.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#DeltaFIFO
 */
export interface DeltaFIFO<T> {
  /** Queues an `Added` change of the object. */
  add(obj: T): void;
  /** Queues an `Updated` change of the object. */
  update(obj: T): void;
  /**
   * Queues a `Deleted` change with the last state of the object or a tombstone. Ignores an object that is neither queued nor
   * known.
   */
  delete(obj: T | DeletedFinalStateUnknown<T>): void;
  /**
   * Replaces the complete state. Queues a `Replaced` change for each object in the list. Queues a `Deleted` change with a
   * tombstone for each queued or known object that is not in the list. The resource version is ignored.
   *
   * If it throws, the objects before the invalid one have been queued.
   */
  replace(list: readonly T[], resourceVersion?: string): void;
  /** Queues a `Sync` change for each known object that is not queued. */
  resync(): void;
  /**
   * Removes the oldest object and processes it. Returns false if the queue is empty.
   *
   * Throws the error of `process`. The object stays removed, unless the error is a RequeueError.
   */
  tryPop(process: PopProcessFunc<T>): boolean;
  /**
   * Waits until the queue is not empty, then removes the oldest object and processes it.
   *
   * Rejects with the error of `process`, or with a FIFOClosedError if the queue is closed and empty.
   */
  pop(process: PopProcessFunc<T>): Promise<Deltas<T>>;
  /** Returns the number of queued objects. */
  len(): number;
  /** Returns the newest state of each queued object, including tombstones. */
  list(): (T | DeletedFinalStateUnknown<T>)[];
  /** Returns the keys of the queued objects. */
  listKeys(): string[];
  /** Returns the queued changes of the object with the key. */
  getByKey(key: string): Deltas<T> | undefined;
  /** Returns the key of an object or tombstone. Throws a KeyError for an object without a key. */
  keyOf(obj: T | DeletedFinalStateUnknown<T>): string;
  /**
   * Whether all objects of the first `replace` have been popped. Also true if another method was called before the first
   * `replace`.
   */
  hasSynced(): boolean;
  /** Makes `pop` reject when the queue is empty. Queued objects can still be popped, and more can be added. */
  close(): void;
  /** Whether `close` was called. */
  isClosed(): boolean;
}

/** Creates an empty queue. */
export function newDeltaFIFO<T>(options: DeltaFIFOOptions<T>): DeltaFIFO<T> {
  return new MapDeltaFIFO<T>(options);
}

class MapDeltaFIFO<T> implements DeltaFIFO<T> {
  private readonly keyFunc: KeyFunc<T>;
  private readonly knownObjects: KnownObjects<T> | undefined;
  private readonly transformer: ((obj: T) => T) | undefined;
  /** The queued changes. A key is in `items` exactly if it is in `queue`. */
  private readonly items = new Map<string, Delta<T>[]>();
  private readonly queue = new RingBuffer<string>();
  private populated = false;
  private initialPopulationCount = 0;
  private synced = false;
  private closed = false;
  private waiting: (() => void)[] = [];

  constructor(options: DeltaFIFOOptions<T>) {
    this.keyFunc = options.keyFunc;
    this.knownObjects = options.knownObjects;
    this.transformer = options.transformer;
  }

  readonly add: (obj: T) => void = (obj) => {
    this.markPopulated();
    this.enqueueObject('Added', obj);
  };

  readonly update: (obj: T) => void = (obj) => {
    this.markPopulated();
    this.enqueueObject('Updated', obj);
  };

  readonly delete: (obj: T | DeletedFinalStateUnknown<T>) => void = (obj) => {
    const key = this.keyOf(obj);
    this.markPopulated();
    // A relist has already queued this deletion.
    if (!this.items.has(key) && this.knownObjects?.getByKey(key) === undefined) return;
    const object = isDeletedFinalStateUnknown(obj) || !this.transformer ? obj : this.transformer(obj);
    this.enqueue(key, { type: 'Deleted', object });
  };

  readonly replace: (list: readonly T[]) => void = (list) => {
    const keys = new Set<string>();
    for (const obj of list) keys.add(this.enqueueObject('Replaced', obj));

    let deletions = 0;
    for (const [key, deltas] of this.items) {
      if (keys.has(key)) continue;
      const last = deltas.at(-1)?.object;
      deletions++;
      const obj = last !== undefined && isDeletedFinalStateUnknown(last) ? last.obj : last;
      this.enqueue(key, { type: 'Deleted', object: new DeletedFinalStateUnknown(key, obj) });
    }
    for (const key of this.knownObjects?.listKeys() ?? []) {
      if (keys.has(key) || this.items.has(key)) continue;
      deletions++;
      this.enqueue(key, { type: 'Deleted', object: new DeletedFinalStateUnknown(key, this.knownObjects?.getByKey(key)) });
    }

    if (!this.populated) {
      this.populated = true;
      this.initialPopulationCount = keys.size + deletions;
      this.checkSynced();
    }
  };

  readonly resync: () => void = () => {
    for (const key of this.knownObjects?.listKeys() ?? []) {
      // The queued changes are newer than the known state.
      if (this.items.has(key)) continue;
      const obj = this.knownObjects?.getByKey(key);
      if (obj !== undefined) this.enqueue(key, { type: 'Sync', object: obj });
    }
  };

  readonly tryPop: (process: PopProcessFunc<T>) => boolean = (process) => {
    const key = this.queue.shift();
    if (key === undefined) return false;
    this.popKey(key, process);
    return true;
  };

  readonly pop: (process: PopProcessFunc<T>) => Promise<Deltas<T>> = async (process) => {
    for (;;) {
      const key = this.queue.shift();
      if (key !== undefined) return this.popKey(key, process);
      if (this.closed) throw new FIFOClosedError();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  };

  readonly len: () => number = () => this.queue.length;

  readonly list: () => (T | DeletedFinalStateUnknown<T>)[] = () =>
    Array.from(this.items.values(), (deltas) => deltas.at(-1)?.object).filter((obj) => obj !== undefined);

  readonly listKeys: () => string[] = () => [...this.items.keys()];

  readonly getByKey: (key: string) => Deltas<T> | undefined = (key) => this.items.get(key)?.slice();

  readonly keyOf: (obj: T | DeletedFinalStateUnknown<T>) => string = (obj) => {
    if (isDeletedFinalStateUnknown(obj)) return obj.key;
    try {
      return this.keyFunc(obj);
    } catch (error) {
      throw error instanceof KeyError ? error : new KeyError(obj, error);
    }
  };

  readonly hasSynced: () => boolean = () => this.synced;

  readonly close: () => void = () => {
    this.closed = true;
    this.wake();
  };

  readonly isClosed: () => boolean = () => this.closed;

  private enqueueObject(type: 'Added' | 'Updated' | 'Replaced', obj: T): string {
    const key = this.keyOf(obj);
    this.enqueue(key, { type, object: this.transformer ? this.transformer(obj) : obj });
    return key;
  }

  private enqueue(key: string, delta: Delta<T>): void {
    const deltas = this.items.get(key);
    if (!deltas) {
      this.items.set(key, [delta]);
      this.queue.push(key);
      if (this.waiting.length > 0) this.wake();
      return;
    }
    const last = deltas.at(-1);
    if (delta.type !== 'Deleted' || last?.type !== 'Deleted') {
      deltas.push(delta);
      return;
    }
    // Of two consecutive deletions, the one with the final state is kept.
    if (isDeletedFinalStateUnknown(last.object)) deltas[deltas.length - 1] = delta;
  }

  private popKey(key: string, process: PopProcessFunc<T>): Deltas<T> {
    const isInInitialList = !this.synced;
    const deltas = this.items.get(key) ?? [];
    this.items.delete(key);
    if (this.initialPopulationCount > 0) {
      this.initialPopulationCount--;
      this.checkSynced();
    }
    try {
      process(deltas, isInInitialList, key);
    } catch (error) {
      if (error instanceof RequeueError && !this.items.has(key)) {
        this.items.set(key, deltas);
        this.queue.push(key);
      }
      throw error;
    }
    return deltas;
  }

  private markPopulated(): void {
    if (this.populated) return;
    this.populated = true;
    this.checkSynced();
  }

  private checkSynced(): void {
    if (this.populated && this.initialPopulationCount === 0) this.synced = true;
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resume of waiting) resume();
  }
}
