import { keyOf, type KubeObj } from '../json/object.js';
import { Collection, type StoreEvent } from './collection.js';

/** Sees each change after it is done, in order. */
export type StoreObserver = (resource: string, event: StoreEvent) => void;

/**
 * All objects of a server, under one version that each change raises by one.
 * It knows nothing of the API's rules: what is written here was checked before.
 */
export class Store {
  readonly #collections = new Map<string, Collection>();
  readonly #observers = new Set<StoreObserver>();
  readonly #historySize: number;
  #revision = 1;

  /** `historySize`: how many changes of a resource are kept at least, for watches from the past and consistent pages. */
  constructor(historySize: number) {
    this.#historySize = historySize;
  }

  /** The version of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /** The collection of a resource, made when first asked for. `resource` is `plural.group`, or the plural alone in the core group. */
  collection(resource: string): Collection {
    let found = this.#collections.get(resource);
    if (found === undefined) {
      found = new Collection(this.#historySize, 0);
      this.#collections.set(resource, found);
    }
    return found;
  }

  get collections(): ReadonlyMap<string, Collection> {
    return this.#collections;
  }

  /** Stores a new object or a new state of one. Takes the object over, sets its `resourceVersion`, and returns it. */
  put(resource: string, object: KubeObj): KubeObj {
    const collection = this.collection(resource);
    const key = keyOf(object);
    const previous = collection.get(key);
    const revision = ++this.#revision;
    object.metadata.resourceVersion = String(revision);
    this.#apply(resource, { revision, type: previous === undefined ? 'ADDED' : 'MODIFIED', key, object, previous });
    return object;
  }

  /** Removes the object with the key of `last`, whose watchers see it as `last` at the new version. Returns what they see. */
  remove(resource: string, last: KubeObj): KubeObj {
    const collection = this.collection(resource);
    const key = keyOf(last);
    const revision = ++this.#revision;
    const object: KubeObj = { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } };
    this.#apply(resource, { revision, type: 'DELETED', key, object, previous: collection.get(key) });
    return object;
  }

  /** Forgets the history up to now, as a compaction of etcd does. */
  compact(): void {
    for (const collection of this.#collections.values()) collection.compact(this.#revision);
  }

  /** Raises the version without a change of an object. */
  advance(): void {
    this.#revision++;
  }

  /** Wakes every watch, so that it looks at its state again. */
  wakeAll(): void {
    for (const collection of this.#collections.values()) collection.wake();
  }

  onChange(observer: StoreObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  #apply(resource: string, event: StoreEvent): void {
    this.collection(resource).apply(event);
    for (const observer of [...this.#observers]) observer(resource, event);
  }
}
