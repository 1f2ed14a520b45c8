import { isObject, isString, type JsonObject, type JsonValue } from './json.js';

/** An owner as it stands in an object's metadata. */
export interface Owner extends JsonObject {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

/** The metadata of an object, with the fields that the server itself reads. */
export interface Meta extends JsonObject {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string | null;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: Owner[];
}

/** An object of the API. Objects in the storage are shared: who changes one clones it first. */
export interface KubeObj extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: Meta;
}

/** What is wrong with a value of a metadata field, in the words of Go's JSON decoder. */
export interface MetaFault {
  /** Below `metadata`, with dots. */
  readonly field: string;
  /** What was found: `string`, `number`, `bool`, `array` or `object`. */
  readonly found: string;
  readonly goField: string;
  readonly goType: string;
}

/** How Go's decoder names what it found. */
export function goKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

const stringFields = ['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'selfLink'] as const;
const numberFields = ['generation', 'deletionGracePeriodSeconds'] as const;
const timeFields = ['creationTimestamp', 'deletionTimestamp'] as const;
const mapFields = ['labels', 'annotations'] as const;

/**
 * Checks that metadata holds what its Go type could hold, and normalizes it in place as a decoder would: null fields go.
 * Returns the first fault, or undefined.
 */
export function decodeMeta(meta: JsonObject): MetaFault | undefined {
  for (const key of Object.keys(meta)) if (meta[key] === null) Reflect.deleteProperty(meta, key);
  for (const name of stringFields) {
    const value = meta[name];
    if (value !== undefined && typeof value !== 'string') return fault(name, value, 'string');
    if (value === '') Reflect.deleteProperty(meta, name);
  }
  for (const name of numberFields) {
    const value = meta[name];
    if (value !== undefined && (typeof value !== 'number' || !Number.isInteger(value))) return fault(name, value, 'int64');
  }
  for (const name of timeFields) {
    const value = meta[name];
    if (value !== undefined && typeof value !== 'string') return fault(name, value, 'Time');
  }
  for (const name of mapFields) {
    const value = meta[name];
    if (value === undefined) continue;
    if (!isObject(value)) return fault(name, value, 'map[string]string');
    for (const [key, item] of Object.entries(value)) {
      if (item === null || item === undefined) value[key] = '';
      else if (typeof item !== 'string') return fault(`${name}.${key}`, item, 'string', name);
    }
    if (Object.keys(value).length === 0) Reflect.deleteProperty(meta, name);
  }
  const finalizers = meta['finalizers'];
  if (finalizers !== undefined) {
    if (!Array.isArray(finalizers)) return fault('finalizers', finalizers, '[]string');
    const wrong = finalizers.find((item) => typeof item !== 'string');
    if (wrong !== undefined) return fault('finalizers', wrong, 'string');
    if (finalizers.length === 0) Reflect.deleteProperty(meta, 'finalizers');
  }
  return decodeOwners(meta);
}

function decodeOwners(meta: JsonObject): MetaFault | undefined {
  const owners = meta['ownerReferences'];
  if (owners === undefined) return undefined;
  if (!Array.isArray(owners)) return fault('ownerReferences', owners, '[]v1.OwnerReference');
  for (const owner of owners) {
    if (!isObject(owner)) return fault('ownerReferences', owner, 'v1.OwnerReference');
    for (const name of ['apiVersion', 'kind', 'name', 'uid']) {
      const value = owner[name] ?? '';
      if (typeof value !== 'string') return fault(`ownerReferences.${name}`, value, 'string', 'ownerReferences');
      owner[name] = value;
    }
    for (const name of ['controller', 'blockOwnerDeletion']) {
      const value = owner[name];
      if (value === null) Reflect.deleteProperty(owner, name);
      else if (value !== undefined && typeof value !== 'boolean')
        return fault(`ownerReferences.${name}`, value, 'bool', 'ownerReferences');
    }
  }
  if (owners.length === 0) Reflect.deleteProperty(meta, 'ownerReferences');
  return undefined;
}

function fault(name: string, value: JsonValue, goType: string, goName: string = name): MetaFault {
  return { field: name, found: goKind(value), goField: `metadata.${goName}`, goType };
}

/** Whether the value has the shape of an object whose metadata went through `decodeMeta`. */
export function isKubeObj(value: JsonValue | undefined): value is KubeObj {
  return isObject(value) && isString(value['apiVersion']) && isString(value['kind']) && isObject(value['metadata']);
}

/** `namespace/name`, or the name alone for objects of the whole cluster. */
export function keyOf(object: KubeObj): string {
  const { namespace, name = '' } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}
