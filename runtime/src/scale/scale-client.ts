import { subresourceClient, type Scale, type ScaleApplyConfiguration, type SubresourceClient } from '../client/index.js';
import { requireGivenNamespace, untypedClusterResource, untypedNamespacedResource } from '../client/informers.js';
import { objectName } from '../client/object-identity.js';
import { restClientFor } from '../client/rest-client-for.js';
import {
  createCachedDiscoveryClient,
  createDiscoveryClient,
  newDeferredDiscoveryRESTMapper,
  type PartialResource,
  type RESTMapper,
} from '../discovery/index.js';
import { UnexpectedObjectError } from '../errors/index.js';
import {
  groupResourceString,
  type ApplyOptions,
  type CallOptions,
  type GetOptions,
  type GroupVersionResource,
  type PatchOptions,
  type UpdateInput,
  type UpdateOptions,
} from '../meta/index.js';
import type { Patch } from '../patch/index.js';
import type { RESTClient, RESTConfig } from '../rest/index.js';

/**
 * The scales of resources in one namespace. A resource is its group and plural (`{ group: 'apps', resource: 'deployments' }`); a
 * REST mapper finds the version.
 *
 * Calls reject as those of typed clients do, and as the mapper does.
 * Rejects with an error for `isUnexpectedObject` if the scale is not of `autoscaling/v1`.
 */
export interface ScaleInterface {
  /**
   * Returns the scale of an object.
   *
   * Rejects with an error for `isNotFound` if the object does not exist or has no scale.
   */
  get(resource: PartialResource, name: string, options?: GetOptions): Promise<Scale>;
  /**
   * Sets the replicas.
   *
   * Rejects with an error for `isConflict` if the object has changed since its scale was read.
   */
  update(resource: PartialResource, scale: UpdateInput<Scale>, options?: UpdateOptions): Promise<Scale>;
  /** Sets the replicas without a version check: `mergePatch({ spec: { replicas } })`. */
  patch(resource: PartialResource, name: string, patch: Patch<Scale>, options?: PatchOptions): Promise<Scale>;
  /** Sets the replicas by server-side apply. */
  apply(resource: PartialResource, configuration: ScaleApplyConfiguration, options: ApplyOptions): Promise<Scale>;
}

/** A client of scales. */
export interface ScalesGetter {
  /** The client that sends all requests. */
  readonly rest: RESTClient;
  /**
   * Returns the scales of one namespace, or of cluster-scoped resources without a namespace.
   *
   * Throws a TypeError for an empty namespace.
   */
  scales(namespace?: string): ScaleInterface;
}

/**
 * Creates a scale client over a config, with its own connection pool, or over an existing REST client.
 *
 * Default of `mapper`: a mapper that reads the server's discovery on first use
 *
 * @example
 * ```ts
 * import { createScaleClient, mergePatch } from 'kube-client-runtime';
 *
 * const labels = { app: 'web' };
 * const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
 * await clientset.appsV1.deployments('default').create({ metadata: { name: 'web' }, spec: { selector: { matchLabels: labels }, template } });
 *
 * const scales = createScaleClient(rest).scales('default');
 * const scale = await scales.patch({ group: 'apps', resource: 'deployments' }, 'web', mergePatch({ spec: { replicas: 3 } }));
 * scale.spec?.replicas; // => 3
 * ```
 */
export function createScaleClient(configOrRest: RESTConfig | RESTClient, mapper?: Pick<RESTMapper, 'resourceFor'>): ScalesGetter {
  const rest = restClientFor(configOrRest);
  const known = mapper ?? newDeferredDiscoveryRESTMapper(createCachedDiscoveryClient(createDiscoveryClient(rest)));
  return {
    rest,
    scales: (namespace) => {
      if (namespace === undefined) return scalesOver(known, (gvr) => subresourceClient(rest, untypedClusterResource(gvr)));
      requireGivenNamespace({ group: '', resource: 'scales' }, namespace);
      return scalesOver(known, (gvr) => subresourceClient(rest, untypedNamespacedResource(gvr), namespace));
    },
  };
}

function scalesOver(
  mapper: Pick<RESTMapper, 'resourceFor'>,
  clientOf: (gvr: GroupVersionResource) => SubresourceClient,
): ScaleInterface {
  /** Sends a request to the scale of an object after the mapper has found its resource. */
  const ask = async (
    resource: PartialResource,
    { signal, timeoutMs }: CallOptions,
    call: (client: SubresourceClient) => Promise<Scale>,
  ): Promise<Scale> => {
    const gvr = await mapper.resourceFor(resource, { signal, timeoutMs });
    return requireScale(gvr, await call(clientOf(gvr)));
  };
  return {
    get: (resource, name, options = {}) => ask(resource, options, (client) => client.get<Scale>('scale', name, options)),
    update: async (resource, scale, options = {}) => {
      const name = objectName({ plural: 'scales' }, 'update', scale);
      return ask(resource, options, (client) => client.update<Scale>('scale', name, scale, options));
    },
    patch: (resource, name, patch, options = {}) =>
      ask(resource, options, (client) => client.patch<Scale>('scale', name, patch, options)),
    apply: async (resource, configuration, options) => {
      const name = objectName({ plural: 'scales' }, 'apply', configuration);
      return ask(resource, options, (client) => client.apply<Scale>('scale', name, configuration, options));
    },
  };
}

/** Checks the version of a scale. Servers before 1.16 have other versions. */
function requireScale(gvr: GroupVersionResource, answer: Scale): Scale {
  const type: { readonly apiVersion: string; readonly kind: string } = answer;
  if (type.apiVersion === 'autoscaling/v1' && type.kind === 'Scale') return answer;
  const found = `${type.apiVersion}, Kind=${type.kind}`;
  throw new Error(
    `the scale subresource of ${groupResourceString(gvr)} answered with ${found}, not with autoscaling/v1, Kind=Scale`,
    {
      cause: new UnexpectedObjectError(answer),
    },
  );
}
