import { newNotAcceptable } from 'kube-client-runtime/errors';
import type { JsonObject } from '../json/json.js';
import type { KubeObj } from '../json/object.js';
import { apiVersionOf, type ResourceDefinition } from '../resources/definition.js';
import { listItem, present } from './present.js';

/** In which form a client wants objects. */
export interface Shape {
  readonly object: (definition: ResourceDefinition, stored: KubeObj) => JsonObject;
  readonly item: (definition: ResourceDefinition, stored: KubeObj) => JsonObject;
  readonly listType: (definition: ResourceDefinition) => { readonly apiVersion: string; readonly kind: string };
  /** The type of objects that have nothing but metadata, such as bookmarks. */
  readonly objectType: (definition: ResourceDefinition) => { readonly apiVersion: string; readonly kind: string };
}

const whole: Shape = {
  object: present,
  item: listItem,
  listType: (definition) => ({ kind: definition.listKind, apiVersion: apiVersionOf(definition) }),
  objectType: (definition) => ({ kind: definition.kind, apiVersion: apiVersionOf(definition) }),
};

const metaVersion = 'meta.k8s.io/v1';

function partial(definition: ResourceDefinition, stored: KubeObj): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: metaVersion, metadata: present(definition, stored).metadata };
}

/** Metadata alone, as metadata clients ask for it. */
const metadataOnly: Shape = {
  object: partial,
  item: (definition, stored) => ({ metadata: present(definition, stored).metadata }),
  listType: () => ({ kind: 'PartialObjectMetadataList', apiVersion: metaVersion }),
  objectType: () => ({ kind: 'PartialObjectMetadata', apiVersion: metaVersion }),
};

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/**
 * The form that an `Accept` header asks for: the first of its types that this server has. Tables and protobuf it does not have;
 * who would also take JSON gets that.
 */
export function negotiateShape(accept: string | undefined, custom: boolean): Shape {
  if (accept === undefined || accept === '') return whole;
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
    if (!['application/json', 'application/*', '*/*'].includes(type)) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice('as='.length);
    if (as === undefined) return whole;
    const version = parameters.find((parameter) => parameter.startsWith('v='))?.slice('v='.length);
    if ((as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') && version === 'v1') return metadataOnly;
  }
  throw newNotAcceptable(custom ? accepted.slice(0, 2) : accepted);
}
