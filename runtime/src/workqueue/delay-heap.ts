interface Entry<T> {
  readonly item: T;
  readyAt: number;
  /** Orders those that are ready at the same time by when they came. */
  readonly order: number;
  index: number;
}

/** Items and the times at which they are ready: a binary heap with the next one on top, each item in it once. */
export class DelayHeap<T> {
  private readonly heap: Entry<T>[] = [];
  private readonly entries = new Map<T, Entry<T>>();
  private pushed = 0;

  /** Puts the item in; one that is in already moves to the earlier of its two times. */
  push(item: T, readyAt: number): void {
    const known = this.entries.get(item);
    if (known) {
      if (readyAt < known.readyAt) {
        known.readyAt = readyAt;
        this.up(known);
      }
      return;
    }
    const entry = { item, readyAt, order: this.pushed++, index: this.heap.length };
    this.entries.set(item, entry);
    this.heap.push(entry);
    this.up(entry);
  }

  /** When the next item is ready; undefined when there is none. */
  nextAt(): number | undefined {
    return this.heap[0]?.readyAt;
  }

  /** Takes the next item. Throws when there is none. */
  shift(): T {
    const first = this.heap[0];
    if (!first) throw new RangeError('the heap is empty');
    this.entries.delete(first.item);
    const last = this.heap.pop();
    if (last && last !== first) {
      this.heap[0] = last;
      last.index = 0;
      this.down(last);
    }
    return first.item;
  }

  clear(): void {
    this.heap.length = 0;
    this.entries.clear();
  }

  private up(entry: Entry<T>): void {
    while (entry.index > 0) {
      const parent = this.heap[(entry.index - 1) >> 1];
      if (!parent || !before(entry, parent)) return;
      this.swap(entry, parent);
    }
  }

  private down(entry: Entry<T>): void {
    for (;;) {
      const left = this.heap[2 * entry.index + 1];
      const right = this.heap[2 * entry.index + 2];
      const child = left && right && before(right, left) ? right : left;
      if (!child || !before(child, entry)) return;
      this.swap(child, entry);
    }
  }

  private swap(a: Entry<T>, b: Entry<T>): void {
    const { index } = a;
    a.index = b.index;
    b.index = index;
    this.heap[a.index] = a;
    this.heap[b.index] = b;
  }
}

function before(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.readyAt < b.readyAt || (a.readyAt === b.readyAt && a.order < b.order);
}
