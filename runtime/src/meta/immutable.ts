import { deepCopyUntyped } from '../util/plain-object.js';
import type { InputMeta, ObjectMeta, StoredMeta, TypeMeta } from './object-meta.js';

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
export type Immutable<T> = DeepReadonly<T> & { readonly [useMutableCopy]?: T | undefined };

/** The type that an immutable object was made from. The type itself for other objects. */
export type Mutable<T> = T extends { readonly [useMutableCopy]?: infer U }
  ? IsMark<U> extends true
    ? Exclude<U, undefined>
    : T
  : T;

/** True if an inferred type comes from the mark. The compiler infers `unknown` without a mark, and `undefined` for `NotImmutable`. */
type IsMark<U> = unknown extends U ? false : [Exclude<U, undefined>] extends [never] ? false : true;

/** A constraint that objects from a cache do not satisfy. */
export interface NotImmutable {
  readonly [useMutableCopy]?: undefined;
}

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
 * An object to create, of a kind that no generated type describes. `apiVersion`, `kind`, `status` and the metadata that the server sets
 * may be absent. A kind with an identity needs `metadata.name` or `metadata.generateName`. Generated code has an interface instead:
 * `PodInput`.
 */
export type Input<T extends TypeMeta> = T extends { metadata: StoredMeta }
  ? NotImmutable &
      Content<T, 'apiVersion' | 'kind' | 'metadata' | 'status'> &
      OptionalTypeMeta<T> & { metadata: InputMeta } & StatusOf<T>
  : NotImmutable & Content<T, 'apiVersion' | 'kind'> & OptionalTypeMeta<T>;

/** The type of the objects to create, from the types of a resource: `I`, or `Input<T>` if the resource does not state it. */
export type InputOf<T extends TypeMeta, I> = unknown extends I ? Input<T> : I;

/** An object to write back after it was read and changed. Objects from a cache do not compile here. */
export type UpdateInput<T extends TypeMeta> = NotImmutable & T;

/**
 * An object inside another, such as a volume claim template. Its metadata is plain, and `apiVersion` and `kind` may be absent.
 */
export type Embedded<T extends TypeMeta> = Content<T, 'apiVersion' | 'kind' | 'metadata'> &
  OptionalTypeMeta<T> & { metadata?: ObjectMeta | undefined };

/**
 * Returns a deep copy of an object, typically of one from a cache. The copy may be changed and sent.
 *
 * @example
 * ```ts
 * import { mutableCopy } from 'kube-client-runtime';
 * import { createSharedInformerFactory } from './generated/index.js';
 *
 * const redis = clientset.cacheV1alpha1.redisClusters('default');
 * await redis.create({ metadata: { name: 'cache' }, spec: { replicas: 3, image: 'redis:7.4' } });
 * const informers = createSharedInformerFactory(clientset);
 * const { lister } = informers.cacheV1alpha1.redisClusters;
 * informers.start(signal);
 * await informers.waitForCacheSync(signal);
 *
 * const cached = lister.namespace('default').get('cache');
 * if (!cached) throw new Error('default/cache is not in the cache');
 * const cluster = mutableCopy(cached);
 * cluster.spec.replicas = 5;
 * await redis.update(cluster);
 * ```
 */
export function mutableCopy<T>(object: T): Mutable<T> {
  // Only the types were readonly. The compiler cannot know that a copy has the mutable type.
  return deepCopyUntyped(object) as Mutable<T>;
}
