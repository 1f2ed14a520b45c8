import type { Documentation, Property, Schema, TypeName } from './schema.js';

/** A type that is emitted under its own name. */
export type NamedType = ObjectType | AliasType;

/** An object with known fields. */
export interface ObjectType {
  readonly kind: 'object';
  /**
   * An identifier that begins with a capital, unique in the group version. It never ends in `ApplyConfiguration` after something else
   * and hides no type of the language (`Record`, `Promise`). Of a CRD it is none of what is generated beside a resource
   * (`RedisClusterClient`, `…Lister`, `…Informer`, `…Input`); a definition of OpenAPI keeps its name, whatever that is. It may be the
   * name of something that the runtime exports (`Condition`, `Status`, `Event`).
   */
  readonly name: string;
  /** Of an inline part of a kind this is the comment of the field too, which then carries only what belongs to the place (`@default`). */
  readonly documentation: Documentation;
  /** In the order in which they are printed. For a kind this includes `apiVersion`, `kind` and `metadata`, as the schema has them. */
  readonly properties: readonly Property[];
  /** Fields that are not known may be there too (`x-kubernetes-preserve-unknown-fields`, or `additionalProperties` beside properties). */
  readonly open?: Schema;
  /** What the object is, where it is one of the API's objects rather than a part of one. */
  readonly role?: KindRole;
}

/** A name for another type: structurally equal parts of one kind, enums and scalars that the document names. */
export interface AliasType {
  readonly kind: 'alias';
  readonly name: string;
  readonly documentation: Documentation;
  readonly of: Schema;
}

/** What part an object of the API plays. */
export type KindRole =
  /** It can be read, so its metadata is complete: `StoredMeta`, or `NamespacedStoredMeta`. `hasStatus`: there is a status subresource. */
  | { readonly is: 'stored'; readonly apiKind: string; readonly namespaced: boolean; readonly hasStatus: boolean }
  /** It is only ever sent (reviews, `Binding`, `Eviction`) or only embedded: plain metadata. */
  | { readonly is: 'plain'; readonly apiKind: string }
  /** The list of a kind. */
  | { readonly is: 'list'; readonly apiKind: string; readonly items: TypeName };
