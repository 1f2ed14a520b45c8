import type { ServerRequest, ServerResponse } from '../handlers/request.js';
import type { JsonObject } from '../json/json.js';
import type { Registry } from '../resources/registry.js';
import { aggregatedDiscovery } from './aggregated.js';
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
