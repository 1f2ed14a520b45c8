import type { NotImmutable } from './immutable.js';
import type { InputMeta, ObjectMeta, StoredMeta, TypeMeta } from './object-meta.js';

/** The fields of an object that have the same type in every form. Keeps an index signature. */
type Content<T, Except extends PropertyKey> = { [K in keyof T as K extends Except ? never : K]: T[K] };

/** `apiVersion` and `kind`, which a client fills in. */
interface OptionalTypeMeta<T extends TypeMeta> {
  /** Default: the resource's */
  apiVersion?: T['apiVersion'] | undefined;
  /** Default: the resource's */
  kind?: T['kind'] | undefined;
}

type StatusOf<T> = T extends { status?: infer S } ? { status?: S | undefined } : unknown;

/** The mark of kinds that `create` takes in another form. It exists only in types. */
declare const createdWith: unique symbol;

/** A kind of which some fields differ on `create`: those that are required and have a default may be absent there, at any depth. */
export interface CreatedWith<Fields> {
  readonly [createdWith]?: Fields;
}

/** The fields of an object to create, without those of `Except`. */
type CreatedContent<T, Except extends string> = typeof createdWith extends keyof T
  ? Content<T, Except | keyof CreatedFields<T> | typeof createdWith> & CreatedFields<T>
  : Content<T, Except>;

type CreatedFields<T> = T extends CreatedWith<infer Fields> ? Fields : unknown;

/**
 * An object to create. `apiVersion`, `kind`, `status` and the metadata that the server sets may be absent. A kind with an
 * identity needs `metadata.name` or `metadata.generateName`.
 */
export type Input<T extends TypeMeta> = T extends { metadata: StoredMeta }
  ? NotImmutable &
      CreatedContent<T, 'apiVersion' | 'kind' | 'metadata' | 'status'> &
      OptionalTypeMeta<T> & { metadata: InputMeta } & StatusOf<T>
  : NotImmutable & CreatedContent<T, 'apiVersion' | 'kind'> & OptionalTypeMeta<T>;

/** An object to write back after it was read and changed. Objects from a cache do not compile here. */
export type UpdateInput<T extends TypeMeta> = NotImmutable & T;

/**
 * An object inside another, such as a volume claim template. Its metadata is plain, and `apiVersion` and `kind` may be absent.
 */
export type Embedded<T extends TypeMeta> = Content<T, 'apiVersion' | 'kind' | 'metadata'> &
  OptionalTypeMeta<T> & { metadata?: ObjectMeta | undefined };
