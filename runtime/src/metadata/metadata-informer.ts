import type { SharedInformerFactory, SharedInformerFactoryOptions, TransformFunc } from '../cache/index.js';
import { newInformerFactory, type GenericInformer } from '../client/index.js';
import { genericInformer } from '../client/generic-informer.js';
import type { GroupVersionResource, Immutable, KubeObject } from '../meta/index.js';
import type { RESTClient } from '../rest/index.js';
import { MetadataRESTClient } from './metadata-rest-client.js';
import type { PartialObjectMetadata } from './partial-object-metadata.js';

/** Shares one informer a resource among all who ask for it. Their caches hold metadata alone, which is all that the server sends. */
export interface MetadataSharedInformerFactory extends SharedInformerFactory {
  /** The informer of a resource, which the next `start` starts, and a lister over its cache. */
  forResource(gvr: GroupVersionResource): GenericInformer<Immutable<PartialObjectMetadata>, PartialObjectMetadata>;
}

/**
 * A factory whose informers read through the client. A `namespace` among the options counts for all of them: resources of the
 * cluster need a factory without one. A `transform` sees metadata alone.
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

/** For servers that send everything whatever they are asked for. */
function withoutTheRest(transform: TransformFunc<KubeObject> = (object) => object): TransformFunc<KubeObject> {
  return ({ metadata }) => transform({ apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata });
}
