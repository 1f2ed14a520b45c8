import type { ServerRequest, ServerResponse } from '../handlers/request.js';
import type { JsonObject } from '../json/json.js';
import type { ResourceDefinition, Subresource } from '../resources/definition.js';
import type { Registry } from '../resources/registry.js';
import { apiGroup, apiGroups, apiResources, coreVersions } from './legacy.js';

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Responds to the discovery paths of the server. Returns undefined for other paths. */
export function discover(registry: Registry, request: ServerRequest): ServerResponse | undefined {
  if (request.method !== 'GET') return undefined;
  const segments = request.path.split('/').filter((segment) => segment !== '');
  const [root, first, second] = segments;
  if (root === 'api') {
    if (segments.length === 1) {
      return wantsAggregated(request) ? aggregated(registry, (group) => group === '') : json(coreVersions());
    }
    if (segments.length === 2 && first !== undefined && registry.hasVersion('', first))
      return json(apiResources(registry, '', first));
  }
  if (root === 'apis') {
    if (segments.length === 1) {
      return wantsAggregated(request) ? aggregated(registry, (group) => group !== '') : json(apiGroups(registry));
    }
    if (first === undefined || first === '' || registry.versions(first).length === 0) return undefined;
    if (segments.length === 2) return json(apiGroup(registry, first));
    if (segments.length === 3 && second !== undefined && registry.hasVersion(first, second)) {
      return json(apiResources(registry, first, second));
    }
  }
  return undefined;
}

/** Whether a client accepts the aggregated form. Clients that do list it first. */
function wantsAggregated({ headers }: ServerRequest): boolean {
  return (headers['accept'] ?? '').split(',').some((clause) => {
    const parts = new Set(clause.split(';').map((part) => part.trim()));
    return parts.has('g=apidiscovery.k8s.io') && parts.has('v=v2') && parts.has('as=APIGroupDiscoveryList');
  });
}

function json(value: JsonObject): ServerResponse {
  return { status: 200, headers: {}, body: { type: 'json', value } };
}

function aggregated(registry: Registry, of: (group: string) => boolean): ServerResponse {
  const value = aggregatedDiscovery(registry, of);
  return { status: 200, headers: { vary: 'Accept' }, contentType: aggregatedType, body: { type: 'json', value } };
}

/**
 * Returns the complete discovery in one document.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export function aggregatedDiscovery(registry: Registry, of: (group: string) => boolean): JsonObject {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: registry
      .groups()
      .filter(of)
      .map((group) => ({
        metadata: group === '' ? {} : { name: group },
        versions: registry.versions(group).map((version) => ({
          version,
          resources: registry.resources(group, version).map(resourceEntry),
          freshness: 'Current',
        })),
      })),
  };
}

function resourceEntry(definition: ResourceDefinition): JsonObject {
  const { plural, kind, namespaced, singular, verbs, shortNames, categories, subresources, group, version, custom } = definition;
  return {
    resource: plural,
    responseKind: custom === undefined ? { group: '', version: '', kind } : { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: [...verbs],
    ...(shortNames.length > 0 && { shortNames: [...shortNames] }),
    ...(categories.length > 0 && { categories: [...categories] }),
    ...(subresources.length > 0 && { subresources: subresources.map((item) => subresourceEntry(definition, item)) }),
  };
}

function subresourceEntry({ group, version, custom }: ResourceDefinition, subresource: Subresource): JsonObject {
  // For built-in kinds a real server lists only what differs from the resource itself.
  const own = custom === undefined ? { group: '', version: '' } : { group, version };
  return {
    subresource: subresource.name,
    responseKind: { group: subresource.group ?? own.group, version: subresource.version ?? own.version, kind: subresource.kind },
    verbs: [...subresource.verbs],
  };
}
