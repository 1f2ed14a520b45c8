/**
 * Clients and informers that read only the metadata of objects. They save memory and traffic where nothing else is needed.
 *
 * Start with `createMetadataClient`.
 *
 * @packageDocumentation
 */
export { createMetadataClient } from './metadata-client.js';
export type {
  MetadataClient,
  MetadataNamespaceableClient,
  MetadataNamespacedClient,
  MetadataResourceClient,
  PartialObjectMetadata,
  PartialObjectMetadataList,
} from './metadata-client.js';
export { newMetadataSharedInformerFactory } from './metadata-informer.js';
export type { MetadataSharedInformerFactory } from './metadata-informer.js';
