export type { ServerGroupsAndResources } from './aggregated.js';
export { createDiscoveryClient } from './discovery-client.js';
export type { DiscoveryClient, OpenAPIV3Path } from './discovery-client.js';
