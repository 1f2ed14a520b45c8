import type { JsonObject } from '../json/json.js';
import type { ResourceDefinition, Subresource } from '../resources/definition.js';
import type { Registry } from '../resources/registry.js';

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
