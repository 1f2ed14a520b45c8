import type { JsonObject } from '../json/json.js';
import type { Registry } from '../resources/registry.js';
import type { ResourceDefinition, Subresource } from '../resources/definition.js';

/** The whole of discovery in one document. Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
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
  const { plural, kind, namespaced, singular, verbs, shortNames, categories, subresources, group, version } = definition;
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: [...verbs],
    ...(shortNames.length > 0 && { shortNames: [...shortNames] }),
    ...(categories.length > 0 && { categories: [...categories] }),
    ...(subresources.length > 0 && { subresources: subresources.map((item) => subresourceEntry(definition, item)) }),
  };
}

function subresourceEntry(definition: ResourceDefinition, subresource: Subresource): JsonObject {
  return {
    subresource: subresource.name,
    responseKind: {
      group: subresource.group ?? definition.group,
      version: subresource.version ?? definition.version,
      kind: subresource.kind,
    },
    verbs: [...subresource.verbs],
  };
}
