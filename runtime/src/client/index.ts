export { newInformerFactory, resourceInformer, type ResourceInformer } from './informers.js';
export * from './lister-watcher.js';
export * from './per-namespace.js';
export * from './proxy.js';
export { allNamespacesClient, clusterClient, namespacedClient } from './resource-client.js';
export { scaleClient, statusClient } from './status-client.js';
export * from './subresource-client.js';
export type * from './types.js';
export { restClientFor } from './rest-client-for.js';
