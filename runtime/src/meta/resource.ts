import type { GroupResource } from './api-discovery.js';
import type { KubeList, KubeObject, TypeMeta } from './object-meta.js';

/** A verb that clients can use on a resource. */
export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** A group and a version. */
export interface GroupVersion {
  /** The API group. The empty string is the core group. */
  group: string;
  /** The version, such as `v1beta1`. */
  version: string;
}

/** A kind in a group and version. */
export interface GroupVersionKind extends GroupVersion {
  /** The kind. */
  kind: string;
}

/** A resource in a group and version. */
export interface GroupVersionResource extends GroupVersion {
  /** The plural, in lower case, as in URLs. */
  resource: string;
}

/**
 * The rules of strategic merge patches for a list or map of a built-in kind, and for the fields below it.
 *
 * Source: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export interface PatchMeta {
  /** The rules of the fields of an object, or of the items of a list. A function if the type is recursive or shared. */
  readonly fields?: Readonly<Record<string, PatchMeta | (() => PatchMeta)>>;
  /**
   * The strategies. `merge` matches list items by `key`, or treats the list as a set without one. The API documents `replace` and
   * `retainKeys`.
   */
  readonly strategies?: readonly ('merge' | 'replace' | 'retainKeys')[];
  /** The field that identifies items of a merged list. */
  readonly key?: string;
}

declare const types: unique symbol;

/** The facts about a resource, as plain data. */
export interface ResourceInfo {
  /** The API group. The empty string is the core group. */
  readonly group: string;
  /** The version. */
  readonly version: string;
  /** The kind of the objects. */
  readonly kind: string;
  /** The kind of a list of the objects. */
  readonly listKind: string;
  /** The plural, in lower case, as in URLs. */
  readonly plural: string;
  /** The singular, in lower case. */
  readonly singular: string;
  /** Whether the objects live in namespaces. */
  readonly namespaced: boolean;
  /** The verbs that the server supports. */
  readonly verbs: readonly Verb[];
  /** The names of the subresources, such as `status`. */
  readonly subresources: readonly string[];
  /** Abbreviations, such as `po`. */
  readonly shortNames?: readonly string[];
  /** Groups of resources that include this one, such as `all`. */
  readonly categories?: readonly string[];
  /** The rules of strategic merge patches. Absent if the server does not accept them. */
  readonly patchMeta?: PatchMeta;
}

/**
 * The descriptor of a resource. At run time it is data. Its type also carries the types that are read (`T`), listed (`L`), applied
 * (`A`) and created (`I`). Clients, informers and the controller layer all take one.
 */
export interface Resource<T extends TypeMeta = KubeObject, L = KubeList<T>, A = never, I = unknown> extends ResourceInfo {
  /** Never there at run time; it carries the types. */
  readonly [types]?: { object: T; list: L; apply: A; input: I };
}

/** A resource whose objects live in namespaces. */
export interface NamespacedResource<T extends TypeMeta = KubeObject, L = KubeList<T>, A = never, I = unknown> extends Resource<
  T,
  L,
  A,
  I
> {
  /** True, as the objects live in namespaces. */
  readonly namespaced: true;
}

/** A resource whose objects are cluster-scoped. */
export interface ClusterResource<T extends TypeMeta = KubeObject, L = KubeList<T>, A = never, I = unknown> extends Resource<
  T,
  L,
  A,
  I
> {
  /** False, as the objects are cluster-scoped. */
  readonly namespaced: false;
}

/** A kind without its version. */
export interface GroupKind {
  /** The API group. The empty string is the core group. */
  group: string;
  /** The kind. */
  kind: string;
}

/**
 * Parses an `apiVersion`. `v1` belongs to the core group, `apps/v1` to `apps`; the empty string gives an empty group and version.
 *
 * Throws an Error if there is more than one slash.
 */
export function parseGroupVersion(apiVersion: string): GroupVersion {
  if (apiVersion === '' || apiVersion === '/') return { group: '', version: '' };
  const [first = '', second, ...rest] = apiVersion.split('/');
  if (rest.length > 0) throw new Error(`unexpected GroupVersion string: ${apiVersion}`);
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

/** Formats a group and version as `apiVersion`: `v1` for the core group, otherwise `group/version`. */
export function groupVersionString({ group, version }: Readonly<GroupVersion>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Returns the group, version and kind of an object. */
export function groupVersionKind(object: { readonly apiVersion: string; readonly kind: string }): GroupVersionKind {
  return { ...parseGroupVersion(object.apiVersion), kind: object.kind };
}

/** Formats a resource for messages: `pods`, `deployments.apps`. */
export function groupResourceString({ group, resource }: Readonly<GroupResource>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** Formats a kind for messages: `Pod`, `Deployment.apps`. */
export function groupKindString({ group, kind }: Readonly<GroupKind>): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/**
 * The rules of strategic merge patches for the `metadata` of every kind that accepts them.
 *
 * Source: the `x-kubernetes-patch-*` extensions of ObjectMeta in the OpenAPI document of Kubernetes
 */
export const objectMetaPatchMeta: PatchMeta = {
  fields: {
    finalizers: { strategies: ['merge'] },
    ownerReferences: { strategies: ['merge'], key: 'uid' },
  },
};
