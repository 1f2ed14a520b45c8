import type { KubeObj } from '../json/object.js';

/** One change of one object. Objects in it are shared and never change. */
export interface StoreEvent {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly key: string;
  /** The state after the change; for a deletion the last state, at the version of the deletion. */
  readonly object: KubeObj;
  /** The state before the change. Absent where the object is new. */
  readonly previous: KubeObj | undefined;
}

/** An object and the key under which it is kept. */
export type Entry = readonly [key: string, object: KubeObj];

/**
 * The objects of one resource, sorted by key, with a history from which watches are served and past states are rebuilt.
 * The history is cut to between `historySize` and twice that.
 */
export class Collection {
  readonly #items = new Map<string, KubeObj>();
  readonly #historySize: number;
  readonly #listeners = new Set<() => void>();
  #sorted: string[] | undefined = [];
  #events: StoreEvent[] = [];
  /** How many events were cut off before the first that is kept. */
  #offset = 0;
  /** Versions below this one can be neither listed nor watched from. */
  #oldest: number;

  constructor(historySize: number, oldest: number) {
    this.#historySize = historySize;
    this.#oldest = oldest;
  }

  /** The oldest version from which a watch can still start. */
  get oldest(): number {
    return this.#oldest;
  }

  get size(): number {
    return this.#items.size;
  }

  get(key: string): KubeObj | undefined {
    return this.#items.get(key);
  }

  /** Every object whose key begins with `prefix`, in the order of keys. */
  list(prefix: string): Entry[] {
    this.#sorted ??= [...this.#items.keys()].sort(compare);
    return entriesFrom(this.#sorted, this.#items, prefix);
  }

  /** The list as it was at `revision`, or undefined where the history does not reach back so far. */
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

  /** Records a change that the store has numbered, and wakes the watchers. */
  apply(event: StoreEvent): void {
    if (event.type === 'DELETED') this.#items.delete(event.key);
    else this.#items.set(event.key, event.object);
    if (event.type !== 'MODIFIED') this.#sorted = undefined;
    this.#events.push(event);
    if (this.#events.length >= this.#historySize * 2) this.#cut(this.#events.length - this.#historySize);
    this.wake();
  }

  /** Forbids lists and watches from before `revision`. Watches that run are not disturbed. */
  compact(revision: number): void {
    this.#oldest = Math.max(this.#oldest, revision);
  }

  /** The position of the first event after `revision`, to be read from with `read`. */
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

  /** The events from a position on, at most `max`; undefined where the reader was so slow that some are gone. */
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

function entriesFrom(sorted: readonly string[], items: ReadonlyMap<string, KubeObj>, prefix: string): Entry[] {
  const entries: Entry[] = [];
  for (let index = lowerBound(sorted, prefix); index < sorted.length; index++) {
    const key = sorted[index];
    if (key?.startsWith(prefix) !== true) break;
    const object = items.get(key);
    if (object !== undefined) entries.push([key, object]);
  }
  return entries;
}

/** The index of the first key that is not less than `key`. */
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
