import { Heap } from './heap.js';

interface Entry<T> {
  readonly item: T;
  readyAt: number;
  /** Orders those that are ready at the same time by when they came. */
  readonly order: number;
  index: number;
}

/** Items and the times at which they are ready, the next one on top, each item once. */
export class DelayHeap<T> {
  private readonly heap = new Heap<Entry<T>>(before);
  private readonly entries = new Map<T, Entry<T>>();
  private pushed = 0;

  /** Puts the item in; one that is in already moves to the earlier of its two times. */
  push(item: T, readyAt: number): void {
    const known = this.entries.get(item);
    if (known) {
      if (readyAt < known.readyAt) {
        known.readyAt = readyAt;
        this.heap.fix(known);
      }
      return;
    }
    const entry = { item, readyAt, order: this.pushed++, index: 0 };
    this.entries.set(item, entry);
    this.heap.push(entry);
  }

  /** When the next item is ready; undefined when there is none. */
  nextAt(): number | undefined {
    return this.heap.peek()?.readyAt;
  }

  /** Takes the next item. Throws when there is none. */
  shift(): T {
    const first = this.heap.shift();
    if (!first) throw new RangeError('the heap is empty');
    this.entries.delete(first.item);
    return first.item;
  }

  clear(): void {
    this.heap.clear();
    this.entries.clear();
  }
}

function before(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.readyAt < b.readyAt || (a.readyAt === b.readyAt && a.order < b.order);
}
