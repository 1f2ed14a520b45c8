/**
 * The shape of a value, free of OpenAPI and of TypeScript. Everything nested that deserves a name has one already:
 * an object with properties is always reached by a `reference`.
 */
export type Schema =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'string' }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  /** `isOpen` if other strings are valid too: Kubernetes may add values to the enums of its own kinds. */
  | { readonly kind: 'enum'; readonly values: readonly EnumValue[]; readonly isOpen?: boolean }
  | { readonly kind: 'array'; readonly items: Schema }
  /** `isRecursive` if an alias refers to itself through this map, which TypeScript allows for an index signature alone. */
  | { readonly kind: 'map'; readonly values: Schema; readonly isRecursive?: boolean }
  /** A type of this model. `embedded` where a kind stands inside another schema, and so has the plain, optional metadata. */
  | { readonly kind: 'reference'; readonly type: TypeName; readonly embedded: boolean }
  /** A type that the runtime brings. */
  | { readonly kind: 'runtime'; readonly type: RuntimeType }
  | { readonly kind: 'union'; readonly of: readonly Schema[] }
  | { readonly kind: 'intersection'; readonly of: readonly Schema[] }
  | { readonly kind: 'nullable'; readonly of: Schema };

/** A value of an enum. */
export type EnumValue = string | number | boolean | null;

/** The name of a type: an identifier that is unique in its group version. */
export interface TypeName {
  /** The API group of the type. */
  readonly group: string;
  /** The version of the type. */
  readonly version: string;
  /** The identifier. */
  readonly name: string;
}

/** A type that replaces a `$ref` into `meta/v1` or a related package. `codegen/v1` exports a type with this name. */
export type RuntimeType =
  | 'APIGroup'
  | 'APIGroupList'
  | 'APIResource'
  | 'APIResourceList'
  | 'APIVersions'
  | 'Condition'
  | 'DeleteOptions'
  | 'FieldSelectorRequirement'
  | 'FieldsV1'
  | 'GroupResource'
  | 'GroupVersionForDiscovery'
  | 'IntOrString'
  | 'KubeObject'
  | 'LabelSelector'
  | 'LabelSelectorRequirement'
  | 'ListMeta'
  | 'ManagedFieldsEntry'
  | 'MicroTime'
  | 'ObjectMeta'
  | 'OwnerReference'
  | 'Preconditions'
  | 'Quantity'
  | 'RawExtension'
  | 'ServerAddressByClientCIDR'
  | 'ShardInfo'
  | 'Status'
  | 'StatusCause'
  | 'StatusDetails'
  | 'Time'
  | 'VersionInfo';

/** The contents of a comment. The text is untrusted input, and the emitter quotes it. */
export interface Documentation {
  /** The author's text. */
  readonly description?: string;
  /** `@minimum 1`, `@pattern ^a$`, … in the order in which they are printed. Values are as JSON prints them, patterns as they are. */
  readonly tags: readonly DocumentationTag[];
}

/** A tag of a comment, such as `@minimum 1`. */
export interface DocumentationTag {
  /** A word such as `minimum`, without the `@`. */
  readonly name: string;
  /** The text after the name. */
  readonly text?: string;
}

/** A field of an object. */
export interface Property {
  /** The JSON name, never changed. */
  readonly name: string;
  /** The type of the value. */
  readonly schema: Schema;
  /** Whether the schema requires the field. */
  readonly required: boolean;
  /** True if the server fills in a required field that an object to create lacks. */
  readonly isDefaulted?: boolean;
  /** The comment of the field. */
  readonly documentation: Documentation;
  /**
   * The fields that identify the items of a list of type `map`. They stay required in apply configurations. Also set if the field
   * contains only such lists.
   */
  readonly mapKeys?: readonly string[];
  /** The merge strategy of strategic merge patches. Absent for the default. */
  readonly patch?: PatchStrategy;
}

/** `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`. */
export interface PatchStrategy {
  /** The strategies in the order of the document. */
  readonly strategies: readonly ('merge' | 'replace' | 'retainKeys')[];
  /** The field that identifies the items of a merged list. */
  readonly mergeKey?: string;
}
