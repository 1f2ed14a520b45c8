import type { NotImmutable } from './immutable.js';
import type { InputMeta, ObjectMeta, StoredMeta, TypeMeta } from './object-meta.js';

/** The fields of an object that have the same type in every form. Keeps an index signature. */
type Content<T, Except extends string> = { [K in keyof T as K extends Except ? never : K]: T[K] };

/** `apiVersion` and `kind`, which a client fills in. */
interface OptionalTypeMeta<T extends TypeMeta> {
  /** Default: the resource's */
  apiVersion?: T['apiVersion'] | undefined;
  /** Default: the resource's */
  kind?: T['kind'] | undefined;
}

type StatusOf<T> = T extends { status?: infer S } ? { status?: S | undefined } : unknown;

/**
 * An object to create. `apiVersion`, `kind`, `status` and the metadata that the server sets may be absent. A kind with an
 * identity needs `metadata.name` or `metadata.generateName`.
 */
export type Input<T extends TypeMeta> = T extends { metadata: StoredMeta }
  ? NotImmutable &
      Content<T, 'apiVersion' | 'kind' | 'metadata' | 'status'> &
      OptionalTypeMeta<T> & { metadata: InputMeta } & StatusOf<T>
  : NotImmutable & Content<T, 'apiVersion' | 'kind'> & OptionalTypeMeta<T>;

/** An object to write back after it was read and changed. Objects from a cache do not compile here. */
export type UpdateInput<T extends TypeMeta> = NotImmutable & T;

/**
 * An object inside another, such as a volume claim template. Its metadata is plain, and `apiVersion` and `kind` may be absent.
 */
export type Embedded<T extends TypeMeta> = Content<T, 'apiVersion' | 'kind' | 'metadata'> &
  OptionalTypeMeta<T> & { metadata?: ObjectMeta | undefined };
