import type { SharedInformerFactory, SharedInformerFactoryOptions } from '../cache/index.js';
import { newInformerFactory, type GenericInformer } from '../client/index.js';
import { genericInformer } from '../client/informers.js';
import type { GroupVersionResource, Immutable } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import type { Unstructured } from './dynamic-client.js';

/** A factory that shares one informer per resource, for resources that are chosen at run time. */
export interface DynamicSharedInformerFactory extends SharedInformerFactory {
  /** Returns the informer of a resource, which the next `start` starts, and a lister over its cache. */
  forResource(gvr: GroupVersionResource): GenericInformer<Immutable<Unstructured>, Unstructured>;
}

/**
 * Creates a factory whose informers read through the client. A `namespace` in the options applies to all of them, so
 * cluster-scoped resources need a factory without it.
 */
export function newDynamicSharedInformerFactory(
  client: { readonly rest: RESTClient },
  options: SharedInformerFactoryOptions = {},
): DynamicSharedInformerFactory {
  const factory = newInformerFactory(client.rest, options);
  return { ...factory, forResource: (gvr) => genericInformer(factory, gvr) };
}
