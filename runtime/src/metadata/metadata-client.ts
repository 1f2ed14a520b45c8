import { clusterClient, type CollectionClient, namespacedClient, type ResourceClient } from '../client/index.js';
import { requireGivenNamespace, untypedClusterResource, untypedNamespacedResource } from '../client/informers.js';
import { restClientFor } from '../client/rest-client-for.js';
import type {
  ApplyConfiguration,
  DeleteCollectionOptions,
  DeleteOptions,
  GetOptions,
  GroupVersionResource,
  KubeList,
  PatchOptions,
  Status,
  StoredMeta,
  TypeMeta,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import type { RESTClient, RESTConfig } from '../rest/index.js';
import { MetadataRESTClient } from './metadata-rest-client.js';

/**
 * The metadata of an object of any kind.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
 */
export interface PartialObjectMetadata extends TypeMeta {
  /** The version of the form. */
  apiVersion: 'meta.k8s.io/v1';
  /** The kind of the form. */
  kind: 'PartialObjectMetadata';
  /** The metadata. */
  metadata: StoredMeta;
}

/** A list of metadata. */
export type PartialObjectMetadataList = KubeList<PartialObjectMetadata>;

/** An object as it was received, complete or reduced to its metadata. */
export interface ObjectWithMetadata extends TypeMeta {
  /** The metadata. */
  metadata: StoredMeta;
}

/** Returns the metadata of an object. The metadata is not copied. */
export function partialOf({ metadata }: ObjectWithMetadata): PartialObjectMetadata {
  return { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata };
}

/** Returns the metadata of each item of a list. */
export function partialListOf({ metadata, items }: KubeList<ObjectWithMetadata>): PartialObjectMetadataList {
  return { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadataList', metadata, items: items.map(partialOf) };
}

/** The verbs that need only metadata. They behave and fail as those of typed clients do. The server omits all other fields. */
export interface MetadataResourceClient extends CollectionClient<PartialObjectMetadata, PartialObjectMetadataList> {
  /**
   * Returns the metadata of an object.
   *
   * Rejects with an error for `isNotFound` if the object does not exist.
   */
  get(name: string, options?: GetOptions): Promise<PartialObjectMetadata>;
  /** Patches an object, typically its labels and annotations: `mergePatch({ metadata: { labels } })`. */
  patch(name: string, patch: Patch<PartialObjectMetadata>, options?: PatchOptions): Promise<PartialObjectMetadata>;
  /** Deletes an object. Resolves with its last or terminating state, or with a `Status` if the server returns no object. */
  delete(name: string, options?: DeleteOptions): Promise<PartialObjectMetadata | Status>;
  /** Deletes what the selectors choose, which without any is everything. */
  deleteCollection(options?: DeleteCollectionOptions): Promise<PartialObjectMetadataList | Status>;
}

/** The objects of one namespace. */
export interface MetadataNamespacedClient extends MetadataResourceClient {
  /** The namespace. */
  readonly namespace: string;
}

/** The objects of a cluster-scoped resource, or of a namespaced resource in all namespaces. The latter can only be read. */
export interface MetadataNamespaceableClient extends MetadataResourceClient {
  /**
   * Returns a client of one namespace.
   *
   * Throws a TypeError for an empty namespace, so that a missing value does not select all namespaces.
   */
  namespace(namespace: string): MetadataNamespacedClient;
}

/** A client of the metadata of resources that are chosen at run time. */
export interface MetadataClient {
  /** The client that sends all requests. It returns complete objects if used directly. */
  readonly rest: RESTClient;
  /** Returns a client of a resource. Sends nothing. */
  resource(gvr: GroupVersionResource): MetadataNamespaceableClient;
}

/**
 * Creates a metadata client over a config, with its own connection pool, or over an existing REST client.
 *
 * @example
 * ```ts
 * import { createMetadataClient } from 'kube-client-runtime';
 *
 * const metadata = createMetadataClient(rest);
 * const { items } = await metadata.resource({ group: '', version: 'v1', resource: 'namespaces' }).list();
 * items.some((namespace) => namespace.metadata.name === 'default'); // => true
 * ```
 */
export function createMetadataClient(configOrRest: RESTConfig | RESTClient): MetadataClient {
  const rest = restClientFor(configOrRest);
  return {
    rest,
    resource: (gvr) => {
      const resource = untypedClusterResource<ObjectWithMetadata, KubeList<ObjectWithMetadata>, ApplyConfiguration>(gvr);
      return {
        ...verbs(rest, (asking) => clusterClient(asking, resource)),
        namespace: (namespace) => namespaced(rest, gvr, namespace),
      };
    },
  };
}

function namespaced(rest: RESTClient, gvr: GroupVersionResource, namespace: string): MetadataNamespacedClient {
  requireGivenNamespace(gvr, namespace);
  const resource = untypedNamespacedResource<ObjectWithMetadata, KubeList<ObjectWithMetadata>, ApplyConfiguration>(gvr);
  return { namespace, ...verbs(rest, (asking) => namespacedClient(asking, resource, namespace)) };
}

type Verbs = ResourceClient<ObjectWithMetadata, KubeList<ObjectWithMetadata>, ApplyConfiguration>;

function verbs(rest: RESTClient, clientOver: (asking: RESTClient) => Verbs): MetadataResourceClient {
  const one = clientOver(new MetadataRESTClient(rest, 'PartialObjectMetadata'));
  const many = clientOver(new MetadataRESTClient(rest, 'PartialObjectMetadataList'));
  return {
    get: async (name, options) => partialOf(await one.get(name, options)),
    patch: async (name, patch: Patch<ObjectWithMetadata>, options) => partialOf(await one.patch(name, patch, options)),
    delete: async (name, options) => {
      const answer = await one.delete(name, options);
      return isObject(answer) ? partialOf(answer) : answer;
    },
    list: async (options) => partialListOf(await many.list(options)),
    async *iterate(options) {
      for await (const object of many.iterate(options)) yield partialOf(object);
    },
    async *watch(options) {
      for await (const event of many.watch(options)) {
        yield event.type === 'BOOKMARK' || event.type === 'ERROR' ? event : { ...event, object: partialOf(event.object) };
      }
    },
    deleteCollection: async (options) => {
      const answer = await many.deleteCollection(options);
      return 'items' in answer ? partialListOf(answer) : answer;
    },
  };
}

function isObject(answer: ObjectWithMetadata | Status): answer is ObjectWithMetadata {
  return answer.kind !== 'Status';
}
