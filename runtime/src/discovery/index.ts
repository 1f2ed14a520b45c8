/**
 * Discovery: the groups, versions and resources of a server, its OpenAPI documents, and mappers from kinds to resources.
 *
 * `createDiscoveryClient` asks the server each time; `createCachedDiscoveryClient` remembers. `newDeferredDiscoveryRESTMapper`
 * maps kinds.
 *
 * @packageDocumentation
 */
export type { ServerGroupsAndResources } from './aggregated.js';
export { createCachedDiscoveryClient } from './cached-discovery.js';
export type { CachedDiscoveryClient } from './cached-discovery.js';
export { newDiscoveryCategoryExpander, newShortcutExpander } from './expanders.js';
export type { CategoryExpander } from './expanders.js';
export { createDiscoveryClient, isResourceEnabled } from './discovery-client.js';
export type { DiscoveryClient, OpenAPIV3Path, ServerResources } from './discovery-client.js';
export {
  AmbiguousKindError,
  AmbiguousResourceError,
  isAmbiguousError,
  isNoMatchError,
  NoKindMatchError,
  NoResourceMatchError,
} from './mapping-errors.js';
export type { PartialResource } from './mapping-errors.js';
export { newDeferredDiscoveryRESTMapper, newDiscoveryRESTMapper } from './rest-mapper.js';
export type { ResettableRESTMapper, RESTMapper, RESTMapping, RESTScope } from './rest-mapper.js';
