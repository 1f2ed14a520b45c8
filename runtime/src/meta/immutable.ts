/** The mark of objects from a cache. It keeps the original type. It exists only in types. */
declare const useMutableCopy: unique symbol;

type Leaf = string | number | boolean | bigint | symbol | null | undefined;

type DeepReadonly<T> = unknown extends T ? T : T extends Leaf ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/**
 * An object that is only read, typically one from a cache. All readers of a cache share its objects, so that neither writing to one
 * nor passing it to `create` or `update` compiles. `mutableCopy()` returns your own copy.
 *
 * A function that takes an `Immutable<Pod>` also takes a `Pod`: the mark is optional, and your own objects have none.
 */
export type Immutable<T> = DeepReadonly<T> & { readonly [useMutableCopy]?: T };

/** The type that an immutable object was made from. The type itself for other objects. */
export type Mutable<T> = T extends { readonly [useMutableCopy]?: infer U }
  ? IsMark<U> extends true
    ? Exclude<U, undefined>
    : T
  : T;

/** True if an inferred type comes from the mark. The compiler infers `unknown` without a mark, and `never` for `NotImmutable`. */
type IsMark<U> = unknown extends U ? false : [Exclude<U, undefined>] extends [never] ? false : true;

/** A constraint that objects from a cache do not satisfy. */
export interface NotImmutable {
  readonly [useMutableCopy]?: never;
}
