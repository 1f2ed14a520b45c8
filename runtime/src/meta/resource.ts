import type { KubeList, KubeObject, TypeMeta } from './object-meta.js';

/** What a client can do with a resource as a whole. */
export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

export interface GroupVersion {
  /** The empty string is the core group. */
  group: string;
  version: string;
}

export interface GroupVersionKind extends GroupVersion {
  kind: string;
}

export interface GroupVersionResource extends GroupVersion {
  /** The plural, in lower case, as it stands in URLs. */
  resource: string;
}

/**
 * How strategic merge patches treat a list or a map of a built-in kind, and what is below it.
 * Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export interface PatchMeta {
  /** The fields of an object, or of the items of a list, that have something to say. A function where the type is recursive or shared. */
  readonly fields?: Readonly<Record<string, PatchMeta | (() => PatchMeta)>>;
  /** `merge` matches the items of a list by `key`, or as a set where there is none; `replace` and `retainKeys` as the API documents them. */
  readonly strategies?: readonly ('merge' | 'replace' | 'retainKeys')[];
  /** The field by which items of a merged list are the same. */
  readonly key?: string;
}

declare const types: unique symbol;

/** What is known of a resource, as plain data. */
export interface ResourceInfo {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  /** The plural, in lower case, as it stands in URLs. */
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly Verb[];
  readonly subresources: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly patchMeta?: PatchMeta;
}

/**
 * The descriptor of a resource: data, and in its type what is read (`T`), listed (`L`) and applied (`A`).
 * Everything that works on resources takes one: clients, informers, the controller layer.
 */
export interface Resource<T extends TypeMeta = KubeObject, L = KubeList<T>, A = never> extends ResourceInfo {
  /** Never there at run time; it carries the types. */
  readonly [types]?: { object: T; list: L; apply: A };
}

/** A resource whose objects live in namespaces. */
export interface NamespacedResource<T extends TypeMeta = KubeObject, L = KubeList<T>, A = never> extends Resource<T, L, A> {
  readonly namespaced: true;
}

/** A resource whose objects belong to the whole cluster. */
export interface ClusterResource<T extends TypeMeta = KubeObject, L = KubeList<T>, A = never> extends Resource<T, L, A> {
  readonly namespaced: false;
}
