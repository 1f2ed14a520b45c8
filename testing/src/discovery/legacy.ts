/**
 * The discovery documents with one path each.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */

import { createHash } from 'node:crypto';
import type { JsonObject } from '../json/json.js';
import type { ResourceDefinition, Subresource } from '../resources/definition.js';
import type { Registry } from '../resources/registry.js';

const anyClient = [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }];

/** Returns the response of `/api`. */
export function coreVersions(): JsonObject {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: anyClient };
}

/** Returns the response of `/apis`. */
export function apiGroups(registry: Registry): JsonObject {
  const groups = registry.groups().filter((group) => group !== '');
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map((group) => groupEntry(registry, group)),
  };
}

/** Returns the response of `/apis/GROUP`. */
export function apiGroup(registry: Registry, group: string): JsonObject {
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(registry, group) };
}

function groupEntry(registry: Registry, group: string): JsonObject {
  const versions = registry.versions(group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

/** Returns the response of `/apis/GROUP/VERSION`, or of `/api/v1` for the core group. */
export function apiResources(registry: Registry, group: string, version: string): JsonObject {
  return {
    kind: 'APIResourceList',
    ...(group !== '' && { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: registry
      .resources(group, version)
      .flatMap((definition) => [
        resourceEntry(definition),
        ...definition.subresources.map((subresource) => subresourceEntry(definition, subresource)),
      ]),
  };
}

function resourceEntry(definition: ResourceDefinition): JsonObject {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = definition;
  const isStored = verbs.includes('get') || verbs.includes('list');
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: [...verbs],
    ...(shortNames.length > 0 && { shortNames: [...shortNames] }),
    ...(categories.length > 0 && { categories: [...categories] }),
    ...(isStored && { storageVersionHash: storageVersionHash(definition) }),
  };
}

/** Kinds that a real server stores in an older version. This server shows it only in their hash. */
const storedInOlder: Readonly<Record<string, string>> = {
  CustomResourceDefinition: 'v1beta1',
  MutatingAdmissionPolicy: 'v1beta1',
  MutatingAdmissionPolicyBinding: 'v1beta1',
};

/** Returns the hash by which clients see whether two versions of a resource are stored in the same version. */
function storageVersionHash({ storageVersion, kind }: ResourceDefinition): string {
  const [version = '', group = ''] = storageVersion.split('/').reverse();
  const hash = createHash('sha256')
    .update(`${group}/${storedInOlder[kind] ?? version}/${kind}`)
    .digest();
  return hash.subarray(0, 8).toString('base64');
}

function subresourceEntry(definition: ResourceDefinition, subresource: Subresource): JsonObject {
  return {
    name: `${definition.plural}/${subresource.name}`,
    singularName: '',
    namespaced: definition.namespaced,
    ...(subresource.group !== undefined && { group: subresource.group, version: subresource.version }),
    kind: subresource.kind,
    verbs: [...subresource.verbs],
  };
}
