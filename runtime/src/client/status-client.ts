import type { ApplyConfiguration, ClusterResource, NamespacedResource, Resource, TypeMeta } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import { objectName } from './object-name.js';
import { subresourceClient } from './subresource-client.js';
import { withType } from './type-meta.js';
import type { Scale, ScaleClient, StatusClient } from './types.js';

/** Creates a client of the `status` subresource, in one namespace for namespaced resources. */
export function statusClient<T extends TypeMeta, L, A extends ApplyConfiguration>(
  rest: RESTClient,
  resource: NamespacedResource<T, L, A>,
  namespace: string,
): StatusClient<T, A>;
export function statusClient<T extends TypeMeta, L, A extends ApplyConfiguration>(
  rest: RESTClient,
  resource: ClusterResource<T, L, A>,
): StatusClient<T, A>;
export function statusClient<T extends TypeMeta, L, A extends ApplyConfiguration>(
  rest: RESTClient,
  resource: Resource<T, L, A>,
  namespace?: string,
): StatusClient<T, A> {
  const subresource = subresourceClient(rest, resource, namespace);
  return {
    getStatus: (name, options) => subresource.get<T>('status', name, options),
    updateStatus: async (object, options) =>
      subresource.update<T>('status', objectName(resource, 'update', object), withType(resource, object), options),
    patchStatus: (name, patch, options) => subresource.patch<T>('status', name, patch, options),
    applyStatus: async (configuration, options) =>
      subresource.apply<T>('status', objectName(resource, 'apply', configuration), configuration, options),
  };
}

/** Creates a client of the `scale` subresource, in one namespace for namespaced resources. */
export function scaleClient<T extends TypeMeta, L, A>(
  rest: RESTClient,
  resource: NamespacedResource<T, L, A>,
  namespace: string,
): ScaleClient;
export function scaleClient<T extends TypeMeta, L, A>(rest: RESTClient, resource: ClusterResource<T, L, A>): ScaleClient;
export function scaleClient<T extends TypeMeta, L, A>(
  rest: RESTClient,
  resource: Resource<T, L, A>,
  namespace?: string,
): ScaleClient {
  const subresource = subresourceClient(rest, resource, namespace);
  return {
    getScale: (name, options) => subresource.get<Scale>('scale', name, options),
    updateScale: (name, scale, options) => subresource.update<Scale>('scale', name, scale, options),
    patchScale: (name, patch, options) => subresource.patch<Scale>('scale', name, patch, options),
    applyScale: (name, configuration, options) => subresource.apply<Scale>('scale', name, configuration, options),
  };
}
