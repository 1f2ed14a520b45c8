import type { SharedInformerFactory, SharedInformerFactoryOptions } from '../cache/index.js';
import { newInformerFactory, type GenericInformer } from '../client/index.js';
import { genericInformer } from '../client/generic-informer.js';
import type { GroupVersionResource, Immutable } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import type { Unstructured } from './unstructured.js';

/** Shares one informer a resource among all who ask for it, for resources that are chosen at run time. */
export interface DynamicSharedInformerFactory extends SharedInformerFactory {
  /** The informer of a resource, which the next `start` starts, and a lister over its cache. */
  forResource(gvr: GroupVersionResource): GenericInformer<Immutable<Unstructured>, Unstructured>;
}

/**
 * A factory whose informers read through the client. A `namespace` among the options counts for all of them: resources of the
 * cluster need a factory without one.
 */
export function newDynamicSharedInformerFactory(
  client: { readonly rest: RESTClient },
  options: SharedInformerFactoryOptions = {},
): DynamicSharedInformerFactory {
  const factory = newInformerFactory(client.rest, options);
  return { ...factory, forResource: (gvr) => genericInformer(factory, gvr) };
}
