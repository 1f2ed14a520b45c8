/** Keeps the `size` entries that were used last. */
export class LRUCache<V> {
  private readonly size: number;
  /** The one that was used longest ago is the first. */
  private readonly entries = new Map<string, V>();

  constructor(size: number) {
    this.size = size;
  }

  /** The value of the key, which counts as used; undefined when there is none. */
  get(key: string): V | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.add(key, value);
    return value;
  }

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
