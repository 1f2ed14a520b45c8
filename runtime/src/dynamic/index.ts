export { createDynamicClient } from './dynamic-client.js';
export type {
  DynamicClient,
  DynamicNamespaceableClient,
  DynamicNamespacedClient,
  DynamicResourceClient,
} from './dynamic-client.js';
export { newDynamicSharedInformerFactory } from './dynamic-informer.js';
export type { DynamicSharedInformerFactory } from './dynamic-informer.js';
export type * from './unstructured.js';
