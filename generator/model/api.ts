import type { Schema, TypeName } from './schema.js';
import type { NamedType } from './types.js';

/** What is to be generated: every group version, sorted by group, then by version, in code point order. */
export interface ApiModel {
  readonly groupVersions: readonly GroupVersion[];
}

/** One folder of the output. */
export interface GroupVersion {
  /** The empty string is the core group. */
  readonly group: string;
  readonly version: string;
  /** The accessor in the clientset, such as `cacheV1alpha1`. */
  readonly accessor: string;
  /**
   * Where it came from, sorted, for the header comment: the names of CRD files without folders; for OpenAPI documents what they call
   * themselves (`Kubernetes OpenAPI`), which is the same for v2 and v3 and for every file name.
   */
  readonly sources: readonly string[];
  /** Sorted by name. Types only, and no resources, where another group refers into a group that was not asked for. */
  readonly types: readonly NamedType[];
  /** Sorted by kind, then by plural. */
  readonly resources: readonly Resource[];
}

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** A resource: what becomes a descriptor and a client. */
export interface Resource {
  readonly kind: string;
  readonly listKind: string;
  /** As it stands in URLs. */
  readonly plural: string;
  readonly singular: string;
  /**
   * The identifier that functions, constants and clients of the resource are named after, unique in the group version. Mostly the
   * kind, and mostly the name of `object`; another where two resources have one kind (`object.name` is shared then), or where the kind
   * could be the name of something generated (`KeycloakClient`), or hide a type of the language (`Record`).
   * For lower case use `valueName` of `naming/type-name.ts`: `IPAddress` gives `ipAddressResource`.
   */
  readonly typeName: string;
  /** The accessor in the group's client, such as `redisClusters`: an identifier, unique there, and no member of `Object.prototype`. */
  readonly accessor: string;
  readonly namespaced: boolean;
  /** Sorted. */
  readonly verbs: readonly Verb[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** The type of the objects. */
  readonly object: TypeName;
  /** The type of lists; absent where the resource cannot be listed. */
  readonly list?: TypeName;
  /** The warning of a deprecated version, for the types and the client. */
  readonly deprecated?: string;
  /** Sorted by name. */
  readonly subresources: readonly Subresource[];
}

/** What follows an object's name in a URL. */
export interface Subresource {
  /** As it stands in the URL: `status`, `scale`, `eviction`; `vnc/screenshot` where it has several parts. */
  readonly name: string;
  readonly operations: readonly SubresourceOperation[];
}

/** One verb of a subresource. */
export interface SubresourceOperation {
  readonly verb: 'create' | 'get' | 'update' | 'patch' | 'delete' | 'connect';
  /** The HTTP methods of a `connect`, in upper case, sorted; absent otherwise. */
  readonly methods?: readonly string[];
  /** What is sent, and for `patch` what is patched. Absent for `get`, `delete` and `connect`, and if nothing is sent. */
  readonly sends?: SubresourceBody;
  readonly returns: SubresourceBody;
  /** Query parameters beyond those that every verb has (a log's `tailLines`), sorted by name. */
  readonly parameters: readonly QueryParameter[];
}

export type SubresourceBody =
  /** The resource's own object. */
  | { readonly is: 'self' }
  /** `autoscaling/v1` Scale, which the runtime brings. */
  | { readonly is: 'scale' }
  | { readonly is: 'type'; readonly type: TypeName }
  | { readonly is: 'status' }
  /** Any other JSON value: a list, a number, an object without a definition. */
  | { readonly is: 'value'; readonly schema: Schema }
  /** Text, also if the document says nothing about the answer: it may be empty. */
  | { readonly is: 'text' };

export interface QueryParameter {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly description?: string;
}
