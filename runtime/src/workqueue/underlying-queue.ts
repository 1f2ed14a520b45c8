import { RingBuffer } from '../util/ring-buffer.js';

/**
 * Where a queue keeps the items that wait, and so the order in which they are handed out: client-go's `Queue`. Its functions are
 * called by one work queue only, with items that are each in it at most once.
 */
export interface UnderlyingQueue<T> {
  /** An item that is in it was added again: an order that goes by more than arrival may move it. */
  touch(item: T): void;
  /** Puts in an item that is not in it. */
  push(item: T): void;
  /** How many are in it. */
  len(): number;
  /** Takes out the item that is next. Called only when there is one. */
  pop(): T;
}

/** The order of arrival, which a queue has by default. */
export function defaultQueue<T>(): UnderlyingQueue<T> {
  return new Fifo<T>();
}

class Fifo<T> implements UnderlyingQueue<T> {
  private readonly items = new RingBuffer<T>();

  touch(): void {
    // Whoever is added again keeps its place.
  }

  push(item: T): void {
    this.items.push(item);
  }

  len(): number {
    return this.items.length;
  }

  pop(): T {
    // The caller has seen that there is one; undefined may be an item.
    return this.items.shift() as T;
  }
}
