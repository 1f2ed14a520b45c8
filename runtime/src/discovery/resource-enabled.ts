import { isNotFound } from '../errors/index.js';
import { groupVersionString, type CallOptions, type GroupVersionResource } from '../meta/index.js';
import type { DiscoveryClient } from './discovery-client.js';

/**
 * Whether the server has a resource in exactly this version. Sends one request, or none if the client remembers.
 *
 * Rejects as `DiscoveryClient` does.
 */
export async function isResourceEnabled(
  discovery: Pick<DiscoveryClient, 'serverResourcesForGroupVersion'>,
  gvr: GroupVersionResource,
  options?: CallOptions,
): Promise<boolean> {
  try {
    const { resources } = await discovery.serverResourcesForGroupVersion(groupVersionString(gvr), options);
    return resources.some(({ name }) => name === gvr.resource);
  } catch (error) {
    // A server without the group version does not have the resource.
    if (isNotFound(error)) return false;
    throw error;
  }
}
