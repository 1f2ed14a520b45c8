/**
 * What the cache needs of an object. Both what the server sends and its immutable form have it, so the cache is generic over
 * what it holds and never derives one from the other.
 */
export interface CachedObject {
  readonly metadata: {
    readonly name?: string | undefined;
    readonly namespace?: string | undefined;
    readonly resourceVersion?: string | undefined;
    readonly labels?: { readonly [key: string]: string } | undefined;
  };
}
