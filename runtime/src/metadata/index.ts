export { createMetadataClient } from './metadata-client.js';
export type {
  MetadataClient,
  MetadataNamespaceableClient,
  MetadataNamespacedClient,
  MetadataResourceClient,
} from './metadata-client.js';
export { newMetadataSharedInformerFactory } from './metadata-informer.js';
export type { MetadataSharedInformerFactory } from './metadata-informer.js';
export type { PartialObjectMetadata, PartialObjectMetadataList } from './partial-object-metadata.js';
