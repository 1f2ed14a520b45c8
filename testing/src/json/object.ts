import { isObject, isString, type JsonObject, type JsonValue } from './json.js';

/** An owner reference of an object. */
export interface Owner extends JsonObject {
  /** The `apiVersion` of the owner. */
  apiVersion: string;
  /** The kind of the owner. */
  kind: string;
  /** The name of the owner. */
  name: string;
  /** The uid of the owner. */
  uid: string;
}

/** The metadata of an object, with types for the fields that the server reads. */
export interface Meta extends JsonObject {
  /** The name. */
  name?: string;
  /** The prefix of a generated name. */
  generateName?: string;
  /** The namespace. */
  namespace?: string;
  /** The identity. */
  uid?: string;
  /** The version. */
  resourceVersion?: string;
  /** The number of changes of the desired state. */
  generation?: number;
  /** The time of creation. */
  creationTimestamp?: string | null;
  /** The time at which deletion was requested. */
  deletionTimestamp?: string;
  /**
   * The time that graceful deletion may take.
   *
   * Unit: seconds
   */
  deletionGracePeriodSeconds?: number;
  /** The labels. */
  labels?: Record<string, string>;
  /** The annotations. */
  annotations?: Record<string, string>;
  /** The finalizers. */
  finalizers?: string[];
  /** The owners. */
  ownerReferences?: Owner[];
}

/** An API object. Objects in storage are shared, so code that changes one must clone it first. */
export interface ApiObject extends JsonObject {
  /** The group and version. */
  apiVersion: string;
  /** The kind. */
  kind: string;
  /** The metadata. */
  metadata: Meta;
}

/** An invalid value of a metadata field, as Go's JSON decoder describes it. */
export interface MetaFault {
  /** The path below `metadata`, joined by dots. */
  readonly field: string;
  /** The type of the value: `string`, `number`, `bool`, `array` or `object`. */
  readonly found: string;
  /** The name of the Go field. */
  readonly goField: string;
  /** The type of the Go field. */
  readonly goType: string;
}

/** Returns the type of a value as Go's decoder names it. */
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
 * Checks that metadata fits its Go type, and removes null fields in place as a decoder does. Returns the first violation, or
 * undefined.
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

/** Whether a value has the shape of an object whose metadata passed `decodeMeta`. */
export function isApiObject(value: JsonValue | undefined): value is ApiObject {
  return isObject(value) && isString(value['apiVersion']) && isString(value['kind']) && isObject(value['metadata']);
}

/** Returns the storage key of an object: `namespace/name`, or the name of a cluster-scoped object. */
export function keyOf(object: ApiObject): string {
  const { namespace, name = '' } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}
