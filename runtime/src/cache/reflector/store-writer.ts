import type { KubeObject, WatchEvent } from '../../meta/index.js';
import type { CachedObject } from '../store/cached-object.js';
import { metadataOf, metaNamespaceKeyFunc } from '../store/keys.js';
import { DeletedFinalStateUnknown } from '../store/tombstone.js';
import type { ReflectorOptions } from './options.js';
import type { ReflectorState } from './state.js';

/** The options of a reflector that concern objects. */
type StoreWriterOptions<T extends KubeObject, I> = Pick<ReflectorOptions<T, I>, 'store' | 'prepare' | 'onError'>;

/** The objects of a reflector, which are not in its state: prepares them, collects those of a list, and writes them to the store. */
export class StoreWriter<T extends KubeObject, I extends CachedObject> {
  private readonly options: StoreWriterOptions<T, I>;
  /** The objects of a list or stream that has not ended, by key. */
  private collected = new Map<string, I>();
  /** The last key. A streamed object needs its key twice, and making it takes longer than comparing names. */
  private last: { readonly namespace: string | undefined; readonly name: string | undefined; readonly key: string } | undefined;

  constructor(options: StoreWriterOptions<T, I>) {
    this.options = options;
  }

  /** Adds an object to those that the next `replace` stores. Throws if it cannot be prepared or has no key. */
  collect(item: T): void {
    const prepared = this.options.prepare(item);
    this.collected.set(this.keyOf(prepared), prepared);
  }

  /** Removes an object from the collected ones. */
  uncollect(item: T): void {
    this.collected.delete(this.keyOf(item));
  }

  /** Drops the collected objects. */
  forget(): void {
    this.collected = new Map();
  }

  /** Replaces the content of the store by the collected objects. Throws every error that the store throws. */
  replace(resourceVersion: string): void {
    const list = [...this.collected.values()];
    this.forget();
    this.options.store.replace(list, resourceVersion);
  }

  /** Applies a watch event to the store. Reports an object that cannot be stored, so that the objects after it are stored. */
  apply(event: WatchEvent<T>): void {
    const { store } = this.options;
    try {
      switch (event.type) {
        case 'ADDED':
          store.add(this.options.prepare(event.object));
          break;
        case 'MODIFIED':
          store.update(this.options.prepare(event.object));
          break;
        case 'DELETED':
          store.delete(this.prepareDeleted(event.object));
          break;
        case 'BOOKMARK':
        case 'ERROR':
      }
    } catch (error) {
      this.options.onError(error);
    }
  }

  /**
   * Returns the version of the same object, collected by a stream or stored by a watch. Returns undefined if there is no such
   * object.
   */
  heldVersion(phase: ReflectorState['phase'], obj: T): string | undefined {
    if (!metadataOf(obj)) return undefined;
    const key = this.keyOf(obj);
    if (phase !== 'streaming') return this.options.store.resourceVersionOf?.(key);
    const held = this.collected.get(key);
    return held && (metadataOf(held)?.resourceVersion ?? '');
  }

  /** Returns the last state of a deleted object, or a tombstone if it cannot be prepared: the deletion counts all the same. */
  private prepareDeleted(obj: T): I | DeletedFinalStateUnknown<I> {
    try {
      return this.options.prepare(obj);
    } catch (error) {
      this.options.onError(error);
      return new DeletedFinalStateUnknown<I>(this.keyOf(obj), undefined);
    }
  }

  private keyOf(obj: CachedObject): string {
    const { namespace, name } = metadataOf(obj) ?? {};
    const { last } = this;
    if (last !== undefined && name !== undefined && last.name === name && last.namespace === namespace) return last.key;
    const key = metaNamespaceKeyFunc(obj);
    this.last = { namespace, name, key };
    return key;
  }
}
