/** Marks what came out of a cache, and remembers what it is a view of. Only in types, never there at run time. */
declare const useMutableCopy: unique symbol;

type Leaf = string | number | boolean | bigint | symbol | null | undefined;

type DeepReadonly<T> = unknown extends T ? T : T extends Leaf ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/**
 * What a cache hands out: shared by all readers, so it cannot be written to and cannot be sent to `create` or `update`.
 * `mutableCopy()` gives one's own.
 */
export type Immutable<T> = DeepReadonly<T> & { readonly [useMutableCopy]: T };

/** What an immutable object is a view of. */
export type Mutable<T> = T extends { readonly [useMutableCopy]: infer U } ? U : T;

/** Refuses objects that came out of a cache. */
export interface NotImmutable {
  readonly [useMutableCopy]?: never;
}
