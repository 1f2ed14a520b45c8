import type { APIResource, APIResourceList } from '../meta/index.js';
import type { ServerGroupsAndResources } from './aggregated.js';

/** Resources, and the group versions that could not be read. */
export interface ServerResources {
  /** One list per group version, in the order of the groups and their versions. */
  resources: APIResourceList[];
  /** The group versions that could not be read, with their errors. */
  failed: Map<string, Error>;
}

/**
 * Returns each resource once, in the version that the server prefers for its group, or in the first version that has it. Omits
 * subresources.
 */
export function preferredResources({ groups, resources, failed }: ServerGroupsAndResources): ServerResources {
  const lists = new Map(resources.map((list) => [list.groupVersion, list]));
  const chosen = groups.flatMap(({ versions, preferredVersion }) => {
    const found = versions.flatMap(({ groupVersion }) => lists.get(groupVersion) ?? []);
    const homes = new Map<string, string>();
    for (const { groupVersion, resources: listed } of found) {
      for (const { name } of listed) {
        if (!homes.has(name) || groupVersion === preferredVersion?.groupVersion) homes.set(name, groupVersion);
      }
    }
    return found.map((list) => only(list, ({ name }) => !name.includes('/') && homes.get(name) === list.groupVersion));
  });
  return { resources: chosen, failed };
}

/** Returns the resources that live in namespaces, without empty lists. */
export function namespacedResources({ resources, failed }: ServerResources): ServerResources {
  const namespaced = resources.map((list) => only(list, (resource) => resource.namespaced));
  return { resources: namespaced.filter((list) => list.resources.length > 0), failed };
}

function only(list: APIResourceList, wanted: (resource: APIResource) => boolean): APIResourceList {
  return { ...list, resources: list.resources.filter(wanted) };
}
