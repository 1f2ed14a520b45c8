import { keyOf, type ApiObject } from '../json/object.js';
import { Collection, type StoreEvent } from './collection.js';

/** A function that is called after each change, in order. */
export type StoreObserver = (resource: string, event: StoreEvent) => void;

/**
 * All objects of a server, under one version that each change increments. It does not know the rules of the API; callers validate
 * first.
 */
export class Store {
  /** The collections by resource. */
  readonly #collections = new Map<string, Collection>();
  readonly #observers = new Set<StoreObserver>();
  readonly #historySize: number;
  /** The version of the newest change. */
  #revision = 1;

  /** `historySize`: how many changes of a resource are kept at least, for watches from the past and consistent pages. */
  constructor(historySize: number) {
    this.#historySize = historySize;
  }

  /** The version of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Returns the collection of a resource, and creates it on first use. `resource` is `plural.group`, or the plural in the core
   * group.
   */
  collection(resource: string): Collection {
    let found = this.#collections.get(resource);
    if (found === undefined) {
      found = new Collection(this.#historySize, 0);
      this.#collections.set(resource, found);
    }
    return found;
  }

  /** The collections by resource. Read-only. */
  get collections(): ReadonlyMap<string, Collection> {
    return this.#collections;
  }

  /** Stores a new object or a new state. Takes ownership of the object, sets its `resourceVersion`, and returns it. */
  put(resource: string, object: ApiObject): ApiObject {
    const collection = this.collection(resource);
    const key = keyOf(object);
    const previous = collection.get(key);
    const revision = ++this.#revision;
    object.metadata.resourceVersion = String(revision);
    this.#apply(resource, { revision, type: previous === undefined ? 'ADDED' : 'MODIFIED', key, object, previous });
    return object;
  }

  /** Removes the object with the key of `last`. Watchers see `last` at the new version. Returns that state. */
  remove(resource: string, last: ApiObject): ApiObject {
    const collection = this.collection(resource);
    const key = keyOf(last);
    const revision = ++this.#revision;
    const object: ApiObject = { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } };
    this.#apply(resource, { revision, type: 'DELETED', key, object, previous: collection.get(key) });
    return object;
  }

  /** Drops the history, as a compaction of etcd does. */
  compact(): void {
    for (const collection of this.#collections.values()) collection.compact(this.#revision);
  }

  /** Increments the version without a change. */
  advance(): void {
    this.#revision++;
  }

  /** Wakes every watch, so that it checks its state again. */
  wakeAll(): void {
    for (const collection of this.#collections.values()) collection.wake();
  }

  /** Calls `observer` after each change, until the returned function is called. */
  onChange(observer: StoreObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  #apply(resource: string, event: StoreEvent): void {
    this.collection(resource).apply(event);
    for (const observer of [...this.#observers]) observer(resource, event);
  }
}
