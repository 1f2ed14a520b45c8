/**
 * The generic clients behind generated clientsets: one client per resource, its subresources, and the informers over them.
 *
 * Generated code calls these functions with a descriptor. `types.ts` documents the verbs, and is the place to start.
 *
 * @packageDocumentation
 */
export type { GenericInformer, GenericLister } from './generic-informer.js';
export { newInformerFactory, resourceInformer, type ResourceInformer } from './informers.js';
export * from './lister-watcher.js';
export * from './per-namespace.js';
export * from './proxy.js';
export { allNamespacesClient, clusterClient, namespacedClient } from './resource-client.js';
export { scaleClient, statusClient } from './status-client.js';
export * from './subresource-client.js';
export type * from './types.js';
export { restClientFor } from './rest-client-for.js';
