import { newClusterLister, newLister, type ListerSelector } from '../cache/index.js';
import { objectName } from '../client/object-name.js';
import { resourceClient } from '../client/resource-client.js';
import { subresourceClient } from '../client/subresource-client.js';
import { withType } from '../client/type-meta.js';
import type {
  ApplyConfiguration,
  ApplyOptions,
  CreateOptions,
  DeleteOptions,
  Immutable,
  Input,
  KubeList,
  KubeObject,
  PatchOptions,
  Resource,
  ResourceInfo,
  Status,
  UpdateInput,
  UpdateOptions,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import type { RESTClient } from '../rest/index.js';
import { goQuote, isPlainObject } from '../util/index.js';
import type { Caches } from './caches.js';
import { requestKey } from './request.js';

/** The namespace and name of an object. The metadata of an object is a key, and so is a request. */
export interface ObjectKey {
  /** The namespace. Absent or `''` for cluster-scoped objects. */
  readonly namespace?: string | undefined;
  /** The name of the object. */
  readonly name: string;
}

/** Options for reads from a cache. */
export interface ReadOptions {
  /** Stops waiting for a cache that has not synced. The promise then rejects. */
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
 * A cache may lag behind a recent write. A later write can then fail with a conflict or because the object exists; let the next
 * reconciliation retry it. Returned objects are shared and must not be changed. Use `mutableCopy` to get a copy of your own.
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
  create<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    object: Input<T>,
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
}

/** A client that reads from caches and writes to the server. */
export interface Client extends Reader, Writer {}

/** Creates a client over the caches of a manager. */
export function newCacheClient(rest: RESTClient, caches: Caches): Client {
  return {
    async get(resource, key, { signal } = {}) {
      const namespace = namespaceOf(resource, 'get', key) ?? '';
      const { indexer } = await caches.synced(resource, signal, { namespace, name: key.name });
      return indexer.getByKey(requestKey({ namespace, name: key.name }));
    },
    async list(resource, { namespace, labelSelector, index, signal } = {}) {
      if (namespace && !resource.namespaced) {
        throw new TypeError(`${resource.plural} are cluster-scoped: omit the namespace ${goQuote(namespace)}`);
      }
      const { indexer } = await caches.synced(resource, signal, namespace ? { namespace } : undefined);
      if (index !== undefined) {
        const found = new Set(indexer.byIndex(index.name, index.value));
        return inNamespace(newClusterLister(indexer).list(labelSelector), namespace).filter((object) => found.has(object));
      }
      const lister = newLister(indexer);
      return namespace === undefined ? lister.list(labelSelector) : lister.namespace(namespace).list(labelSelector);
    },
    create: async (resource, object, options) =>
      resourceClient(rest, resource, namespaceIn(resource, 'create', object)).create(object, options),
    update: async (resource, object, options) =>
      resourceClient(rest, resource, namespaceIn(resource, 'update', object)).update(object, options),
    patch: async (resource, key, patch, options) =>
      resourceClient(rest, resource, namespaceOf(resource, 'patch', key)).patch(key.name, patch, options),
    apply: async (resource, configuration, options) =>
      resourceClient(rest, resource, namespaceIn(resource, 'apply', configuration)).apply(configuration, options),
    delete: async (resource, key, options) =>
      resourceClient(rest, resource, namespaceOf(resource, 'delete', key)).delete(key.name, options),
    updateStatus: async <T extends KubeObject>(
      resource: Resource<T, unknown, unknown>,
      object: UpdateInput<T>,
      options?: UpdateOptions,
    ) => {
      const status = subresourceClient(rest, resource, namespaceIn(resource, 'update', object));
      return status.update<T>('status', objectName(resource, 'update', object), withType(resource, object), options);
    },
    patchStatus: async (resource, key, patch, options) =>
      subresourceClient(rest, resource, namespaceOf(resource, 'patch', key)).patch('status', key.name, patch, options),
  };
}

function inNamespace<T extends { readonly metadata: { readonly namespace?: string | undefined } }>(
  objects: T[],
  namespace: string | undefined,
): T[] {
  return namespace === undefined ? objects : objects.filter(({ metadata }) => (metadata.namespace ?? '') === namespace);
}

/** Returns the namespace of an object. Accepts any value, because programs without types can pass anything. */
function namespaceIn(resource: ResourceInfo, verb: string, object: object): string | undefined {
  const metadata: unknown = 'metadata' in object ? object.metadata : undefined;
  const namespace = isPlainObject(metadata) ? metadata['namespace'] : undefined;
  return namespaceOf(resource, verb, { namespace: typeof namespace === 'string' ? namespace : undefined });
}

function namespaceOf(
  resource: ResourceInfo,
  verb: string,
  { namespace }: { readonly namespace?: string | undefined },
): string | undefined {
  if (!resource.namespaced) return undefined;
  if (namespace) return namespace;
  throw new TypeError(
    `${resource.plural}: the object to ${verb} has no namespace (the client of a manager serves all namespaces: set the namespace)`,
  );
}
