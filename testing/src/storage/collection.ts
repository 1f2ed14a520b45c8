import type { ApiObject } from '../json/object.js';

/** One change of one object. Its objects are shared and immutable. */
export interface StoreEvent {
  /** The version of the change. */
  readonly revision: number;
  /** The kind of the change. */
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The key of the object. */
  readonly key: string;
  /** The state after the change. For a deletion, the last state at the version of the deletion. */
  readonly object: ApiObject;
  /** The state before the change. Undefined for a new object. */
  readonly previous: ApiObject | undefined;
}

/** An object and its key. */
export type Entry = readonly [key: string, object: ApiObject];

/**
 * The objects of one resource, sorted by key, with the history that serves watches and past states. The history is trimmed to
 * between `historySize` and twice that number of events.
 */
export class Collection {
  readonly #items = new Map<string, ApiObject>();
  readonly #historySize: number;
  readonly #listeners = new Set<() => void>();
  #sorted: string[] | undefined = [];
  #events: StoreEvent[] = [];
  /** The number of trimmed events. */
  #offset = 0;
  /** The oldest version that can be listed or watched from. */
  #oldest: number;

  constructor(historySize: number, oldest: number) {
    this.#historySize = historySize;
    this.#oldest = oldest;
  }

  /** The oldest version from which a watch can still start. */
  get oldest(): number {
    return this.#oldest;
  }

  /** The number of objects. */
  get size(): number {
    return this.#items.size;
  }

  /** Returns the object of a key. */
  get(key: string): ApiObject | undefined {
    return this.#items.get(key);
  }

  /** Returns all objects whose key begins with `prefix`, sorted by key. */
  list(prefix: string): Entry[] {
    this.#sorted ??= [...this.#items.keys()].sort(compare);
    return entriesFrom(this.#sorted, this.#items, prefix);
  }

  /** Returns the list as of `revision`, or undefined if the history does not reach back that far. */
  listAt(prefix: string, revision: number): Entry[] | undefined {
    if (revision < this.#oldest) return undefined;
    const last = this.#events.at(-1);
    if (last === undefined || last.revision <= revision) return this.list(prefix);
    const past = new Map(this.#items);
    for (let index = this.#events.length - 1; index >= 0; index--) {
      const event = this.#events[index];
      if (event === undefined || event.revision <= revision) break;
      if (event.previous === undefined) past.delete(event.key);
      else past.set(event.key, event.previous);
    }
    return entriesFrom([...past.keys()].sort(compare), past, prefix);
  }

  /** Records a change with its version, and wakes the watchers. */
  apply(event: StoreEvent): void {
    if (event.type === 'DELETED') this.#items.delete(event.key);
    else this.#items.set(event.key, event.object);
    if (event.type !== 'MODIFIED') this.#sorted = undefined;
    this.#events.push(event);
    if (this.#events.length >= this.#historySize * 2) this.#cut(this.#events.length - this.#historySize);
    this.wake();
  }

  /** Rejects lists and watches of versions before `revision` from now on. Running watches continue. */
  compact(revision: number): void {
    this.#oldest = Math.max(this.#oldest, revision);
  }

  /** Returns the position of the first event after `revision`, for `read`. */
  positionAfter(revision: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.revision ?? Infinity) <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#offset + low;
  }

  /** Returns at most `max` events from a position, or undefined if some were trimmed because the reader was too slow. */
  read(position: number, max: number): readonly StoreEvent[] | undefined {
    if (position < this.#offset) return undefined;
    const from = position - this.#offset;
    return this.#events.slice(from, from + max);
  }

  /** Calls `listener` after each change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls all listeners. */
  wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #cut(count: number): void {
    const lastCut = this.#events[count - 1];
    if (lastCut !== undefined) this.#oldest = Math.max(this.#oldest, lastCut.revision);
    this.#events = this.#events.slice(count);
    this.#offset += count;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function entriesFrom(sorted: readonly string[], items: ReadonlyMap<string, ApiObject>, prefix: string): Entry[] {
  const entries: Entry[] = [];
  for (let index = lowerBound(sorted, prefix); index < sorted.length; index++) {
    const key = sorted[index];
    if (key?.startsWith(prefix) !== true) break;
    const object = items.get(key);
    if (object !== undefined) entries.push([key, object]);
  }
  return entries;
}

/** Returns the index of the first key that is not less than `key`. */
function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
