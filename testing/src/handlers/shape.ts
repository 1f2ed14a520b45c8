import { newNotAcceptable } from 'kube-client-runtime/errors';
import type { JsonObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { apiVersionOf, type ResourceDefinition } from '../resources/definition.js';
import { newPathNotAcceptable, newWrongForm } from '../status/failure.js';
import { listItem, present } from './present.js';

/** The form in which a client requests objects. */
export interface Shape {
  /** Whether objects are complete. */
  readonly isWhole: boolean;
  /** Returns an object in this form. */
  readonly object: (definition: ResourceDefinition, stored: ApiObject) => JsonObject;
  /** Returns a list item in this form. */
  readonly item: (definition: ResourceDefinition, stored: ApiObject) => JsonObject;
  /** Returns the type of lists. */
  readonly listType: (definition: ResourceDefinition) => { readonly apiVersion: string; readonly kind: string };
  /** Returns the type of objects that have only metadata, such as bookmarks. */
  readonly objectType: (definition: ResourceDefinition) => { readonly apiVersion: string; readonly kind: string };
}

const whole: Shape = {
  isWhole: true,
  object: present,
  item: listItem,
  listType: (definition) => ({ kind: definition.listKind, apiVersion: apiVersionOf(definition) }),
  objectType: (definition) => ({ kind: definition.kind, apiVersion: apiVersionOf(definition) }),
};

const metaVersion = 'meta.k8s.io/v1';

function partial(definition: ResourceDefinition, stored: ApiObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: metaVersion, metadata: present(definition, stored).metadata };
}

/** Returns Go's name for a built-in kind, or for objects of a CRD. */
function goTypeOf({ custom, group, kind, storage }: ResourceDefinition, suffix = ''): string {
  if (custom !== undefined) return `*unstructured.Unstructured${suffix}`;
  const [name = ''] = storage.includes('.') ? group.split('.') : ['core'];
  return `*${name}.${kind}${suffix}`;
}

/** Returns the form that metadata clients request: `PartialObjectMetadata` or its list. */
function metadataOnly(asked: 'PartialObjectMetadata' | 'PartialObjectMetadataList'): Shape {
  const isList = asked === 'PartialObjectMetadataList';
  return {
    isWhole: false,
    object: (definition, stored) => {
      if (isList) throw newWrongForm(asked, `is not a list (${goTypeOf(definition)})`);
      return partial(definition, stored);
    },
    item: partial,
    listType: (definition) => {
      if (!isList) throw newWrongForm(asked, `is a list (${goTypeOf(definition, 'List')})`);
      return { kind: asked, apiVersion: metaVersion };
    },
    objectType: () => ({ kind: 'PartialObjectMetadata', apiVersion: metaVersion }),
  };
}

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamed = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

/**
 * Returns the first form in an `Accept` header that this server supports. It does not support tables and protobuf; clients that
 * also accept JSON get JSON. Paths of built-in kinds have a router that examines the header first.
 */
export function negotiateShape(
  accept: string | undefined,
  { custom }: ResourceDefinition,
  target: 'object' | 'list' = 'object',
): Shape {
  if (accept === undefined || accept === '') return whole;
  const clauses = accept.split(',').map((clause) => clause.split(';').map((part) => part.trim()));
  if (custom === undefined && !clauses.some(([type = '']) => type === '*/*' || accepted.includes(type))) {
    throw newPathNotAcceptable(target === 'list' ? [...accepted, ...streamed] : accepted);
  }
  for (const [type = '', ...parameters] of clauses) {
    if (!['application/json', 'application/*', '*/*'].includes(type)) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice('as='.length);
    if (as === undefined) return whole;
    const version = parameters.find((parameter) => parameter.startsWith('v='))?.slice('v='.length);
    if ((as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') && version === 'v1') return metadataOnly(as);
  }
  throw newNotAcceptable(custom === undefined ? accepted : accepted.slice(0, 2));
}
