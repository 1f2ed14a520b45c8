/**
 * The generic clients behind generated clientsets: one client per resource, its subresources, and the informers over them.
 *
 * Generated code calls these functions with a descriptor. `types.ts` documents the verbs, and is the place to start.
 *
 * @packageDocumentation
 */
export type { GenericInformer, GenericLister } from './generic-informer.js';
export { newInformerFactory } from './informers.js';
export type { ResourceInformer } from './informers.js';
export { newListerWatcher } from './lister-watcher.js';
export type { ListerWatcherOptions } from './lister-watcher.js';
export type { PerNamespace } from './per-namespace.js';
export type { ProxyRequest, ProxyResponse } from './proxy.js';
export { allNamespacesClient, clusterClient, namespacedClient } from './resource-client.js';
export type { ServerIdentity } from './server-identity.js';
export { scaleClient, statusClient } from './status-client.js';
export { subresourceClient } from './subresource-client.js';
export type { SubresourceClient } from './subresource-client.js';
export type * from './types.js';
