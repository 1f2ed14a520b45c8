import { bindMethods } from '../../util/bind-methods.js';
import { RingBuffer } from '../../util/ring-buffer.js';
import { KeyError, type KeyFunc } from './keys.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';

/**
 * What happened to an object:
 * - `Added`, `Updated`, `Deleted`: as a watch told;
 * - `Replaced`: it stood in a list, and may or may not have changed;
 * - `Sync`: nothing, it is only shown again.
 */
export type DeltaType = 'Added' | 'Updated' | 'Deleted' | 'Replaced' | 'Sync';

/** One thing that happened, and the object as it was after; for a deletion as it was before, or a tombstone. */
export type Delta<T> =
  | { readonly type: 'Added' | 'Updated' | 'Replaced' | 'Sync'; readonly object: T }
  | { readonly type: 'Deleted'; readonly object: T | DeletedFinalStateUnknown<T> };

/** What happened to one object since it was last popped, the oldest first; never empty. */
export type Deltas<T> = readonly Delta<T>[];

/** What the consumer of a queue knows already, by key: its store. */
export interface KnownObjects<T> {
  listKeys(): string[];
  getByKey(key: string): T | undefined;
}

/**
 * Works on what was popped. A `RequeueError` thrown puts it back, unless something new has happened to the object meanwhile.
 * `isInInitialList` is true for what the first `replace` brought.
 */
export type PopProcessFunc<T> = (deltas: Deltas<T>, isInInitialList: boolean, key: string) => void;

/** Asks `pop` to put back what was popped; `cause` is why. */
export class RequeueError extends Error {
  override readonly name: string = 'RequeueError';

  constructor(cause?: unknown) {
    super(cause instanceof Error ? cause.message : 'the popped item was put back', { cause });
  }
}

/** The queue was closed, and is empty. */
export class FIFOClosedError extends Error {
  override readonly name: string = 'FIFOClosedError';

  constructor() {
    super('DeltaFIFO: manipulating with closed queue');
  }
}

export interface DeltaFIFOOptions<T> {
  /** Makes the keys of objects. Tombstones carry theirs. */
  readonly keyFunc: KeyFunc<T>;
  /**
   * Which objects the consumer knows; what of them `replace` does not bring is deleted. Without it, only what waits here is
   * known.
   */
  readonly knownObjects?: KnownObjects<T> | undefined;
  /** Called once for each object that comes in, tombstones and resyncs excepted. */
  readonly transformer?: ((obj: T) => T) | undefined;
}

/**
 * A queue of objects to which something has happened, between one that learns of it (the reflector) and one that acts on it
 * (the informer). What happens to an object while it waits is collected, so that each change is seen at most once, and all of one
 * object's at once; objects come in the order in which something first happened to them.
 *
 * For those who build on reflectors; informers have a queue that keeps the order of all objects. What takes an object throws a
 * `KeyError` for one without a key, and what the transformer throws.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#DeltaFIFO
 */
export interface DeltaFIFO<T> {
  /** An `Added` for the object. */
  add(obj: T): void;
  /** An `Updated` for the object. */
  update(obj: T): void;
  /** Deletes an object, told by its last state or by a tombstone. One that neither waits here nor is known is ignored. */
  delete(obj: T | DeletedFinalStateUnknown<T>): void;
  /**
   * Takes the list as everything that there is: its objects as `Replaced`, and a `Deleted` with a tombstone for what waits here
   * or is known and is not in it. The version is not looked at. When it throws, the objects before the one at fault have been
   * taken.
   */
  replace(list: readonly T[], resourceVersion?: string): void;
  /** A `Sync` for each known object to which nothing has happened. */
  resync(): void;
  /**
   * Takes the oldest object out and works on it; false when there is none. What `process` throws comes out here; the object has
   * been taken out all the same, unless it was a `RequeueError`.
   */
  tryPop(process: PopProcessFunc<T>): boolean;
  /** As `tryPop`, once there is something. Rejects with a `FIFOClosedError` when the queue is closed and empty. */
  pop(process: PopProcessFunc<T>): Promise<Deltas<T>>;
  /** How many objects wait. */
  len(): number;
  /** The newest state of each object that waits, tombstones included. */
  list(): (T | DeletedFinalStateUnknown<T>)[];
  /** The keys of the objects that wait. */
  listKeys(): string[];
  /** What has happened to the object of the key since it was last popped. */
  getByKey(key: string): Deltas<T> | undefined;
  /** The key of an object, or that which a tombstone carries. Throws a `KeyError` for an object without one. */
  keyOf(obj: T | DeletedFinalStateUnknown<T>): string;
  /** Whether the objects of the first `replace` have all been popped; also when something else than a `replace` came first. */
  hasSynced(): boolean;
  /** Lets `pop` reject once the queue is empty. What is in it can still be popped, and more can come. */
  close(): void;
  /** Whether `close` was called. */
  isClosed(): boolean;
}

/** Makes an empty queue. */
export function newDeltaFIFO<T>(options: DeltaFIFOOptions<T>): DeltaFIFO<T> {
  return new MapDeltaFIFO<T>(options);
}

class MapDeltaFIFO<T> implements DeltaFIFO<T> {
  private readonly keyFunc: KeyFunc<T>;
  private readonly knownObjects: KnownObjects<T> | undefined;
  private readonly transformer: ((obj: T) => T) | undefined;
  /** A key is in the queue exactly when it is in the map. */
  private readonly items = new Map<string, Delta<T>[]>();
  private readonly queue = new RingBuffer<string>();
  private populated = false;
  private initialPopulationCount = 0;
  private synced = false;
  private closed = false;
  private waiting: (() => void)[] = [];

  constructor(options: DeltaFIFOOptions<T>) {
    bindMethods(this);
    this.keyFunc = options.keyFunc;
    this.knownObjects = options.knownObjects;
    this.transformer = options.transformer;
  }

  add(obj: T): void {
    this.markPopulated();
    this.enqueueObject('Added', obj);
  }

  update(obj: T): void {
    this.markPopulated();
    this.enqueueObject('Updated', obj);
  }

  delete(obj: T | DeletedFinalStateUnknown<T>): void {
    const key = this.keyOf(obj);
    this.markPopulated();
    // A relist has told of the deletion before; it is not told twice.
    if (!this.items.has(key) && this.knownObjects?.getByKey(key) === undefined) return;
    const object = isDeletedFinalStateUnknown(obj) || !this.transformer ? obj : this.transformer(obj);
    this.enqueue(key, { type: 'Deleted', object });
  }

  replace(list: readonly T[]): void {
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
  }

  resync(): void {
    for (const key of this.knownObjects?.listKeys() ?? []) {
      // What waits here is newer than what is known.
      if (this.items.has(key)) continue;
      const obj = this.knownObjects?.getByKey(key);
      if (obj !== undefined) this.enqueue(key, { type: 'Sync', object: obj });
    }
  }

  tryPop(process: PopProcessFunc<T>): boolean {
    const key = this.queue.shift();
    if (key === undefined) return false;
    this.popKey(key, process);
    return true;
  }

  async pop(process: PopProcessFunc<T>): Promise<Deltas<T>> {
    for (;;) {
      const key = this.queue.shift();
      if (key !== undefined) return this.popKey(key, process);
      if (this.closed) throw new FIFOClosedError();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  len(): number {
    return this.queue.length;
  }

  list(): (T | DeletedFinalStateUnknown<T>)[] {
    return Array.from(this.items.values(), (deltas) => deltas.at(-1)?.object).filter((obj) => obj !== undefined);
  }

  listKeys(): string[] {
    return [...this.items.keys()];
  }

  getByKey(key: string): Deltas<T> | undefined {
    return this.items.get(key)?.slice();
  }

  keyOf(obj: T | DeletedFinalStateUnknown<T>): string {
    if (isDeletedFinalStateUnknown(obj)) return obj.key;
    try {
      return this.keyFunc(obj);
    } catch (error) {
      throw error instanceof KeyError ? error : new KeyError(obj, error);
    }
  }

  hasSynced(): boolean {
    return this.synced;
  }

  close(): void {
    this.closed = true;
    this.wake();
  }

  isClosed(): boolean {
    return this.closed;
  }

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
    // Of two deletions in a row the one that knows the final state is kept.
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
