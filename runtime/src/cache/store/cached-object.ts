/**
 * The part of an object that the cache reads. Objects from the server and their immutable form both have it. The cache is generic
 * over the objects that it holds, and never derives one form from the other.
 */
export interface CachedObject {
  /** The metadata that the cache reads. */
  readonly metadata: {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly resourceVersion?: string | undefined;
    readonly labels?: { readonly [key: string]: string } | undefined;
  };
}
