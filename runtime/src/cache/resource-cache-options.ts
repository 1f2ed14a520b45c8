import type { KubeObject, ListOptions, ResourceInfo } from '../meta/index.js';
import { requireSelectors } from '../meta/options.js';
import { goQuote } from '../util/index.js';
import type { TransformFunc } from './informer/informer.js';

/** Selectors of the objects in a cache. */
export interface CacheSelectors {
  /**
   * Selects objects by labels.
   *
   * Default: all objects
   */
  readonly labelSelector?: ListOptions['labelSelector'];
  /**
   * Selects objects by fields.
   *
   * Default: all objects
   */
  readonly fieldSelector?: ListOptions['fieldSelector'];
}

/** A namespace of a cache, with selectors that replace those of the resource. */
export interface CacheNamespace extends CacheSelectors {
  /** The name of the namespace. */
  readonly name: string;
}

/** The scope of the cache of a resource, and the form of its objects. */
export interface ResourceCacheOptions extends CacheSelectors {
  /**
   * The namespaces to watch, each with a list and a watch of its own. Does not apply to cluster-scoped resources.
   *
   * Default: all namespaces
   */
  readonly namespaces?: readonly (string | CacheNamespace)[] | undefined;
  /** Changes every object before it is stored. An informer's own `setTransform` replaces it. */
  readonly transform?: TransformFunc<KubeObject> | undefined;
  /**
   * Removes `metadata.managedFields` from all objects, which take about two fifths of an object.
   *
   * Default: false
   */
  readonly stripManagedFields?: boolean | undefined;
  /**
   * The time between two resyncs of handlers that set none of their own. 0 disables resyncs.
   *
   * Unit: milliseconds
   * Default: that of the factory
   */
  readonly resyncPeriodMs?: number | undefined;
}

/** Resources with the options of their caches. Options that are absent, or undefined, have the value of `defaults`. */
export type CacheOptionsByResource = readonly (readonly [resource: ResourceInfo, options: ResourceCacheOptions])[];

/** Returns the name of a resource in caches and messages, `redisclusters.v1alpha1.cache.example.com` or `pods.v1`. */
export function resourceName({ group, version, plural }: ResourceInfo): string {
  return group ? `${plural}.${version}.${group}` : `${plural}.${version}`;
}

/**
 * Returns the namespaces of a cache, each with its selectors, or undefined for all namespaces.
 *
 * Throws a TypeError for no namespace, an empty name, a name that comes twice, and a selector that is present but undefined.
 */
export function cacheNamespaces(resource: ResourceInfo, options: ResourceCacheOptions): readonly CacheNamespace[] | undefined {
  const fail = (problem: string): never => {
    throw new TypeError(`the cache of ${resourceName(resource)}: ${problem}`);
  };
  const { namespaces } = options;
  if (namespaces === undefined || !resource.namespaced) return undefined;
  if (namespaces.length === 0) fail('namespaces is empty (omit it for all namespaces)');
  const names = new Set<string>();
  return namespaces.map((given) => {
    const one: CacheNamespace = typeof given === 'string' ? { name: given } : given;
    if (typeof one.name !== 'string' || one.name === '') fail('a namespace has no name (omit namespaces for all namespaces)');
    if (names.has(one.name)) fail(`the namespace ${goQuote(one.name)} comes twice`);
    names.add(one.name);
    requireSelectors(one);
    return one;
  });
}

/**
 * Returns a function that returns the cache options of a resource.
 *
 * Throws a TypeError for a resource that comes twice, and for both `namespace` and `defaults.namespaces`.
 */
export function cacheOptionsOf(
  namespace: string | undefined,
  defaults: ResourceCacheOptions = {},
  byResource: CacheOptionsByResource = [],
): (resource: ResourceInfo) => ResourceCacheOptions {
  if (namespace !== undefined && defaults.namespaces !== undefined) {
    throw new TypeError(
      'both namespace and defaults.namespaces are set: namespace is short for defaults.namespaces with one name',
    );
  }
  const common = namespace === undefined ? defaults : { ...defaults, namespaces: [namespace] };
  const own = new Map<string, ResourceCacheOptions>();
  for (const [resource, options] of byResource) {
    const name = resourceName(resource);
    if (own.has(name)) throw new TypeError(`byResource has two entries for ${name}`);
    own.set(name, options);
  }
  return (resource) => {
    const given = own.get(resourceName(resource)) ?? {};
    const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return { ...common, ...set };
  };
}
