import { groupResourceString, parseGroupVersion, type CallOptions, type GroupResource } from '../meta/index.js';
import type { DiscoveryClient } from './discovery-client.js';

/** Tells which resources a category has, such as `all`. */
export interface CategoryExpander {
  /** Each resource once, in the server's order; empty where there is no such category. Rejects as `DiscoveryClient` does. */
  expand(category: string, options?: CallOptions): Promise<GroupResource[]>;
}

/** The categories that discovery says. What could not be asked is left out. */
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
