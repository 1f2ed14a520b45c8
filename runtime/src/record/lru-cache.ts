/** A cache of the `size` entries that were used last. */
export class LRUCache<V> {
  private readonly size: number;
  /** The entries, least recently used first. */
  private readonly entries = new Map<string, V>();

  constructor(size: number) {
    this.size = size;
  }

  /** Returns the value of a key and marks it as used. Returns undefined for an unknown key. */
  get(key: string): V | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.add(key, value);
    return value;
  }

  /** Sets the value of a key and marks it as used. */
  add(key: string, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.size) return;
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      return;
    }
  }
}
