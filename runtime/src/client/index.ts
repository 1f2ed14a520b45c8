/**
 * The generic clients behind generated clientsets: one client per resource, its subresources, and the informers over them.
 *
 * Generated code calls these functions with a descriptor. `types.ts` documents the verbs, and is the place to start.
 *
 * @packageDocumentation
 */
export { newInformerFactory } from './informers.js';
export type { GenericInformer, GenericLister, ResourceInformer } from './informers.js';
export { newListerWatcher } from './lister-watcher.js';
export type { ListerWatcherOptions, ServerIdentity } from './lister-watcher.js';
export type { LogRequest } from './log-request.js';
export type { PerNamespace } from './per-namespace.js';
export { scaleClient, statusClient, subresourceClient } from './subresource-client.js';
export type { ProxyRequest, ProxyResponse, SubresourceClient } from './subresource-client.js';
export { allNamespacesClient, clusterClient, namespacedClient } from './resource-client.js';
export type * from './types.js';
