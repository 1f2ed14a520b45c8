import { newClusterLister, newLister, type Indexer } from '../cache/index.js';
import { objectName, withType } from '../client/object-identity.js';
import { resourceClient } from '../client/resource-client.js';
import { subresourceClient } from '../client/subresource-client.js';
import type {
  ApplyConfiguration,
  ApplyOptions,
  KubeObject,
  PatchOptions,
  Resource,
  ResourceInfo,
  UpdateInput,
  UpdateOptions,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import type { RESTClient } from '../rest/index.js';
import { goQuote, isPlainObject } from '../util/index.js';
import type { Cached, Caches } from './caches.js';
import type { Client, ObjectKey } from './client.js';
import { setOwnWritesOf, type OwnWrites, type ReadTarget } from './own-writes.js';
import { requestKey } from './request.js';

/** Creates a client over the caches of a manager. Its reads wait for its writes if `ownWrites` is given. */
export function newCacheClient(rest: RESTClient, caches: Caches, ownWrites?: OwnWrites): Client {
  const caughtUp = async <T extends KubeObject>(
    resource: Resource<T, unknown, unknown>,
    target: ReadTarget,
    signal: AbortSignal | undefined,
    asked: { readonly namespace: string; readonly name?: string } | undefined,
  ): Promise<Indexer<Cached<T>>> => {
    const informer = await caches.synced(resource, signal, asked);
    const wait = ownWrites?.caughtUp(resource, informer, target, signal);
    if (wait) await wait;
    return informer.indexer;
  };
  /** Records the object that a write returned. */
  const stored = <R>(resource: ResourceInfo, response: R, options: WriteOptions | undefined): R => {
    if (isStored(options)) ownWrites?.wrote(resource, response);
    return response;
  };
  const client: Client = {
    async get(resource, { namespace: given, name }, { signal } = {}) {
      const namespace = namespaceOf(resource, 'get', { namespace: given }) ?? '';
      const key = requestKey({ namespace, name });
      const indexer = await caughtUp(resource, { key }, signal, { namespace, name });
      return indexer.getByKey(key);
    },
    async list(resource, { namespace, labelSelector, index, signal } = {}) {
      if (namespace && !resource.namespaced) {
        throw new TypeError(`${resource.plural} are cluster-scoped: omit the namespace ${goQuote(namespace)}`);
      }
      const indexer = await caughtUp(resource, { namespace }, signal, namespace ? { namespace } : undefined);
      if (index !== undefined) {
        const found = new Set(indexer.byIndex(index.name, index.value));
        return inNamespace(newClusterLister(indexer).list(labelSelector), namespace).filter((object) => found.has(object));
      }
      const lister = newLister(indexer);
      return namespace === undefined ? lister.list(labelSelector) : lister.namespace(namespace).list(labelSelector);
    },
    create: async (resource, object, options) => {
      const target = resourceClient(rest, resource, namespaceIn(resource, 'create', object));
      return stored(resource, await target.create(object, options), options);
    },
    update: async (resource, object, options) => {
      const target = resourceClient(rest, resource, namespaceIn(resource, 'update', object));
      return stored(resource, await target.update(object, options), options);
    },
    patch: async (resource, key, patch, options) => {
      const target = resourceClient(rest, resource, namespaceOf(resource, 'patch', key));
      return stored(resource, await target.patch(key.name, patch, options), options);
    },
    apply: async (resource, configuration, options) => {
      const target = resourceClient(rest, resource, namespaceIn(resource, 'apply', configuration));
      return stored(resource, await target.apply(configuration, options), options);
    },
    delete: async (resource, { name, namespace: given }, options) => {
      const namespace = namespaceOf(resource, 'delete', { namespace: given });
      const key = requestKey({ namespace: namespace ?? '', name });
      const heldUid = ownWrites?.heldUid(resource, key);
      const response = await resourceClient(rest, resource, namespace).delete(name, options);
      if (isStored(options)) ownWrites?.deleted(resource, key, response, heldUid);
      return response;
    },
    updateStatus: async <T extends KubeObject>(
      resource: Resource<T, unknown, unknown>,
      object: UpdateInput<T>,
      options?: UpdateOptions,
    ) => {
      const status = subresourceClient(rest, resource, namespaceIn(resource, 'update', object));
      const name = objectName(resource, 'update', object);
      return stored(resource, await status.update<T>('status', name, withType(resource, object), options), options);
    },
    patchStatus: async <T extends KubeObject>(
      resource: Resource<T, unknown, unknown>,
      key: ObjectKey,
      patch: Patch<T>,
      options?: PatchOptions,
    ) => {
      const status = subresourceClient(rest, resource, namespaceOf(resource, 'patch', key));
      return stored(resource, await status.patch<T>('status', key.name, patch, options), options);
    },
    applyStatus: async <T extends KubeObject, L, A extends ApplyConfiguration>(
      resource: Resource<T, L, A>,
      configuration: A,
      options: ApplyOptions,
    ) => {
      const status = subresourceClient(rest, resource, namespaceIn(resource, 'apply', configuration));
      const name = objectName(resource, 'apply', configuration);
      return stored(resource, await status.apply<T>('status', name, configuration, options), options);
    },
    deleteCollection: async (resource, namespace, options) => {
      const target = resourceClient(rest, resource, namespaceOf(resource, 'delete', { namespace }));
      const response = await target.deleteCollection(options);
      if (isStored(options) && 'items' in response) {
        for (const item of response.items) ownWrites?.deletedListed(resource, item);
      }
      return response;
    },
  };
  if (ownWrites) setOwnWritesOf(client, ownWrites);
  return client;
}

interface WriteOptions {
  readonly dryRun?: unknown;
}

/** Whether a write with these options stores something. */
function isStored(options: WriteOptions | undefined): boolean {
  const dryRun = options?.dryRun;
  return dryRun === undefined || (Array.isArray(dryRun) && dryRun.length === 0);
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
