/**
 * Clients and informers of resources that are chosen at run time. Objects have the type `Unstructured`.
 *
 * Start with `createDynamicClient`. The REST mapper of `kube-client-runtime/discovery` finds the resource of a kind.
 *
 * @packageDocumentation
 */
export { createDynamicClient } from './dynamic-client.js';
export type {
  DynamicClient,
  DynamicNamespaceableClient,
  DynamicNamespacedClient,
  DynamicResourceClient,
  Unstructured,
  UnstructuredApplyConfiguration,
  UnstructuredInput,
  UnstructuredList,
} from './dynamic-client.js';
export { newDynamicSharedInformerFactory } from './dynamic-informer.js';
export type { DynamicSharedInformerFactory } from './dynamic-informer.js';
