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

export type EnumValue = string | number | boolean | null;

/** The name of a type: an identifier that is unique in its group version. */
export interface TypeName {
  readonly group: string;
  readonly version: string;
  readonly name: string;
}

/** What a `$ref` into `meta/v1` and its neighbours becomes. The names are those that `codegen/v1` exports. */
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

/** What a comment says of a value beside its type. Text is as it came: untrusted, to be quoted by whoever prints it. */
export interface Documentation {
  readonly description?: string;
  /** `@minimum 1`, `@pattern ^a$`, … in the order in which they are printed. Values are as JSON prints them, patterns as they are. */
  readonly tags: readonly DocumentationTag[];
}

export interface DocumentationTag {
  /** A word such as `minimum`, without the `@`. */
  readonly name: string;
  readonly text?: string;
}

/** A field of an object. */
export interface Property {
  /** The JSON name, never changed. */
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  /** True if the server fills in a required field that an object to create lacks. */
  readonly isDefaulted?: boolean;
  readonly documentation: Documentation;
  /**
   * Where this field is a list of kind `map`, or holds nothing but such lists: the fields that tell its items apart. They stay required
   * in apply configurations.
   */
  readonly mapKeys?: readonly string[];
  /** How strategic merge patches treat the field. Absent where they do the default. */
  readonly patch?: PatchStrategy;
}

/** `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`. */
export interface PatchStrategy {
  readonly strategies: readonly ('merge' | 'replace' | 'retainKeys')[];
  readonly mergeKey?: string;
}
