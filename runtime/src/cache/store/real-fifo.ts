import { RingBuffer } from '../../util/ring-buffer.js';
import type { KnownObjects } from './delta-fifo.js';
import type { KeyFunc } from './keys.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';

/**
 * A change to apply to a store:
 * - `set`: the new state of an object.
 * - `delete`: a deletion, with the last state or a tombstone.
 * - `sync`: a resync of an unchanged object.
 */
export type Change<T> =
  | { readonly type: 'set' | 'sync'; readonly key: string; readonly obj: T }
  | { readonly type: 'delete'; readonly key: string; readonly obj: T | DeletedFinalStateUnknown<T> };

/**
 * A queue of changes from the reflector to the informer. It keeps the order of all changes, across objects. A list or a resync is
 * one entry, which is compared with the store at its turn, when all earlier changes are in the store. A list first deletes the
 * stored objects that it does not contain, then sets its objects.
 *
 * There must be exactly one consumer, and only it may change the store.
 */
export class RealFIFO<T> {
  private readonly keyFunc: KeyFunc<T>;
  private readonly store: KnownObjects<T>;
  private readonly waiting = new RingBuffer<Change<T> | Iterator<Change<T>, undefined>>();
  /** The list or resync whose changes are being consumed. */
  private current: Iterator<Change<T>, undefined> | undefined;
  private resyncQueued = false;
  private synced = false;

  constructor(keyFunc: KeyFunc<T>, store: KnownObjects<T>) {
    this.keyFunc = keyFunc;
    this.store = store;
  }

  /** Queues an addition or update; the store determines which of them it is. Throws a KeyError for an object without a key. */
  set(obj: T): void {
    this.waiting.push({ type: 'set', key: this.keyFunc(obj), obj });
  }

  /** Queues a deletion. Throws a KeyError for an object without a key. */
  delete(obj: T | DeletedFinalStateUnknown<T>): void {
    const key = isDeletedFinalStateUnknown(obj) ? obj.key : this.keyFunc(obj);
    this.waiting.push({ type: 'delete', key, obj });
  }

  /** Queues a list that replaces the complete state. Throws a KeyError and queues nothing if an object has no key. */
  replace(list: readonly T[]): void {
    const objects = new Map<string, T>();
    for (const obj of list) objects.set(this.keyFunc(obj), obj);
    this.waiting.push(this.changesOfList(objects));
  }

  /** Queues a resync of all stored objects. Does nothing while another resync is queued. */
  resync(): void {
    if (this.resyncQueued) return;
    this.resyncQueued = true;
    this.waiting.push(this.changesOfResync());
  }

  /** Returns the next change, or undefined if the queue is empty. The consumer must have applied the previous change before. */
  next(): Change<T> | undefined {
    for (;;) {
      if (this.current) {
        const result = this.current.next();
        if (!result.done) return result.value;
        this.current = undefined;
      }
      const next = this.waiting.shift();
      if (next === undefined || !('next' in next)) return next;
      this.current = next;
    }
  }

  /** Whether all changes of the first list have been consumed. */
  hasSynced(): boolean {
    return this.synced;
  }

  private *changesOfList(objects: ReadonlyMap<string, T>): Generator<Change<T>, undefined> {
    for (const key of this.store.listKeys()) {
      if (objects.has(key)) continue;
      yield { type: 'delete', key, obj: new DeletedFinalStateUnknown(key, this.store.getByKey(key)) };
    }
    for (const [key, obj] of objects) yield { type: 'set', key, obj };
    this.synced = true;
    return undefined;
  }

  private *changesOfResync(): Generator<Change<T>, undefined> {
    for (const key of this.store.listKeys()) {
      const obj = this.store.getByKey(key);
      if (obj !== undefined) yield { type: 'sync', key, obj };
    }
    this.resyncQueued = false;
    return undefined;
  }
}
