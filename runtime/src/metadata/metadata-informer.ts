import type { SharedInformerFactory, SharedInformerFactoryOptions, TransformFunc } from '../cache/index.js';
import { newInformerFactory, type GenericInformer } from '../client/index.js';
import { genericInformer } from '../client/informers.js';
import type { GroupVersionResource, Immutable, KubeObject } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import type { PartialObjectMetadata } from './metadata-client.js';
import { MetadataRESTClient } from './metadata-rest-client.js';

/** A factory that shares one informer per resource. The caches hold only metadata, which is all that the server sends. */
export interface MetadataSharedInformerFactory extends SharedInformerFactory {
  /** Returns the informer of a resource, which the next `start` starts, and a lister over its cache. */
  forResource(gvr: GroupVersionResource): GenericInformer<Immutable<PartialObjectMetadata>, PartialObjectMetadata>;
}

/**
 * Creates a factory whose informers read through the client. A `namespace` in the options applies to all of them, so
 * cluster-scoped resources need a factory without it. A `transform` receives only metadata.
 */
export function newMetadataSharedInformerFactory(
  client: { readonly rest: RESTClient },
  options: SharedInformerFactoryOptions = {},
): MetadataSharedInformerFactory {
  const factory = newInformerFactory(new MetadataRESTClient(client.rest, 'PartialObjectMetadataList'), {
    ...options,
    transform: withoutTheRest(options.transform),
  });
  return { ...factory, forResource: (gvr) => genericInformer(factory, gvr) };
}

/** Wraps a transform so that it also drops the fields of servers that ignore the requested form. */
function withoutTheRest(transform: TransformFunc<KubeObject> = (object) => object): TransformFunc<KubeObject> {
  return ({ metadata }) => transform({ apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata });
}
