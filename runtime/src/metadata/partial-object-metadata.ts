import type { KubeList, StoredMeta, TypeMeta } from '../meta/index.js';

/**
 * The metadata of an object of any kind, and nothing else of it.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
 */
export interface PartialObjectMetadata extends TypeMeta {
  apiVersion: 'meta.k8s.io/v1';
  kind: 'PartialObjectMetadata';
  metadata: StoredMeta;
}

export type PartialObjectMetadataList = KubeList<PartialObjectMetadata>;

/** An object as it came: from a server that leaves everything else out, or from one that knows no such form. */
export interface ObjectWithMetadata extends TypeMeta {
  metadata: StoredMeta;
}

/** What of an object is its metadata. The metadata itself is not copied. */
export function partialOf({ metadata }: ObjectWithMetadata): PartialObjectMetadata {
  return { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata };
}

/** The same of each item of a list. */
export function partialListOf({ metadata, items }: KubeList<ObjectWithMetadata>): PartialObjectMetadataList {
  return { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadataList', metadata, items: items.map(partialOf) };
}
