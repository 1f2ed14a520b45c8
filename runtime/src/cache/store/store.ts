import type { CacheScope } from './scope.js';
import type { DeletedFinalStateUnknown } from './tombstone.js';

/**
 * A map of objects by key. Reads return the stored objects themselves, which all readers share and must not change. Arrays are
 * the caller's.
 *
 * A write of an object without a key throws a KeyError and changes nothing.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#Store
 */
export interface Store<T> {
  /** Stores the object under its key. Replaces an object that is stored there. */
  add(obj: T): void;
  /** Stores the object, like `add`. */
  update(obj: T): void;
  /** Removes the object with the key of the given object or tombstone. Does nothing if there is no such object. */
  delete(obj: T | DeletedFinalStateUnknown<T>): void;
  /** Returns all objects, in no particular order. */
  list(): T[];
  /** Returns the keys of all objects, in no particular order. */
  listKeys(): string[];
  /** Returns the stored object with the same key, if there is one. Throws a KeyError for an object without a key. */
  get(obj: T): T | undefined;
  /** Returns the object with the key, if there is one. */
  getByKey(key: string): T | undefined;
  /**
   * Replaces all objects by those of the list. If a key occurs several times, the last object counts. The resource version is
   * ignored.
   */
  replace(list: readonly T[], resourceVersion?: string): void;
}

/**
 * A function that returns the values under which an index finds an object. Duplicates count once. The result must depend only on
 * the object.
 *
 * The index keeps the returned array, so the function must not change it later.
 */
export type IndexFunc<T> = (obj: T) => readonly string[];

/** Index functions by the name of their index. */
export type Indexers<T> = Readonly<Record<string, IndexFunc<T>>>;

/**
 * A store with indexes, which find objects by values other than their keys. Reading an index that does not exist throws an Error
 * that names the index.
 *
 * If an index function throws, the write throws and changes nothing. The indexer of an informer instead logs the error and stores
 * the object without a value in that index.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#Indexer
 */
export interface Indexer<T> extends Store<T> {
  /**
   * The part of the resource that the informer of this indexer watches. Listers refuse reads outside of the scope. Absent for the
   * complete resource.
   */
  readonly scope?: CacheScope | undefined;
  /** Returns the objects that share a value in the index with the given object, which need not be stored. */
  index(indexName: string, obj: T): T[];
  /** Returns the sorted keys of the objects that have the value in the index. */
  indexKeys(indexName: string, indexedValue: string): string[];
  /** Returns all values in the index, in no particular order. Returns an empty array if there is no such index. */
  listIndexFuncValues(indexName: string): string[];
  /** Returns the objects that have the value in the index, in no particular order. */
  byIndex(indexName: string, indexedValue: string): T[];
  /** Returns the index functions by name, frozen. Use `addIndexers` to add indexes. */
  getIndexers(): Indexers<T>;
  /** Adds indexes, also to a store that contains objects. Throws an Error and adds no index if one of the names is taken. */
  addIndexers(indexers: Indexers<T>): void;
}
