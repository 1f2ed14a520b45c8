/**
 * The symbols that generated code imports. Generated code imports nothing else from this package.
 *
 * An export of this version is never removed or changed, so that code from an older generator keeps compiling. Incompatible
 * changes go into a `v2` next to this folder. Hand-written code imports from the package root or its documented subpaths instead.
 *
 * @packageDocumentation
 */
export {
  newClusterLister,
  newLister,
  type ClusterLister,
  type Indexer,
  type Lister,
  type SharedIndexInformer,
  type SharedInformerFactory as InformerFactory,
  type SharedInformerFactoryOptions as InformerFactoryOptions,
} from '../../cache/index.js';
export {
  allNamespacesClient,
  clusterClient,
  namespacedClient,
  newInformerFactory,
  scaleClient,
  statusClient,
  subresourceClient,
  type AllNamespacesClient,
  type ClusterClient,
  type LogRequest,
  type NamespacedClient,
  type ProxyRequest,
  type ProxyResponse,
  type Scale,
  type ScaleApplyConfiguration,
  type ScaleClient,
  type StatusClient,
} from '../../client/index.js';
export { resourceInformer } from '../../client/informers.js';
export { perNamespace, requireNamespace } from '../../client/per-namespace.js';
export { restClientFor } from '../../client/rest-client-for.js';
export { createDiscoveryClient, type DiscoveryClient } from '../../discovery/index.js';
export { objectMetaPatchMeta } from '../../meta/index.js';
export type * from '../../meta/index.js';
export type { Patch } from '../../patch/index.js';
export type { AttachOptions, ExecOptions, ExecResult, PortForward, PortForwardOptions } from '../../streams/index.js';
export type { RESTClient, RESTConfig } from '../../rest/index.js';
