import type { Documentation, Property, Schema, TypeName } from './schema.js';

/** A type that is emitted under its own name. */
export type NamedType = ObjectType | AliasType;

/** An object with known fields. */
export interface ObjectType {
  /** The tag of objects. */
  readonly kind: 'object';
  /**
   * An identifier that begins with a capital and is unique in the group version.
   *
   * - It never ends in `ApplyConfiguration` after other characters, and hides no type of the language (`Record`, `Promise`).
   * - In a CRD it never equals a name that is generated for a resource (`RedisClusterClient`, `…Lister`, `…Informer`, `…Input`).
   * - A definition of OpenAPI keeps its name in all cases.
   * - It may equal a name that the runtime exports (`Condition`, `Status`, `Event`).
   */
  readonly name: string;
  /**
   * The comment. For an inline part of a kind, it is the comment of the field as well. The field then has only tags of its own
   * place (`@default`).
   */
  readonly documentation: Documentation;
  /** In the order in which they are printed. For a kind this includes `apiVersion`, `kind` and `metadata`, as the schema has them. */
  readonly properties: readonly Property[];
  /** Fields that are not known may be there too (`x-kubernetes-preserve-unknown-fields`, or `additionalProperties` beside properties). */
  readonly open?: Schema;
  /** The role of an API object. Absent for a part of an object. */
  readonly role?: KindRole;
}

/** A name for another type: structurally equal parts of one kind, enums and scalars that the document names. */
export interface AliasType {
  /** The tag of aliases. */
  readonly kind: 'alias';
  /** The identifier, as for objects. */
  readonly name: string;
  /** The comment. */
  readonly documentation: Documentation;
  /** The aliased type. */
  readonly of: Schema;
}

/** The role of an API object. */
export type KindRole =
  /** It can be read, so its metadata is complete: `StoredMeta`, or `NamespacedStoredMeta`. `hasStatus`: there is a status subresource. */
  | { readonly is: 'stored'; readonly apiKind: string; readonly namespaced: boolean; readonly hasStatus: boolean }
  /** It is only ever sent (reviews, `Binding`, `Eviction`) or only embedded: plain metadata. */
  | { readonly is: 'plain'; readonly apiKind: string }
  /** The list of a kind. */
  | { readonly is: 'list'; readonly apiKind: string; readonly items: TypeName };
