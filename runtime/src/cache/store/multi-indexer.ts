import type { CachedObject } from './cached-object.js';
import { metadataOf, metaNamespaceKeyFunc, splitMetaNamespaceKey } from './keys.js';
import type { CacheScope } from './scope.js';
import type { Indexer, Indexers } from './store.js';
import { isDeletedFinalStateUnknown, type DeletedFinalStateUnknown } from './tombstone.js';

/** The indexers of several namespaces as one. An object belongs to the indexer of its namespace. */
export class MultiIndexer<T extends CachedObject> implements Indexer<T> {
  readonly scope: CacheScope;
  private readonly parts: ReadonlyMap<string, Indexer<T>>;

  constructor(parts: ReadonlyMap<string, Indexer<T>>, scope: CacheScope) {
    this.parts = parts;
    this.scope = scope;
    for (const name of ['list', 'listKeys', 'getByKey', 'byIndex', 'index', 'indexKeys'] as const) {
      Object.defineProperty(this, name, { value: this[name].bind(this) });
    }
  }

  add(obj: T): void {
    this.partOf(obj).add(obj);
  }

  update(obj: T): void {
    this.partOf(obj).update(obj);
  }

  delete(obj: T | DeletedFinalStateUnknown<T>): void {
    const key = isDeletedFinalStateUnknown(obj) ? obj.key : metaNamespaceKeyFunc(obj);
    this.parts.get(splitMetaNamespaceKey(key).namespace)?.delete(obj);
  }

  list(): T[] {
    return [...this.parts.values()].flatMap((part) => part.list());
  }

  listKeys(): string[] {
    return [...this.parts.values()].flatMap((part) => part.listKeys());
  }

  get(obj: T): T | undefined {
    return this.getByKey(metaNamespaceKeyFunc(obj));
  }

  getByKey(key: string): T | undefined {
    const slash = key.indexOf('/');
    return slash < 0 ? undefined : this.parts.get(key.slice(0, slash))?.getByKey(key);
  }

  replace(list: readonly T[], resourceVersion?: string): void {
    // Checked first, so that nothing changes if an object has no place.
    const byPart = new Map<Indexer<T>, T[]>(Array.from(this.parts.values(), (part) => [part, []]));
    for (const obj of list) byPart.get(this.partOf(obj))?.push(obj);
    for (const [part, objects] of byPart) part.replace(objects, resourceVersion);
  }

  index(indexName: string, obj: T): T[] {
    return [...this.parts.values()].flatMap((part) => part.index(indexName, obj));
  }

  indexKeys(indexName: string, indexedValue: string): string[] {
    return [...this.parts.values()].flatMap((part) => part.indexKeys(indexName, indexedValue)).sort();
  }

  listIndexFuncValues(indexName: string): string[] {
    return [...new Set([...this.parts.values()].flatMap((part) => part.listIndexFuncValues(indexName)))];
  }

  byIndex(indexName: string, indexedValue: string): T[] {
    return [...this.parts.values()].flatMap((part) => part.byIndex(indexName, indexedValue));
  }

  getIndexers(): Indexers<T> {
    for (const part of this.parts.values()) return part.getIndexers();
    return {};
  }

  addIndexers(indexers: Indexers<T>): void {
    for (const part of this.parts.values()) part.addIndexers(indexers);
  }

  private partOf(obj: T): Indexer<T> {
    const namespace = metadataOf(obj)?.namespace ?? '';
    const part = this.parts.get(namespace);
    if (part) return part;
    throw new Error(`${this.scope.resource}: the cache does not contain the namespace ${JSON.stringify(namespace)}`);
  }
}
