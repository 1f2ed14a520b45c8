import type {
  ApplyConfiguration,
  ClusterResource,
  InputOf,
  KubeList,
  NamespacedResource,
  Resource,
  Status,
  TypeMeta,
  WatchEvent,
} from '../meta/index.js';
import { buildRequest, type RESTClient } from '../rest/index.js';
import { defaultLogger } from '../util/index.js';
import { watch, type WatchCallOptions } from '../watch/index.js';
import { iterate } from './iterate.js';
import { fillListTypes, objectName, withType } from './object-identity.js';
import { readWholeList } from './read-list.js';
import type { AllNamespacesClient, ClusterClient, CollectionClient, NamespacedClient, ResourceClient } from './types.js';

/** Creates a client of the objects of one namespace, with all verbs. Sends nothing. */
export function namespacedClient<T extends TypeMeta, L extends KubeList<T>, A extends ApplyConfiguration, I = unknown>(
  rest: RESTClient,
  resource: NamespacedResource<T, L, A, I>,
  namespace: string,
): NamespacedClient<T, L, A, InputOf<T, I>> {
  return { namespace, ...resourceClient(rest, resource, namespace) };
}

/** Creates a client of a cluster-scoped resource, with all verbs. Sends nothing. */
export function clusterClient<T extends TypeMeta, L extends KubeList<T>, A extends ApplyConfiguration, I = unknown>(
  rest: RESTClient,
  resource: ClusterResource<T, L, A, I>,
): ClusterClient<T, L, A, InputOf<T, I>> {
  return resourceClient(rest, resource, undefined);
}

/** Creates a client that reads the objects of all namespaces. */
export function allNamespacesClient<T extends TypeMeta, L extends KubeList<T>, A>(
  rest: RESTClient,
  resource: NamespacedResource<T, L, A>,
): AllNamespacesClient<T, L> {
  return collectionClient(rest, resource, undefined);
}

function collectionClient<T extends TypeMeta, L extends KubeList<T>, A>(
  rest: RESTClient,
  resource: Resource<T, L, A>,
  namespace: string | undefined,
): CollectionClient<T, L> {
  const list: CollectionClient<T, L>['list'] = async (options = {}) => {
    const request = buildRequest({ verb: 'list', resource, namespace, options });
    return readWholeList<T, L>(rest, request, resource, options);
  };
  return {
    list,
    iterate: (options = {}) => iterate<T>(list, options),
    watch: (options = {}): AsyncIterableIterator<WatchEvent<T>> =>
      watch<T>(rest, buildRequest({ verb: 'watch', resource, namespace, options }), { ...options, resource, warn: warner(rest) }),
  };
}

function warner({ config }: RESTClient): NonNullable<WatchCallOptions['warn']> {
  return (message, fields) => (config.logger ?? defaultLogger).warn(message, fields);
}

/** Creates a client with all verbs. A namespaced resource needs a namespace. */
export function resourceClient<T extends TypeMeta, L extends KubeList<T>, A extends ApplyConfiguration, I = unknown>(
  rest: RESTClient,
  resource: Resource<T, L, A, I>,
  namespace: string | undefined,
): ResourceClient<T, L, A, InputOf<T, I>> {
  return {
    ...collectionClient(rest, resource, namespace),
    create: async (object, options = {}) =>
      rest.request<T>(buildRequest({ verb: 'create', resource, namespace, body: withType(resource, object), options }), options),
    update: async (object, options = {}) => {
      const name = objectName(resource, 'update', object);
      return rest.request<T>(
        buildRequest({ verb: 'update', resource, namespace, name, body: withType(resource, object), options }),
        options,
      );
    },
    get: async (name, options = {}) =>
      rest.request<T>(buildRequest({ verb: 'get', resource, namespace, name, options }), options),
    patch: async (name, patch, options = {}) =>
      rest.request<T>(
        buildRequest({ verb: 'patch', resource, namespace, name, contentType: patch.type, body: patch.body, options }),
        options,
      ),
    apply: async (configuration, options) => {
      const name = objectName(resource, 'apply', configuration);
      return rest.request<T>(buildRequest({ verb: 'apply', resource, namespace, name, body: configuration, options }), options);
    },
    delete: async (name, options = {}) =>
      rest.request<T | Status>(buildRequest({ verb: 'delete', resource, namespace, name, options }), options),
    deleteCollection: async (options = {}) => {
      const answer = await rest.request<L | Status>(
        buildRequest({ verb: 'deletecollection', resource, namespace, options }),
        options,
      );
      if ('items' in answer) fillListTypes(resource, answer);
      return answer;
    },
  };
}
