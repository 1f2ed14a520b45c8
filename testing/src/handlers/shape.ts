import { newNotAcceptable } from 'kube-client-runtime/errors';
import { type JsonObject, clone } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { type ResourceDefinition, apiVersionOf } from '../resources/definition.js';
import { newPathNotAcceptable, newWrongForm } from '../status/failure.js';

/** Converted objects by definition. Stored objects are immutable, so their conversions are too. */
const made = new WeakMap<ResourceDefinition, WeakMap<ApiObject, ApiObject>>();

/** Returns a stored object in the version of a definition, with defaults. Must not be changed. */
export function present(definition: ResourceDefinition, stored: ApiObject): ApiObject {
  const { custom, convert } = definition;
  if (custom === undefined && convert === undefined) return stored;
  let cache = made.get(definition);
  if (cache === undefined) {
    cache = new WeakMap();
    made.set(definition, cache);
  }
  const found = cache.get(stored);
  if (found !== undefined) return found;
  const object = convert === undefined ? clone(stored) : convert.fromStorage(stored);
  object.apiVersion = apiVersionOf(definition);
  if (convert === undefined) custom?.setDefaults(object);
  cache.set(stored, object);
  return object;
}

/** Converts an object of a definition's version to the storage version. Takes ownership of the object. */
export function toStored(definition: ResourceDefinition, object: ApiObject): ApiObject {
  const stored = definition.convert === undefined ? object : definition.convert.toStorage(object);
  stored.apiVersion = definition.storageVersion;
  return stored;
}

/** Returns an item of a list. Lists of built-in kinds state the kind once, for the list. */
export function listItem(definition: ResourceDefinition, stored: ApiObject): Record<string, ApiObject[string]> {
  const object = present(definition, stored);
  if (definition.custom !== undefined) return object;
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return rest;
}

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
