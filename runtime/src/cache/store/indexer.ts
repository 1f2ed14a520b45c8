import { messageOf } from '../../util/errors.js';
import { KeyError, type KeyFunc } from './keys.js';
import type { CacheScope } from './scope.js';
import type { Indexer, Indexers, IndexFunc, Store } from './store.js';
import { isDeletedFinalStateUnknown, type DeletedFinalStateUnknown } from './tombstone.js';

/** Creates an empty store. The key function is not called with tombstones, which carry their key. */
export function newStore<T>(keyFunc: KeyFunc<T>): Store<T> {
  return new MapIndexer<T>(keyFunc, {}, undefined);
}

/** Creates an empty store with indexes. */
export function newIndexer<T>(keyFunc: KeyFunc<T>, indexers: Indexers<T> = {}): Indexer<T> {
  return new MapIndexer<T>(keyFunc, indexers, undefined);
}

/**
 * Creates an indexer for an informer. An error of an index function is reported to `onIndexError`, and the object is stored
 * without a value in that index. A broken index function must not keep objects out of the cache.
 */
export function newInformerIndexer<T>(
  keyFunc: KeyFunc<T>,
  indexers: Indexers<T>,
  onIndexError: (error: Error) => void,
  scope?: CacheScope,
): KeyedIndexer<T> {
  return new MapIndexer<T>(keyFunc, indexers, onIndexError, scope);
}

/** An indexer for callers that have already computed the key. */
export interface KeyedIndexer<T> extends Indexer<T> {
  /** Stores the object, and returns the object that it replaces. */
  put(key: string, obj: T): T | undefined;
  /** Removes the object with the key, and returns it. */
  remove(key: string): T | undefined;
}

/**
 * A stored object and its index values. The entry stays the same when the object is updated. An index with unchanged values then
 * needs no change, and reads of an index need no lookup by key.
 *
 * The values are stored because a later call of the index function could return different values.
 */
interface Entry<T> {
  readonly key: string;
  obj: T;
  /**
   * The values in each index, in the order of `indexes`. Entries share this array, so it must not change after the entry is
   * indexed.
   */
  values: ValuesByIndex;
}

type ValuesByIndex = (readonly string[])[];

interface Index<T> {
  readonly name: string;
  readonly func: IndexFunc<T>;
  buckets: Map<string, Bucket<T>>;
}

/** The entries that have one value in an index. Empty buckets are removed, so that old values do not accumulate. */
interface Bucket<T> {
  readonly entries: Set<Entry<T>>;
  /** An array with this value only, which all entries with exactly one value in the index share. */
  readonly values: readonly [string];
  /** The `values` of all entries with exactly one value, if there is only one index. */
  readonly valuesByIndex: [readonly [string]];
}

const noValues: readonly string[] = [];

class MapIndexer<T> implements KeyedIndexer<T> {
  readonly scope: CacheScope | undefined;
  private readonly keyFunc: KeyFunc<T>;
  private readonly onIndexError: ((error: Error) => void) | undefined;
  private readonly indexes: Index<T>[] = [];
  private indexers: Indexers<T> = {};
  private items = new Map<string, Entry<T>>();

  constructor(
    keyFunc: KeyFunc<T>,
    indexers: Indexers<T>,
    onIndexError: ((error: Error) => void) | undefined,
    scope?: CacheScope,
  ) {
    this.scope = scope;
    this.keyFunc = keyFunc;
    this.onIndexError = onIndexError;
    this.addIndexers(indexers);
  }

  readonly add: (obj: T) => void = (obj) => {
    this.put(this.keyOf(obj), obj);
  };

  readonly update: (obj: T) => void = (obj) => {
    this.put(this.keyOf(obj), obj);
  };

  put(key: string, obj: T): T | undefined {
    const values = this.valuesOf(key, obj);
    const entry = this.items.get(key);
    if (!entry) {
      const added: Entry<T> = { key, obj, values };
      this.items.set(key, added);
      this.insertAll(added);
      return undefined;
    }
    const before = entry.obj;
    entry.obj = obj;
    let changed = false;
    for (let i = 0; i < this.indexes.length; i++) {
      const oldValues = entry.values[i] ?? noValues;
      const newValues = values[i] ?? noValues;
      if (sameValues(oldValues, newValues)) {
        // Keeps the strings that the index already holds, so that those of the new object can be garbage-collected.
        values[i] = oldValues;
        continue;
      }
      changed = true;
      this.removeEntry(this.indexes[i], entry, oldValues);
      values[i] = this.insert(this.indexes[i], entry, newValues);
    }
    if (changed) entry.values = this.sharedValues(values);
    return before;
  }

  readonly delete: (obj: T | DeletedFinalStateUnknown<T>) => void = (obj) => {
    this.remove(isDeletedFinalStateUnknown(obj) ? obj.key : this.keyOf(obj));
  };

  remove(key: string): T | undefined {
    const entry = this.items.get(key);
    if (!entry) return undefined;
    this.items.delete(key);
    for (let i = 0; i < this.indexes.length; i++) this.removeEntry(this.indexes[i], entry, entry.values[i]);
    return entry.obj;
  }

  readonly list: () => T[] = () => {
    const list: T[] = [];
    for (const entry of this.items.values()) list.push(entry.obj);
    return list;
  };

  readonly listKeys: () => string[] = () => [...this.items.keys()];

  readonly get: (obj: T) => T | undefined = (obj) => this.items.get(this.keyOf(obj))?.obj;

  readonly getByKey: (key: string) => T | undefined = (key) => this.items.get(key)?.obj;

  readonly replace: (list: readonly T[]) => void = (list) => {
    const items = new Map<string, Entry<T>>();
    for (const obj of list) {
      const key = this.keyOf(obj);
      items.set(key, { key, obj, values: this.valuesOf(key, obj) });
    }
    // Nothing can fail from here on.
    this.items = items;
    for (const index of this.indexes) index.buckets = new Map();
    for (const entry of items.values()) this.insertAll(entry);
  };

  readonly index: (indexName: string, obj: T) => T[] = (indexName, obj) => {
    const index = this.indexNamed(indexName);
    const values = index.func(obj);
    const [only] = values;
    if (values.length === 1 && only !== undefined) return this.byIndex(indexName, only);
    const found = new Set<Entry<T>>();
    for (const value of values) {
      for (const entry of index.buckets.get(value)?.entries ?? []) found.add(entry);
    }
    return Array.from(found, (entry) => entry.obj);
  };

  readonly indexKeys: (indexName: string, indexedValue: string) => string[] = (indexName, indexedValue) => {
    const entries = this.indexNamed(indexName).buckets.get(indexedValue)?.entries;
    return entries ? Array.from(entries, (entry) => entry.key).sort() : [];
  };

  readonly listIndexFuncValues: (indexName: string) => string[] = (indexName) => [
    ...(this.indexes.find(({ name }) => name === indexName)?.buckets.keys() ?? []),
  ];

  readonly byIndex: (indexName: string, indexedValue: string) => T[] = (indexName, indexedValue) => {
    const list: T[] = [];
    const entries = this.indexNamed(indexName).buckets.get(indexedValue)?.entries;
    if (entries) for (const entry of entries) list.push(entry.obj);
    return list;
  };

  readonly getIndexers: () => Indexers<T> = () => this.indexers;

  readonly addIndexers: (indexers: Indexers<T>) => void = (indexers) => {
    const conflicts = Object.keys(indexers).filter((name) => this.indexes.some((index) => index.name === name));
    if (conflicts.length > 0) throw new Error(`indexer conflict: ${conflicts.join(', ')}`);
    const added = Object.entries(indexers).map(([name, func]): Index<T> => ({ name, func, buckets: new Map() }));
    const values = new Map<Entry<T>, ValuesByIndex>();
    for (const entry of this.items.values()) {
      values.set(
        entry,
        added.map((index) => this.valuesIn(index, entry.key, entry.obj)),
      );
    }
    // Nothing can fail from here on.
    this.indexes.push(...added);
    this.indexers = Object.freeze(Object.fromEntries(this.indexes.map(({ name, func }) => [name, func])));
    for (const [entry, more] of values) {
      entry.values = this.sharedValues([...entry.values, ...more.map((one, i) => this.insert(added[i], entry, one))]);
    }
  };

  private valuesOf(key: string, obj: T): ValuesByIndex {
    // Created with its exact size: an array that grows reserves space for 17 elements.
    const values = new Array<readonly string[]>(this.indexes.length);
    let i = 0;
    for (const index of this.indexes) values[i++] = this.valuesIn(index, key, obj);
    return values;
  }

  private valuesIn(index: Index<T>, key: string, obj: T): readonly string[] {
    try {
      return index.func(obj);
    } catch (cause) {
      const message = messageOf(cause);
      const error = new Error(
        `unable to calculate an index entry for key ${JSON.stringify(key)} on index ${JSON.stringify(index.name)}: ${message}`,
        {
          cause,
        },
      );
      if (!this.onIndexError) throw error;
      this.onIndexError(error);
      return noValues;
    }
  }

  /** Adds a new entry to all indexes. */
  private insertAll(entry: Entry<T>): void {
    const { values } = entry;
    for (let i = 0; i < values.length; i++) values[i] = this.insert(this.indexes[i], entry, values[i]);
    entry.values = this.sharedValues(values);
  }

  /**
   * Returns the array of values that other entries with the same values already use, if there is only one index. Saves memory.
   */
  private sharedValues(values: ValuesByIndex): ValuesByIndex {
    if (values.length !== 1) return values;
    const [only] = values;
    const bucket = this.indexes[0]?.buckets.get(only?.[0] ?? '');
    return bucket && bucket.values === only ? bucket.valuesByIndex : values;
  }

  /** Adds an entry to an index. Returns the array of values to keep, which entries with the same single value share. */
  private insert(index: Index<T> | undefined, entry: Entry<T>, values: readonly string[] | undefined): readonly string[] {
    if (!index || !values) return noValues;
    let kept = values;
    for (const value of values) {
      let bucket = index.buckets.get(value);
      if (!bucket) {
        const onlyValue: readonly [string] = [value];
        bucket = { entries: new Set(), values: onlyValue, valuesByIndex: [onlyValue] };
        index.buckets.set(value, bucket);
      }
      bucket.entries.add(entry);
      if (values.length === 1) kept = bucket.values;
    }
    return kept;
  }

  private removeEntry(index: Index<T> | undefined, entry: Entry<T>, values: readonly string[] | undefined): void {
    if (!index || !values) return;
    for (const value of values) {
      const bucket = index.buckets.get(value);
      if (bucket?.entries.delete(entry) && bucket.entries.size === 0) index.buckets.delete(value);
    }
  }

  private indexNamed(indexName: string): Index<T> {
    for (const index of this.indexes) if (index.name === indexName) return index;
    throw new Error(`Index with name ${indexName} does not exist`);
  }

  private keyOf(obj: T): string {
    try {
      return this.keyFunc(obj);
    } catch (error) {
      throw error instanceof KeyError ? error : new KeyError(obj, error);
    }
  }
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
