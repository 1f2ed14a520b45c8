/**
 * A first-in, first-out list whose operations take constant time. The `shift` of an array moves every remaining element.
 *
 * The capacity doubles when the buffer is full and halves when three quarters of the buffer are empty.
 */
export class RingBuffer<T> {
  private slots: (T | undefined)[] = new Array<T | undefined>(smallest);
  private head = 0;
  private count = 0;

  /** The number of items. */
  get length(): number {
    return this.count;
  }

  /** Adds an item at the end. */
  push(item: T): void {
    if (this.count === this.slots.length) this.resize(this.count * 2);
    this.slots[(this.head + this.count) & (this.slots.length - 1)] = item;
    this.count++;
  }

  /**
   * Removes and returns the oldest item, or returns undefined if the buffer is empty. Check `length` first if items may be
   * undefined.
   */
  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const item = this.slots[this.head];
    // Let the garbage collector free the item.
    this.slots[this.head] = undefined;
    this.head = (this.head + 1) & (this.slots.length - 1);
    this.count--;
    if (this.slots.length > smallest && this.count * 4 <= this.slots.length) this.resize(this.slots.length / 2);
    return item;
  }

  /** Removes all items. */
  clear(): void {
    this.slots = new Array<T | undefined>(smallest);
    this.head = 0;
    this.count = 0;
  }

  private resize(size: number): void {
    const slots = new Array<T | undefined>(size);
    for (let i = 0; i < this.count; i++) slots[i] = this.slots[(this.head + i) & (this.slots.length - 1)];
    this.slots = slots;
    this.head = 0;
  }
}

/** The smallest capacity. Every capacity is a power of two. */
const smallest = 16;
