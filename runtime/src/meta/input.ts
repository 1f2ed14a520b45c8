import type { NotImmutable } from './immutable.js';
import type { InputMeta, ObjectMeta, StoredMeta, TypeMeta } from './object-meta.js';

/** The fields of an object that say the same in every form of it. An index signature is kept. */
type Content<T, Except extends string> = { [K in keyof T as K extends Except ? never : K]: T[K] };

/** `apiVersion` and `kind`, which a client knows by itself. */
interface OptionalTypeMeta<T extends TypeMeta> {
  apiVersion?: T['apiVersion'] | undefined;
  kind?: T['kind'] | undefined;
}

type StatusOf<T> = T extends { status?: infer S } ? { status?: S | undefined } : unknown;

/**
 * An object to create: `apiVersion`, `kind`, `status` and what the server fills in of `metadata` may be left out; a kind with an
 * identity needs `metadata.name` or `metadata.generateName`.
 */
export type Input<T extends TypeMeta> = T extends { metadata: StoredMeta }
  ? NotImmutable &
      Content<T, 'apiVersion' | 'kind' | 'metadata' | 'status'> &
      OptionalTypeMeta<T> & { metadata: InputMeta } & StatusOf<T>
  : NotImmutable & Content<T, 'apiVersion' | 'kind'> & OptionalTypeMeta<T>;

/** An object to send back: what was read, changed. Not what a cache handed out. */
export type UpdateInput<T extends TypeMeta> = NotImmutable & T;

/** An object inside another, such as a volume claim template: its metadata is plain, and its type may go unsaid. */
export type Embedded<T extends TypeMeta> = Content<T, 'apiVersion' | 'kind' | 'metadata'> &
  OptionalTypeMeta<T> & { metadata?: ObjectMeta | undefined };
