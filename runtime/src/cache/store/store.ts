import type { CacheScope } from './scope.js';
import type { DeletedFinalStateUnknown } from './tombstone.js';

/**
 * Objects by key. All reads see one state, and what they return are the stored objects themselves, shared by all readers, who
 * must not change them. Arrays are the caller's own.
 *
 * A write of an object whose key cannot be made throws a `KeyError`, and changes nothing.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#Store
 */
export interface Store<T> {
  /** Stores the object under its key, in the place of what was there. */
  add(obj: T): void;
  /** As `add`. */
  update(obj: T): void;
  /** Removes what is stored under the object's, or the tombstone's, key. Nothing there is no error. */
  delete(obj: T | DeletedFinalStateUnknown<T>): void;
  /** All objects, in no order that can be relied on. */
  list(): T[];
  /** The keys of all objects, in no order that can be relied on. */
  listKeys(): string[];
  /** What is stored under the object's key, if anything. Throws a `KeyError` for an object without one. */
  get(obj: T): T | undefined;
  /** What is stored under the key, if anything. */
  getByKey(key: string): T | undefined;
  /** Puts the list in the place of everything, the last of a key where there are several. The version is not looked at. */
  replace(list: readonly T[], resourceVersion?: string): void;
}

/**
 * The values by which an object is found in an index; one that comes twice counts once. Must depend on nothing but the object. The array
 * is the index's from then on: whoever writes to it later breaks the index.
 */
export type IndexFunc<T> = (obj: T) => readonly string[];

/** Index functions by the names of their indexes. */
export type Indexers<T> = Readonly<Record<string, IndexFunc<T>>>;

/**
 * A store whose objects are found by more than their keys. To read an index that does not exist is an error, which names it.
 *
 * An index function that throws stops the write that called it, before anything has changed; in an informer, it is logged, and the
 * object has no value in that index.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/cache#Indexer
 */
export interface Indexer<T> extends Store<T> {
  /** The part of its resource that the informer of this indexer mirrors. Listers refuse reads outside of it. Absent: everything. */
  readonly scope?: CacheScope | undefined;
  /** The objects that share a value in the index with the given one, which need not be stored. */
  index(indexName: string, obj: T): T[];
  /** The keys of the objects that have the value in the index, sorted. */
  indexKeys(indexName: string, indexedValue: string): string[];
  /** All values in the index that some object has, in no order that can be relied on; none where there is no such index. */
  listIndexFuncValues(indexName: string): string[];
  /** The objects that have the value in the index, in no order that can be relied on. */
  byIndex(indexName: string, indexedValue: string): T[];
  /** The index functions by name, frozen: indexes are added by `addIndexers` alone. */
  getIndexers(): Indexers<T>;
  /** Adds indexes, also to a store that holds objects. An index of that name that exists is an error, and then none is added. */
  addIndexers(indexers: Indexers<T>): void;
}
