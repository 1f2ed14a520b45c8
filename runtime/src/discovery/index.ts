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
export { newDiscoveryCategoryExpander } from './category-expander.js';
export type { CategoryExpander } from './category-expander.js';
export { createDiscoveryClient } from './discovery-client.js';
export type { DiscoveryClient, OpenAPIV3Path } from './discovery-client.js';
export {
  AmbiguousKindError,
  AmbiguousResourceError,
  isAmbiguousError,
  isNoMatchError,
  NoKindMatchError,
  NoResourceMatchError,
} from './mapping-errors.js';
export type { PartialResource } from './mapping-errors.js';
export type { ServerResources } from './preferred.js';
export { isResourceEnabled } from './resource-enabled.js';
export { newDeferredDiscoveryRESTMapper, newDiscoveryRESTMapper } from './rest-mapper.js';
export type { ResettableRESTMapper, RESTMapper, RESTMapping, RESTScope } from './rest-mapper.js';
export { newShortcutExpander } from './shortcut-expander.js';
