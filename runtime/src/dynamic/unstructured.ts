import type { ApplyConfiguration, Input, KubeList, StoredMeta, TypeMeta } from '../meta/index.js';

/** An object of any kind, as it was read: what all objects have, and fields that nothing is known of. */
export interface Unstructured extends TypeMeta {
  metadata: StoredMeta;
  [field: string]: unknown;
}

export type UnstructuredList = KubeList<Unstructured>;

/** An object of any kind, to create: it says its kind, which the client does not know. `apiVersion` is the resource's where it is left out. */
export type UnstructuredInput = Input<Unstructured> & { kind: string };

/** The fields of an object of any kind that its applier wants to own. */
export interface UnstructuredApplyConfiguration extends ApplyConfiguration {
  [field: string]: unknown;
}
