import { Heap, type HeapEntry } from './heap.js';

/** An item that waits in `ReadyItems`. */
export interface ReadyItem extends HeapEntry {
  /** Higher priorities come first. */
  readonly priority: number;
  /** Orders the items of one priority, and the items of all lower priorities when their turn has come. */
  readonly order: number;
}

/** The items of one priority. */
interface Bucket<E extends ReadyItem> extends HeapEntry {
  readonly priority: number;
  readonly items: Heap<E>;
}

/** The number of empty buckets that are kept, because the same few priorities return again and again. */
const emptyBuckets = 16;

/**
 * Items by priority, and by order within a priority. In a row of `lowPriorityEvery` items, at least one has a lower priority than
 * the highest one, if such an item waits. It is the one with the lowest order of them, so no priority starves another.
 *
 * An item must be removed before its priority or its order changes.
 */
export class ReadyItems<E extends ReadyItem> {
  private readonly buckets = new Map<number, Bucket<E>>();
  private readonly byPriority = new Heap<Bucket<E>>((a, b) => a.priority > b.priority);
  private readonly lowPriorityEvery: number;
  private count = 0;
  /** The number of consecutive items that were returned while an item of a lower priority waited. */
  private passes = 0;

  /** Throws a RangeError if `lowPriorityEvery` is not an integer above 1, or Infinity. */
  constructor(lowPriorityEvery: number) {
    if (!((Number.isInteger(lowPriorityEvery) && lowPriorityEvery > 1) || lowPriorityEvery === Infinity)) {
      throw new RangeError(`lowPriorityEvery must be an integer above 1, or Infinity, not ${lowPriorityEvery}`);
    }
    this.lowPriorityEvery = lowPriorityEvery;
  }

  /** The number of items. */
  get length(): number {
    return this.count;
  }

  /** Adds an item. */
  push(item: E): void {
    let bucket = this.buckets.get(item.priority);
    if (!bucket) {
      bucket = { priority: item.priority, items: new Heap<E>((a, b) => a.order < b.order), index: 0 };
      this.buckets.set(item.priority, bucket);
    }
    if (bucket.items.length === 0) this.byPriority.push(bucket);
    bucket.items.push(item);
    this.count++;
  }

  /** Removes an item that is present. */
  remove(item: E): void {
    const bucket = this.buckets.get(item.priority);
    if (bucket) this.take(bucket, item);
  }

  /** Removes and returns the next item, or undefined. */
  shift(): E | undefined {
    const highest = this.byPriority.peek();
    if (!highest) return undefined;
    let bucket = highest;
    if (this.byPriority.length === 1) this.passes = 0;
    else if (++this.passes >= this.lowPriorityEvery) bucket = this.oldestBelow(highest);
    if (bucket !== highest) this.passes = 0;
    const item = bucket.items.peek();
    if (item) this.take(bucket, item);
    return item;
  }

  /** Returns the bucket, other than the highest, with the lowest order. Its cost is proportional to the number of priorities. */
  private oldestBelow(highest: Bucket<E>): Bucket<E> {
    let oldest = highest;
    for (const bucket of this.buckets.values()) {
      if (bucket === highest || bucket.items.length === 0) continue;
      if (oldest === highest || orderOf(bucket) < orderOf(oldest)) oldest = bucket;
    }
    return oldest;
  }

  private take(bucket: Bucket<E>, item: E): void {
    bucket.items.remove(item);
    this.count--;
    if (bucket.items.length > 0) return;
    this.byPriority.remove(bucket);
    if (this.buckets.size - this.byPriority.length > emptyBuckets) this.buckets.delete(bucket.priority);
  }
}

function orderOf({ items }: { readonly items: Pick<Heap<ReadyItem>, 'peek'> }): number {
  return items.peek()?.order ?? Infinity;
}
