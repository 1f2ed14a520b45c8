import { resourceClient } from '../client/resource-client.js';
import { isNotFound } from '../errors/index.js';
import type { ApplyConfiguration, Immutable, KubeList, KubeObject, Resource } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import type { CacheListOptions, ObjectKey, Reader, ReadOptions } from './client.js';

/** Creates a reader that reads from the server. It starts no informer. */
export function newApiReader(rest: RESTClient): Reader {
  const clientOf = <T extends KubeObject>(resource: Resource<T, unknown, unknown>, namespace: string | undefined) =>
    // The types of the list and of apply configurations do not matter for reads.
    resourceClient(rest, resource as Resource<T, KubeList<T>, ApplyConfiguration>, namespace);
  return {
    async get<T extends KubeObject>(
      resource: Resource<T, unknown, unknown>,
      { namespace, name }: ObjectKey,
      { signal }: ReadOptions = {},
    ) {
      if (resource.namespaced && !namespace) throw new TypeError(`${resource.plural}: the object to get has no namespace`);
      try {
        const object = await clientOf(resource, resource.namespaced ? namespace : undefined).get(name, { signal });
        return immutable(object);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async list<T extends KubeObject>(
      resource: Resource<T, unknown, unknown>,
      { namespace, labelSelector, index, signal }: CacheListOptions = {},
    ) {
      if (index !== undefined) {
        throw new TypeError(
          `${resource.plural}: the index ${index.name} belongs to a cache (list with the client of the manager)`,
        );
      }
      const client = clientOf(resource, namespace === '' ? undefined : namespace);
      const { items } = await client.list({ signal, ...(labelSelector !== undefined && { labelSelector }) });
      return items.map((item) => immutable(item));
    },
  };
}

/** Returns the object itself: `Immutable` only forbids writes at compile time, so that both readers have one type. */
function immutable<T>(object: T): Immutable<T> {
  return object as unknown as Immutable<T>;
}
