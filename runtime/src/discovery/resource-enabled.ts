import { isNotFound } from '../errors/index.js';
import { groupVersionString, type CallOptions, type GroupVersionResource } from '../meta/index.js';
import type { DiscoveryClient } from './discovery-client.js';

/** Whether the server has the resource, in this very version. One request, or none to a client that remembers. Rejects as that does. */
export async function isResourceEnabled(
  discovery: Pick<DiscoveryClient, 'serverResourcesForGroupVersion'>,
  gvr: GroupVersionResource,
  options?: CallOptions,
): Promise<boolean> {
  try {
    const { resources } = await discovery.serverResourcesForGroupVersion(groupVersionString(gvr), options);
    return resources.some(({ name }) => name === gvr.resource);
  } catch (error) {
    // A server without the group version has none of its resources.
    if (isNotFound(error)) return false;
    throw error;
  }
}
