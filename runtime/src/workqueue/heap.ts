/** An entry that can record its place in a heap. */
export interface HeapEntry {
  /** The place in the heap. Meaningless for an entry outside a heap. */
  index: number;
}

/** A binary heap with the first entry on top. An entry is in one heap at a time. */
export class Heap<E extends HeapEntry> {
  private readonly entries: E[] = [];
  private readonly before: (a: E, b: E) => boolean;

  /** `before` is a strict order; it is asked only about entries that are in the heap, or are being put in. */
  constructor(before: (a: E, b: E) => boolean) {
    this.before = before;
  }

  /** The number of entries. */
  get length(): number {
    return this.entries.length;
  }

  /** Returns the entry on top, or undefined. */
  peek(): E | undefined {
    return this.entries[0];
  }

  /** Adds an entry. */
  push(entry: E): void {
    this.up(entry, this.entries.length);
  }

  /** Removes and returns the entry on top, or undefined. */
  shift(): E | undefined {
    const [first] = this.entries;
    if (first) this.remove(first);
    return first;
  }

  /** Removes an entry that is in the heap. */
  remove(entry: E): void {
    const last = this.entries.pop();
    if (!last || last === entry) return;
    this.put(last, entry.index);
    this.fix(last);
  }

  /** Restores the order after an entry changed. */
  fix(entry: E): void {
    const at = entry.index;
    this.up(entry, at);
    if (entry.index === at) this.down(entry, at);
  }

  /** Removes all entries. */
  clear(): void {
    this.entries.length = 0;
  }

  /** Moves an entry up to its place. */
  private up(entry: E, place: number): void {
    let at = place;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.entries[above];
      if (!parent || !this.before(entry, parent)) break;
      this.put(parent, at);
      at = above;
    }
    this.put(entry, at);
  }

  private down(entry: E, place: number): void {
    let at = place;
    for (;;) {
      const left = this.entries[2 * at + 1];
      const right = this.entries[2 * at + 2];
      const child = left && right && this.before(right, left) ? right : left;
      if (!child || !this.before(child, entry)) break;
      const below = child.index;
      this.put(child, at);
      at = below;
    }
    this.put(entry, at);
  }

  private put(entry: E, at: number): void {
    this.entries[at] = entry;
    entry.index = at;
  }
}
