import type { ListerSelector } from '../cache/index.js';
import type {
  ApplyConfiguration,
  ApplyOptions,
  CreateOptions,
  DeleteCollectionOptions,
  DeleteOptions,
  Immutable,
  InputOf,
  KubeList,
  KubeObject,
  NotImmutable,
  PatchOptions,
  Resource,
  Status,
  UpdateInput,
  UpdateOptions,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';

/** The namespace and name of an object. The metadata of an object is a key, and so is a request. */
export interface ObjectKey {
  /** The namespace. Absent or `''` for cluster-scoped objects. */
  readonly namespace?: string | undefined;
  /** The name of the object. */
  readonly name: string;
}

/** Options for reads from a cache. */
export interface ReadOptions {
  /** Stops waiting for a cache that has not synced or is behind. The promise then rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** Options that select the objects to list from a cache. */
export interface CacheListOptions extends ReadOptions {
  /**
   * The namespace to list.
   *
   * Default: all namespaces
   */
  readonly namespace?: string | undefined;
  /** Lists only objects whose labels match. */
  readonly labelSelector?: ListerSelector | undefined;
  /** Lists only objects that have this value in the index `name`, which `indexField` has added. */
  readonly index?: { readonly name: string; readonly value: string } | undefined;
}

/**
 * Reads from the caches of a manager. The first read of a kind that no controller watches starts its informer and waits until it
 * has synced.
 *
 * Reads are at least as new as the writes of the same client: they wait until the cache has seen those, see
 * `ManagerOptions.readYourWrites`. A read rejects with a `StaleCacheError` if that takes too long. A cache may lag behind the writes of
 * others. A later write can then fail with a conflict or because the object exists; let the next reconciliation retry it. Returned objects are shared and must not be changed. Use `mutableCopy` to get a copy of your own.
 */
export interface Reader {
  /** Returns the object, or undefined if the cache does not contain it. */
  get<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    key: ObjectKey,
    options?: ReadOptions,
  ): Promise<Immutable<T> | undefined>;
  /** Returns the matching objects, in no particular order. */
  list<T extends KubeObject>(resource: Resource<T, unknown, unknown>, options?: CacheListOptions): Promise<Immutable<T>[]>;
}

/**
 * Writes to the server, in the namespace that the object states. Each call rejects with the errors of the generated clients.
 *
 * Rejects with a TypeError, before a request is sent, if a namespaced object does not state its namespace.
 */
export interface Writer {
  /** Creates an object. Resolves with the stored object. */
  create<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration, I = unknown>(
    resource: Resource<T, L, A, I>,
    object: NotImmutable & InputOf<T, I>,
    options?: CreateOptions,
  ): Promise<T>;
  /** Replaces an object. Rejects with an error that `isConflict` accepts if the object has changed since it was read. */
  update<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    object: UpdateInput<T>,
    options?: UpdateOptions,
  ): Promise<T>;
  /** Applies a patch. Resolves with the stored object. */
  patch<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    key: ObjectKey,
    patch: Patch<T>,
    options?: PatchOptions,
  ): Promise<T>;
  /** Applies a configuration by server-side apply. Resolves with the stored object. */
  apply<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    configuration: A,
    options: ApplyOptions,
  ): Promise<T>;
  /** Deletes an object. Resolves with the server's answer: the object or a Status. */
  delete<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    key: ObjectKey,
    options?: DeleteOptions,
  ): Promise<T | Status>;
  /** Replaces only the status of an object. */
  updateStatus<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    object: UpdateInput<T>,
    options?: UpdateOptions,
  ): Promise<T>;
  /** Patches only the status of an object. The patch has the shape of the complete object: `{ status: … }`. */
  patchStatus<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    key: ObjectKey,
    patch: Patch<T>,
    options?: PatchOptions,
  ): Promise<T>;
  /** Applies a configuration that has only metadata and a status, by server-side apply. */
  applyStatus<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    configuration: A,
    options: ApplyOptions,
  ): Promise<T>;
  /**
   * Deletes the selected objects of a namespace, or all of them without a selector. The namespace is undefined for cluster-scoped kinds.
   *
   * Throws a TypeError if a namespaced kind has no namespace.
   */
  deleteCollection<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    namespace: string | undefined,
    options?: DeleteCollectionOptions,
  ): Promise<L | Status>;
}

/** A client that reads from caches and writes to the server. */
export interface Client extends Reader, Writer {}
