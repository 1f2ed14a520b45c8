import {
  restClientFor,
  subresourceClient,
  type Scale,
  type ScaleApplyConfiguration,
  type SubresourceClient,
} from '../client/index.js';
import { objectName } from '../client/object-name.js';
import { requireGivenNamespace, untypedClusterResource, untypedNamespacedResource } from '../client/untyped-resource.js';
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
 * The scales of whatever runs in replicas, in one namespace. A resource is given as its group and plural (`{ group: 'apps', resource:
 * 'deployments' }`); a REST mapper finds its version.
 *
 * Every call rejects as those of the typed clients do, and as the mapper does (`isNoMatchError` where the server has no such
 * resource). A scale that is not of `autoscaling/v1` is refused: `isUnexpectedObject`.
 */
export interface ScaleInterface {
  /** Rejects with `isNotFound` where there is no object of that name, or where it has no scale. */
  get(resource: PartialResource, name: string, options?: GetOptions): Promise<Scale>;
  /** Sets the replicas. Rejects with `isConflict` where the object has changed since its scale was read. */
  update(resource: PartialResource, scale: UpdateInput<Scale>, options?: UpdateOptions): Promise<Scale>;
  /** Changes the replicas, whatever they are now: `mergePatch({ spec: { replicas } })`. */
  patch(resource: PartialResource, name: string, patch: Patch<Scale>, options?: PatchOptions): Promise<Scale>;
  /** Server-side apply to the replicas. */
  apply(resource: PartialResource, configuration: ScaleApplyConfiguration, options: ApplyOptions): Promise<Scale>;
}

export interface ScalesGetter {
  /** What all requests go through. */
  readonly rest: RESTClient;
  /** The scales of one namespace; without one, of resources of the cluster. Throws a `TypeError` where it is empty. */
  scales(namespace?: string): ScaleInterface;
}

/**
 * A scale client over a config, with a connection pool of its own, or over a client that is there already.
 * `mapper` tells the versions of resources; the default asks the server's discovery when it is first needed.
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
  /** Makes a request to the scale of an object, once the mapper has told where that is. */
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

/** Servers before 1.16 have scales of other versions. */
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
