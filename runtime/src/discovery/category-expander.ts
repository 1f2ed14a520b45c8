import { groupResourceString, parseGroupVersion, type CallOptions, type GroupResource } from '../meta/index.js';
import type { DiscoveryClient } from './discovery-client.js';

/** A lookup of the resources in a category, such as `all`. */
export interface CategoryExpander {
  /**
   * Returns the resources of a category in the server's order, or an empty array for an unknown category.
   *
   * Rejects as `DiscoveryClient` does.
   */
  expand(category: string, options?: CallOptions): Promise<GroupResource[]>;
}

/** Creates a category expander over discovery. Group versions that cannot be read are ignored. */
export function newDiscoveryCategoryExpander(discovery: Pick<DiscoveryClient, 'serverGroupsAndResources'>): CategoryExpander {
  return {
    async expand(category, options) {
      const { resources: lists } = await discovery.serverGroupsAndResources(options);
      const members = new Map<string, GroupResource>();
      for (const { groupVersion, resources } of lists) {
        const { group } = parseGroupVersion(groupVersion);
        for (const { name, categories = [] } of resources) {
          const member = { group, resource: name };
          if (categories.includes(category)) members.set(groupResourceString(member), member);
        }
      }
      return [...members.values()];
    },
  };
}
