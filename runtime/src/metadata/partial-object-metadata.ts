import type { KubeList, StoredMeta, TypeMeta } from '../meta/index.js';

/**
 * The metadata of an object of any kind.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
 */
export interface PartialObjectMetadata extends TypeMeta {
  /** The version of the form. */
  apiVersion: 'meta.k8s.io/v1';
  /** The kind of the form. */
  kind: 'PartialObjectMetadata';
  /** The metadata. */
  metadata: StoredMeta;
}

/** A list of metadata. */
export type PartialObjectMetadataList = KubeList<PartialObjectMetadata>;

/** An object as it was received, complete or reduced to its metadata. */
export interface ObjectWithMetadata extends TypeMeta {
  /** The metadata. */
  metadata: StoredMeta;
}

/** Returns the metadata of an object. The metadata is not copied. */
export function partialOf({ metadata }: ObjectWithMetadata): PartialObjectMetadata {
  return { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata };
}

/** Returns the metadata of each item of a list. */
export function partialListOf({ metadata, items }: KubeList<ObjectWithMetadata>): PartialObjectMetadataList {
  return { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadataList', metadata, items: items.map(partialOf) };
}
