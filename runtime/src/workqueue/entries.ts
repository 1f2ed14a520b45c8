/** What a queue knows of an item. */
export interface Entry<T> {
  readonly item: T;
  /** The table's own: the queue has no need of the entry. */
  idle: boolean;
}

/**
 * The entries of a queue by their items. The same keys come again and again, and to make an entry costs more than all else that is
 * done to an item: so some that are not needed are kept for the next time. Objects are not: who made them may count on their end.
 */
export class Entries<T, E extends Entry<T>> {
  private readonly entries = new Map<T, E>();
  private readonly make: (item: T) => E;
  private idle = 0;
  private expected: E | undefined;

  constructor(make: (item: T) => E) {
    this.make = make;
  }

  /** The entry of the item, idle or not; undefined when there is none. */
  get(item: T): E | undefined {
    const { expected } = this;
    if (expected === undefined || expected.item !== item) return this.entries.get(item);
    this.expected = undefined;
    return expected;
  }

  /** Says that this entry, which is in use, is likely to be asked for next: it is then not looked for. */
  expect(entry: E): void {
    this.expected = entry;
  }

  /** The entry of the item, which is needed from now on. */
  use(item: T): E {
    let entry = this.entries.get(item);
    if (entry === undefined) {
      entry = this.make(item);
      entry.idle = false;
      this.entries.set(item, entry);
    } else if (entry.idle) {
      entry.idle = false;
      this.idle--;
    }
    return entry;
  }

  /** Says that the entry, which was in use, is needed no more. */
  release(entry: E): void {
    if (typeof entry.item === 'object') {
      this.entries.delete(entry.item);
      return;
    }
    entry.idle = true;
    this.idle++;
    // The second condition keeps the cost of a sweep in proportion to what it frees.
    if (this.idle > mostIdle && this.idle * 2 > this.entries.size) this.sweep();
  }

  private sweep(): void {
    for (const [item, { idle }] of this.entries) if (idle) this.entries.delete(item);
    this.idle = 0;
  }
}

const mostIdle = 32_768;
