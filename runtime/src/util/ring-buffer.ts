/**
 * A first-in, first-out list that takes and gives in constant time: an array's `shift` moves every element that is left.
 * The room it takes doubles when it is full and halves when three quarters of it are empty.
 */
export class RingBuffer<T> {
  private slots: (T | undefined)[] = new Array<T | undefined>(smallest);
  private head = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(item: T): void {
    if (this.count === this.slots.length) this.resize(this.count * 2);
    this.slots[(this.head + this.count) & (this.slots.length - 1)] = item;
    this.count++;
  }

  /** Takes the oldest item; undefined when there is none. Ask `length` first where undefined is an item. */
  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const item = this.slots[this.head];
    // What was handed out must not be kept from the garbage collector.
    this.slots[this.head] = undefined;
    this.head = (this.head + 1) & (this.slots.length - 1);
    this.count--;
    if (this.slots.length > smallest && this.count * 4 <= this.slots.length) this.resize(this.slots.length / 2);
    return item;
  }

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

/** A power of two, as every size must be. */
const smallest = 16;
