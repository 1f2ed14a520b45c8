/** The state of an item in a queue. */
export interface Entry<T> {
  /** The item. */
  readonly item: T;
  /** Whether the queue does not need the entry. The table maintains it. */
  idle: boolean;
}

/**
 * The entries of a queue by item. The same keys return again and again, and creating an entry costs more than everything else
 * that is done to an item. The table therefore keeps some idle entries. It keeps none for objects, so that it does not prevent
 * their garbage collection.
 */
export class Entries<T, E extends Entry<T>> {
  private readonly entries = new Map<T, E>();
  private readonly make: (item: T) => E;
  private idle = 0;
  private expected: E | undefined;

  constructor(make: (item: T) => E) {
    this.make = make;
  }

  /** Returns the entry of an item, idle or not, or undefined. */
  get(item: T): E | undefined {
    const { expected } = this;
    if (expected === undefined || expected.item !== item) return this.entries.get(item);
    this.expected = undefined;
    return expected;
  }

  /** Announces that an entry in use is probably requested next, which saves a lookup. */
  expect(entry: E): void {
    this.expected = entry;
  }

  /** Returns the entry of an item, and marks it as needed. */
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

  /** Marks an entry as no longer needed. */
  release(entry: E): void {
    if (typeof entry.item === 'object') {
      this.entries.delete(entry.item);
      return;
    }
    entry.idle = true;
    this.idle++;
    // The second condition keeps the cost of a sweep proportional to the entries that it frees.
    if (this.idle > mostIdle && this.idle * 2 > this.entries.size) this.sweep();
  }

  private sweep(): void {
    for (const [item, { idle }] of this.entries) if (idle) this.entries.delete(item);
    this.idle = 0;
  }
}

const mostIdle = 32_768;
