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

/** Which object is meant. The metadata of one that was read will do, and so will a request. */
export interface ObjectKey {
  /** Absent or `''` for objects of the cluster. */
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface ReadOptions {
  /** Gives up the waiting for a cache that has not synced: the promise rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** Which objects of a cache to list. */
export interface CacheListOptions extends ReadOptions {
  /** Default: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: ListerSelector | undefined;
  /** Only those to which an index, made by `indexField`, gives this value. */
  readonly index?: { readonly name: string; readonly value: string } | undefined;
}

/**
 * Reads from the caches of a manager. The informer of a kind that nobody watches is started by the first read, which waits until it has
 * synced. What is read may be behind what was written a moment ago: a write that conflicts, or finds that an object is there already, is
 * to be tried again by the next reconciliation. Objects are shared and cannot be written to: `mutableCopy` gives one's own.
 */
export interface Reader {
  /** The object, or undefined where there is none. */
  get<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    key: ObjectKey,
    options?: ReadOptions,
  ): Promise<Immutable<T> | undefined>;
  /** The objects, in no order. */
  list<T extends KubeObject>(resource: Resource<T, unknown, unknown>, options?: CacheListOptions): Promise<Immutable<T>[]>;
}

/**
 * Writes to the server. The namespace is that of the object. Every call rejects as those of the generated clients do, and with a
 * `TypeError`, before anything is sent, where an object that lives in a namespace does not say in which.
 */
export interface Writer {
  /** Stores a new object and resolves with what was stored. */
  create<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    object: Input<T>,
    options?: CreateOptions,
  ): Promise<T>;
  /** Replaces the object. Rejects with `isConflict` where it has changed since it was read. */
  update<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    object: UpdateInput<T>,
    options?: UpdateOptions,
  ): Promise<T>;
  patch<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    key: ObjectKey,
    patch: Patch<T>,
    options?: PatchOptions,
  ): Promise<T>;
  /** Server-side apply. */
  apply<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    configuration: A,
    options: ApplyOptions,
  ): Promise<T>;
  delete<T extends KubeObject, L extends KubeList<T>, A extends ApplyConfiguration>(
    resource: Resource<T, L, A>,
    key: ObjectKey,
    options?: DeleteOptions,
  ): Promise<T | Status>;
  /** Replaces the status alone. */
  updateStatus<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    object: UpdateInput<T>,
    options?: UpdateOptions,
  ): Promise<T>;
  /** Changes parts of the status; the patch is of the whole object. */
  patchStatus<T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    key: ObjectKey,
    patch: Patch<T>,
    options?: PatchOptions,
  ): Promise<T>;
}

/** Reads from caches, writes to the server. */
export interface Client extends Reader, Writer {}

/** A client over the caches of a manager. */
export function newCacheClient(rest: RESTClient, caches: Caches): Client {
  return {
    async get(resource, key, { signal } = {}) {
      const namespace = namespaceOf(resource, 'get', key) ?? '';
      const { indexer } = await caches.synced(resource, signal, { namespace, name: key.name });
      return indexer.getByKey(requestKey({ namespace, name: key.name }));
    },
    async list(resource, { namespace, labelSelector, index, signal } = {}) {
      if (namespace && !resource.namespaced) {
        throw new TypeError(`${resource.plural} belong to the whole cluster: leave the namespace ${goQuote(namespace)} out`);
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

/** The namespace of an object; programs without types can pass anything. */
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
    `${resource.plural}: the object to ${verb} has no namespace (a manager’s client is one for all namespaces: say in which it is)`,
  );
}
