import {
  clusterClient,
  namespacedClient,
  type ResourceClient,
  statusClient,
  type StatusClient,
  subresourceClient,
  type SubresourceClient,
} from '../client/index.js';
import { requireGivenNamespace, untypedClusterResource, untypedNamespacedResource } from '../client/informers.js';
import { restClientFor } from '../client/rest-client-for.js';
import {
  type ApplyConfiguration,
  type CreateOptions,
  groupResourceString,
  type GroupVersionResource,
  type Input,
  type KubeList,
  type StoredMeta,
  type TypeMeta,
  type UpdateInput,
  type UpdateOptions,
} from '../meta/index.js';
import type { RESTClient, RESTConfig } from '../rest/index.js';

/** An object of any kind, as it was read. Fields other than type and metadata are unknown. */
export interface Unstructured extends TypeMeta {
  /** The metadata. */
  metadata: StoredMeta;
  [field: string]: unknown;
}

/** A list of objects of any kind. */
export type UnstructuredList = KubeList<Unstructured>;

/** An object of any kind to create. It must state its kind. `apiVersion` defaults to the resource's. */
export type UnstructuredInput = Input<Unstructured> & { kind: string };

/** The fields of an object of any kind that an applier wants to own. */
export interface UnstructuredApplyConfiguration extends ApplyConfiguration {
  [field: string]: unknown;
}

/** All verbs of a resource, its status and its other subresources. They behave and fail as those of typed clients do. */
export interface DynamicResourceClient
  extends
    ResourceClient<Unstructured, UnstructuredList, UnstructuredApplyConfiguration>,
    StatusClient<Unstructured, UnstructuredApplyConfiguration> {
  /** Stores a new object and resolves with what was stored. Rejects with `isAlreadyExists` where its name is taken. */
  create(object: UnstructuredInput, options?: CreateOptions): Promise<Unstructured>;
  /** Subresources by name: `scale`, `eviction`, `log`. */
  readonly subresources: SubresourceClient;
}

/** The objects of one namespace. */
export interface DynamicNamespacedClient extends DynamicResourceClient {
  /** The namespace. */
  readonly namespace: string;
}

/** The objects of a cluster-scoped resource, or of a namespaced resource in all namespaces. The latter can only be read. */
export interface DynamicNamespaceableClient extends DynamicResourceClient {
  /**
   * Returns a client of one namespace.
   *
   * Throws a TypeError for an empty namespace, so that a missing value does not select all namespaces.
   */
  namespace(namespace: string): DynamicNamespacedClient;
}

/** A client of resources that are chosen at run time. */
export interface DynamicClient {
  /** The client that sends all requests. */
  readonly rest: RESTClient;
  /** Returns a client of a resource. Sends nothing. */
  resource(gvr: GroupVersionResource): DynamicNamespaceableClient;
}

/**
 * Creates a dynamic client over a config, with its own connection pool, or over an existing REST client.
 *
 * @example
 * ```ts
 * import { createDynamicClient } from 'kube-client-runtime';
 *
 * const dynamic = createDynamicClient(rest);
 * const configMaps = dynamic.resource({ group: '', version: 'v1', resource: 'configmaps' }).namespace('default');
 * await configMaps.create({ kind: 'ConfigMap', metadata: { name: 'settings' }, data: { replicas: '3' } });
 * (await configMaps.get('settings'))['data']; // => { replicas: '3' }
 * ```
 */
export function createDynamicClient(configOrRest: RESTConfig | RESTClient): DynamicClient {
  const rest = restClientFor(configOrRest);
  return {
    rest,
    resource: (gvr) => {
      const resource = untypedClusterResource<Unstructured, UnstructuredList, UnstructuredApplyConfiguration>(gvr);
      return {
        ...allVerbs(gvr, clusterClient(rest, resource), statusClient(rest, resource), subresourceClient(rest, resource)),
        namespace: (namespace) => namespaced(rest, gvr, namespace),
      };
    },
  };
}

function namespaced(rest: RESTClient, gvr: GroupVersionResource, namespace: string): DynamicNamespacedClient {
  requireGivenNamespace(gvr, namespace);
  const resource = untypedNamespacedResource<Unstructured, UnstructuredList, UnstructuredApplyConfiguration>(gvr);
  const client = namespacedClient(rest, resource, namespace);
  const [status, subresources] = [statusClient(rest, resource, namespace), subresourceClient(rest, resource, namespace)];
  return { namespace, ...allVerbs(gvr, client, status, subresources) };
}

type Verbs = ResourceClient<Unstructured, UnstructuredList, UnstructuredApplyConfiguration>;

function allVerbs(
  gvr: GroupVersionResource,
  client: Verbs,
  status: StatusClient<Unstructured, UnstructuredApplyConfiguration>,
  subresources: SubresourceClient,
): DynamicResourceClient {
  return {
    ...client,
    ...status,
    create: async (object: UnstructuredInput, options?: CreateOptions) => {
      requireKind(gvr, 'create', object);
      return client.create(object, options);
    },
    update: async (object: UpdateInput<Unstructured>, options?: UpdateOptions) => {
      requireKind(gvr, 'update', object);
      return client.update(object, options);
    },
    updateStatus: async (object: UpdateInput<Unstructured>, options?: UpdateOptions) => {
      requireKind(gvr, 'update', object);
      return status.updateStatus(object, options);
    },
    subresources,
  };
}

/** Checks that an object has a kind. Programs without types can omit it. */
function requireKind(gvr: GroupVersionResource, verb: 'create' | 'update', { kind }: { kind?: string | undefined }): void {
  if (!kind)
    throw new TypeError(`${groupResourceString(gvr)}: the object to ${verb} has no kind (a dynamic client does not know it)`);
}
