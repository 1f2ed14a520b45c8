import type { ApplyConfiguration, Input, KubeList, StoredMeta, TypeMeta } from '../meta/index.js';

/** An object of any kind, as it was read. Fields other than type and metadata are unknown. */
export interface Unstructured extends TypeMeta {
  /** The metadata. */
  metadata: StoredMeta;
  [field: string]: unknown;
}

/** A list of objects of any kind. */
export type UnstructuredList = KubeList<Unstructured>;

/** An object of any kind to create. It must state its kind. `apiVersion` defaults to the resource's. */
export type UnstructuredInput = Input<Unstructured> & { kind: string };

/** The fields of an object of any kind that an applier wants to own. */
export interface UnstructuredApplyConfiguration extends ApplyConfiguration {
  [field: string]: unknown;
}
