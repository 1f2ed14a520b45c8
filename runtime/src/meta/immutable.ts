/** The mark of objects from a cache. It keeps the original type. It exists only in types. */
declare const useMutableCopy: unique symbol;

type Leaf = string | number | boolean | bigint | symbol | null | undefined;

type DeepReadonly<T> = unknown extends T ? T : T extends Leaf ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/**
 * An object from a cache. All readers share it, so that neither writing to it nor passing it to `create` or `update` compiles.
 * `mutableCopy()` returns your own copy.
 */
export type Immutable<T> = DeepReadonly<T> & { readonly [useMutableCopy]: T };

/** The type that an immutable object was made from. */
export type Mutable<T> = T extends { readonly [useMutableCopy]: infer U } ? U : T;

/** A constraint that objects from a cache do not satisfy. */
export interface NotImmutable {
  readonly [useMutableCopy]?: never;
}
