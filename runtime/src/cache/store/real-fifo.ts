import { RingBuffer } from '../../util/ring-buffer.js';
import type { KnownObjects } from './delta-fifo.js';
import type { KeyFunc } from './keys.js';
import { DeletedFinalStateUnknown, isDeletedFinalStateUnknown } from './tombstone.js';

/**
 * One thing that is to be done to a store:
 * - `set`: this is the state of the object now;
 * - `delete`: it is gone; told by its last state or by a tombstone;
 * - `sync`: nothing has happened to it, it is only shown again.
 */
export type Change<T> =
  | { readonly type: 'set' | 'sync'; readonly key: string; readonly obj: T }
  | { readonly type: 'delete'; readonly key: string; readonly obj: T | DeletedFinalStateUnknown<T> };

/**
 * What the reflector has learned and the informer has not yet taken in, in the order in which it came: of all objects, not only
 * of each. A list, or a resync, is one entry, and is compared with the store when its turn has come: what was learned before is
 * in the store then. Of a list first come the deletions of what it does not have, then its objects.
 *
 * There must be one consumer, and nobody else may change the store.
 */
export class RealFIFO<T> {
  private readonly keyFunc: KeyFunc<T>;
  private readonly store: KnownObjects<T>;
  private readonly waiting = new RingBuffer<Change<T> | Iterator<Change<T>, undefined>>();
  /** The list or resync that is being taken in. */
  private current: Iterator<Change<T>, undefined> | undefined;
  private resyncWaits = false;
  private synced = false;

  constructor(keyFunc: KeyFunc<T>, store: KnownObjects<T>) {
    this.keyFunc = keyFunc;
    this.store = store;
  }

  /** Adds or updates: which of them it is depends on the store. Throws for an object without a key. */
  set(obj: T): void {
    this.waiting.push({ type: 'set', key: this.keyFunc(obj), obj });
  }

  delete(obj: T | DeletedFinalStateUnknown<T>): void {
    const key = isDeletedFinalStateUnknown(obj) ? obj.key : this.keyFunc(obj);
    this.waiting.push({ type: 'delete', key, obj });
  }

  /** Takes the list as everything that there is. Throws, and takes nothing of it, when one of its objects has no key. */
  replace(list: readonly T[]): void {
    const objects = new Map<string, T>();
    for (const obj of list) objects.set(this.keyFunc(obj), obj);
    this.waiting.push(this.replacement(objects));
  }

  /** Shows everything in the store again. While one waits, another one is none. */
  resync(): void {
    if (this.resyncWaits) return;
    this.resyncWaits = true;
    this.waiting.push(this.everything());
  }

  /** The next change; undefined when there is none. By asking for it the consumer says that it is through with the one before. */
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

  /** Whether the first list has been taken in. */
  hasSynced(): boolean {
    return this.synced;
  }

  private *replacement(objects: ReadonlyMap<string, T>): Generator<Change<T>, undefined> {
    for (const key of this.store.listKeys()) {
      if (objects.has(key)) continue;
      yield { type: 'delete', key, obj: new DeletedFinalStateUnknown(key, this.store.getByKey(key)) };
    }
    for (const [key, obj] of objects) yield { type: 'set', key, obj };
    this.synced = true;
    return undefined;
  }

  private *everything(): Generator<Change<T>, undefined> {
    for (const key of this.store.listKeys()) {
      const obj = this.store.getByKey(key);
      if (obj !== undefined) yield { type: 'sync', key, obj };
    }
    this.resyncWaits = false;
    return undefined;
  }
}
