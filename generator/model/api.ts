import type { Schema, TypeName } from './schema.js';
import type { NamedType } from './types.js';

/** The complete API to generate. */
export interface ApiModel {
  /** The group versions, sorted by group, then by version, in code point order. */
  readonly groupVersions: readonly GroupVersion[];
}

/** One folder of the output. */
export interface GroupVersion {
  /** The API group. The core group is the empty string. */
  readonly group: string;
  /** The version, such as `v1`. */
  readonly version: string;
  /** The accessor in the clientset, such as `cacheV1alpha1`. */
  readonly accessor: string;
  /**
   * The inputs for the header comment, sorted.
   *
   * A CRD file is named without its folder. An OpenAPI document has the name that it gives to itself (`Kubernetes OpenAPI`),
   * which is the same for v2 and v3 and for every file name.
   */
  readonly sources: readonly string[];
  /**
   * The types, sorted by name. If another group refers into a group that was not asked for, that group has types but no
   * resources.
   */
  readonly types: readonly NamedType[];
  /** Sorted by kind, then by plural. */
  readonly resources: readonly Resource[];
}

/** A verb of a resource in discovery documents. */
export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** A resource of the API, which gets a descriptor and a client. */
export interface Resource {
  /** The kind of the objects. */
  readonly kind: string;
  /** The kind of the lists. */
  readonly listKind: string;
  /** The name in URLs. */
  readonly plural: string;
  /** The singular name, which kubectl accepts. */
  readonly singular: string;
  /**
   * The identifier that names the functions, constants and clients of the resource. It is unique in the group version.
   *
   * Mostly it is the kind, and the name of `object`. It differs if two resources have one kind, which share `object.name` then.
   * It also differs if the kind could be the name of something generated (`KeycloakClient`), or hide a type of the language
   * (`Record`). `valueName` of `naming/type-name.ts` returns the form in lower case: `IPAddress` gives `ipAddressResource`.
   */
  readonly typeName: string;
  /** The accessor in the group's client, such as `redisClusters`: an identifier, unique there, and no member of `Object.prototype`. */
  readonly accessor: string;
  /** Whether each object is in a namespace. */
  readonly namespaced: boolean;
  /** The verbs, sorted. */
  readonly verbs: readonly Verb[];
  /** The short names, which kubectl accepts. */
  readonly shortNames: readonly string[];
  /** The categories, such as `all`. */
  readonly categories: readonly string[];
  /** The type of the objects. */
  readonly object: TypeName;
  /** The type of lists. Absent if the resource cannot be listed. */
  readonly list?: TypeName;
  /** The warning of a deprecated version, which the comments of types and client repeat. */
  readonly deprecated?: string;
  /** The subresources, sorted by name. */
  readonly subresources: readonly Subresource[];
}

/** A part of an object with its own URL, such as `status`. */
export interface Subresource {
  /** The name in the URL: `status`, `scale`, `eviction`. It may have several segments: `vnc/screenshot`. */
  readonly name: string;
  /** The verbs of the subresource. */
  readonly operations: readonly SubresourceOperation[];
}

/** One verb of a subresource. */
export interface SubresourceOperation {
  /** The verb. `connect` stands for all methods of a proxy or a stream. */
  readonly verb: 'create' | 'get' | 'update' | 'patch' | 'delete' | 'connect';
  /** The HTTP methods of a `connect`, in upper case, sorted; absent otherwise. */
  readonly methods?: readonly string[];
  /**
   * The body of the request. For `patch`, it is the object that is patched. Absent for `get`, `delete` and `connect`, and if
   * nothing is sent.
   */
  readonly sends?: SubresourceBody;
  /** The body of the response. */
  readonly returns: SubresourceBody;
  /** Query parameters beyond those that every verb has (a log's `tailLines`), sorted by name. */
  readonly parameters: readonly QueryParameter[];
}

/** The body of a request or response of a subresource. */
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

/** A query parameter of a subresource. */
export interface QueryParameter {
  /** The name in the URL. */
  readonly name: string;
  /** The type of the value. */
  readonly type: 'string' | 'number' | 'boolean';
  /** The text of the document about it. */
  readonly description?: string;
}
