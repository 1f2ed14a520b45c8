import { RingBuffer } from '../util/ring-buffer.js';

/**
 * The storage of waiting items, which determines their order: client-go's `Queue`. A single work queue calls it. Each item is in
 * it at most once.
 */
export interface UnderlyingQueue<T> {
  /** Called when an item that is present was added again. An order that depends on more than arrival can move it. */
  touch(item: T): void;
  /** Adds an item that is not present. */
  push(item: T): void;
  /** Returns the number of items. */
  len(): number;
  /** Removes and returns the next item. Called only if there is one. */
  pop(): T;
}

/** Creates a storage that keeps the order of arrival. */
export function defaultQueue<T>(): UnderlyingQueue<T> {
  return new Fifo<T>();
}

class Fifo<T> implements UnderlyingQueue<T> {
  private readonly items = new RingBuffer<T>();

  touch(): void {
    // An item that is added again keeps its place.
  }

  push(item: T): void {
    this.items.push(item);
  }

  len(): number {
    return this.items.length;
  }

  pop(): T {
    // The caller checked that there is an item, and undefined can be one.
    return this.items.shift() as T;
  }
}
