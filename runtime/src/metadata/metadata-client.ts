import { clusterClient, namespacedClient, restClientFor, type CollectionClient, type ResourceClient } from '../client/index.js';
import { requireGivenNamespace, untypedClusterResource, untypedNamespacedResource } from '../client/untyped-resource.js';
import type {
  ApplyConfiguration,
  DeleteCollectionOptions,
  DeleteOptions,
  GetOptions,
  GroupVersionResource,
  KubeList,
  PatchOptions,
  Status,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import type { RESTClient, RESTConfig } from '../rest/index.js';
import { MetadataRESTClient } from './metadata-rest-client.js';
import {
  partialListOf,
  partialOf,
  type ObjectWithMetadata,
  type PartialObjectMetadata,
  type PartialObjectMetadataList,
} from './partial-object-metadata.js';

/**
 * The verbs that need nothing but metadata. They behave and fail as those of the typed clients do; the server leaves everything else
 * of the objects out.
 */
export interface MetadataResourceClient extends CollectionClient<PartialObjectMetadata, PartialObjectMetadataList> {
  /** Rejects with `isNotFound` where there is none of that name. */
  get(name: string, options?: GetOptions): Promise<PartialObjectMetadata>;
  /** Changes parts of the object, mostly its labels and annotations: `mergePatch({ metadata: { labels } })`. */
  patch(name: string, patch: Patch<PartialObjectMetadata>, options?: PatchOptions): Promise<PartialObjectMetadata>;
  /** The object as it was, or as it lives on for a while; a `Status` of success where the server has no more to say. */
  delete(name: string, options?: DeleteOptions): Promise<PartialObjectMetadata | Status>;
  /** Deletes what the selectors choose, which without any is everything. */
  deleteCollection(options?: DeleteCollectionOptions): Promise<PartialObjectMetadataList | Status>;
}

/** The objects of one namespace. */
export interface MetadataNamespacedClient extends MetadataResourceClient {
  readonly namespace: string;
}

/**
 * The objects of a resource of the cluster; of one that lives in namespaces those of all, which can only be read: the server refuses
 * to write them here.
 */
export interface MetadataNamespaceableClient extends MetadataResourceClient {
  /** Throws a `TypeError` for an empty namespace: a variable that was meant to hold one must not turn into all of them. */
  namespace(namespace: string): MetadataNamespacedClient;
}

/** Clients of the metadata of resources that are chosen at run time. */
export interface MetadataClient {
  /** What all requests go through; asked directly, it answers with whole objects. */
  readonly rest: RESTClient;
  /** Nothing is sent before a verb is called. */
  resource(gvr: GroupVersionResource): MetadataNamespaceableClient;
}

/** A metadata client over a config, with a connection pool of its own, or over a client that is there already. */
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
