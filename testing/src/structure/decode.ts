import { isObject, setField, type JsonArray, type JsonObject, type JsonValue } from '../json/json.js';
import { goKind } from '../json/object.js';
import { referenceOf } from '../structured/schema-type.js';
import { goNameOf, resolveSchema } from './structure.js';

/** The errors of decoding an object. */
export interface DecodeFaults {
  /** The paths of unknown fields, such as `spec.foo[0].bar`. They are removed from the object. */
  readonly unknown: string[];
  /** The first value of a wrong type, in the words of Go's decoder. */
  fault?: string;
  /** The same error in the words of the converter that reads the result of a strategic merge patch. */
  converterFault?: string;
}

interface Place {
  /** The struct of Go that is being read, and the fields from the root down to here. */
  readonly struct: string;
  readonly fields: readonly string[];
  readonly path: string;
}

/**
 * Decodes an object of a built-in kind in place, as its Go type would. Unknown fields, nulls, and empty lists and maps of
 * optional fields are removed. Quantities that are numbers become text.
 */
export function decodeStructure(object: JsonObject, schema: JsonObject, kind: string): DecodeFaults {
  const faults: DecodeFaults = { unknown: [] };
  decodeFields(object, resolveSchema(schema).schema, { struct: kind, fields: [], path: '' }, faults);
  return faults;
}

function decodeFields(object: JsonObject, schema: JsonObject, place: Place, faults: DecodeFaults): void {
  const { properties, additionalProperties: additional } = schema;
  for (const name of Object.keys(object)) {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const known = isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : additional;
    const value = object[name];
    if (isObject(known)) {
      const below: Place = { struct: place.struct, fields: [...place.fields, name], path };
      const decoded = value === null || value === undefined ? undefined : decodeValue(value, known, below, faults);
      if (decoded === undefined && isObject(properties)) Reflect.deleteProperty(object, name);
      else setField(object, name, decoded ?? zeroOf(known));
    } else if (isObject(properties)) {
      faults.unknown.push(path);
      Reflect.deleteProperty(object, name);
    }
  }
}

/** Returns the value that replaces a null item of a list or map. */
function zeroOf(given: JsonObject): JsonValue {
  const { schema } = resolveSchema(given);
  if (schema['type'] === 'string') return '';
  if (schema['type'] === 'integer' || schema['type'] === 'number') return 0;
  if (schema['type'] === 'boolean') return false;
  return isObject(schema['properties']) ? {} : null;
}

/** Decodes a value. Returns undefined if it counts as absent. */
function decodeValue(value: JsonValue, given: JsonObject, place: Place, faults: DecodeFaults): JsonValue | undefined {
  const { schema, name } = resolveSchema(given);
  const refuse = (goType: string): JsonValue | undefined => {
    const number = typeof value === 'number' && !Number.isInteger(value) ? ` ${value}` : '';
    const where = `${place.struct}.${place.fields.join('.')}`;
    faults.fault ??= `json: cannot unmarshal ${goKind(value)}${number} into Go struct field ${where} of type ${goType}`;
    faults.converterFault ??= converterWords(value, schema, goType);
    return undefined;
  };
  if (name.endsWith('.resource.Quantity')) {
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' ? value : refuse('resource.Quantity');
  }
  switch (schema['type']) {
    case 'string':
      return typeof value === 'string' ? value : refuse(schema['format'] === 'byte' ? '[]uint8' : 'string');
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse('bool');
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
        ? value
        : refuse(schema['format'] === 'int64' ? 'int64' : 'int32');
    case 'number':
      return typeof value === 'number' ? value : refuse('float64');
    case 'array':
      if (!Array.isArray(value)) return refuse(`[]${itemTypeOf(schema)}`);
      return decodeItems(value, schema, place, faults);
    case 'object':
      if (!isObject(value)) return refuse(name === '' ? 'map[string]string' : shortNameOf(name));
      return decodeObject(value, schema, name, place, faults);
    default:
      return value;
  }
}

/** Returns the name that Go's reflection gives to a value. */
function reflectedKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'slice';
  if (isObject(value)) return 'map';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : goKind(value);
}

function converterWords(value: JsonValue, { properties }: JsonObject, goType: string): string {
  const found = reflectedKind(value);
  if (goType.startsWith('[]')) return `cannot restore slice from ${found}`;
  if (goType.startsWith('map[')) return `cannot restore map from ${found}`;
  if (isObject(properties)) return `cannot restore struct from: ${found}`;
  // Go converts between numbers, and from whole numbers to text. The converter does neither.
  const isConvertible = found === 'int64' ? goType !== 'bool' : found === 'float64' && goType !== 'bool' && goType !== 'string';
  return isConvertible ? `cannot convert ${found} to ${goType}` : `unrecognized type: ${goType}`;
}

function decodeItems(list: JsonArray, schema: JsonObject, place: Place, faults: DecodeFaults): JsonArray | undefined {
  if (list.length === 0) return undefined;
  const { items } = schema;
  if (!isObject(items)) return list;
  return list.map((item, index) => {
    const decoded = item === null ? undefined : decodeValue(item, items, { ...place, path: `${place.path}[${index}]` }, faults);
    return decoded ?? zeroOf(items);
  });
}

function decodeObject(
  object: JsonObject,
  schema: JsonObject,
  name: string,
  place: Place,
  faults: DecodeFaults,
): JsonObject | undefined {
  // Objects without a known structure, such as `fieldsV1` and raw extensions, stay as they are.
  if (!isObject(schema['properties']) && !isObject(schema['additionalProperties'])) return object;
  decodeFields(object, schema, { ...place, struct: isObject(schema['properties']) ? goNameOf(name) : place.struct }, faults);
  return isObject(schema['properties']) || Object.keys(object).length > 0 ? object : undefined;
}

function itemTypeOf({ items }: JsonObject): string {
  const { schema, name } = resolveSchema(isObject(items) ? items : {});
  return name === '' ? (typeof schema['type'] === 'string' ? schema['type'] : 'interface {}') : shortNameOf(name);
}

/** Returns `v1.Container` for `io.k8s.api.core.v1.Container`. */
function shortNameOf(name: string): string {
  return name.split('.').slice(-2).join('.');
}

/** Fields whose default is the zero value of their type, and which are omitted when they have it. */
const leftOutEmpty = new Set([
  'ConfigMapEnvSource.name',
  'ConfigMapKeySelector.name',
  'ConfigMapProjection.name',
  'ConfigMapVolumeSource.name',
  'FileKeySelector.optional',
  'GRPCAction.service',
  'LocalObjectReference.name',
  'AzureDiskVolumeSource.readOnly',
  'ReplicationControllerSpec.minReadySeconds',
  'ScaleSpec.replicas',
  'SecretEnvSource.name',
  'SecretKeySelector.name',
  'SecretProjection.name',
]);

/** Times that are not pointers in Go, and are printed as null when absent. */
const timesThatStay = new Set([
  'lastTransitionTime',
  'lastUpdateTime',
  'lastProbeTime',
  'lastHeartbeatTime',
  'firstTimestamp',
  'lastTimestamp',
  'deprecatedFirstTimestamp',
  'deprecatedLastTimestamp',
  'startedAt',
  'finishedAt',
]);

/** Optional lists that are printed as null when absent. */
const listsThatStay = new Set([
  'HorizontalPodAutoscalerStatus.currentMetrics',
  'CSINodeDriver.topologyKeys',
  'DeviceClaim.requests',
]);

/** Whether a field is printed when it is absent: it is required, or its default is the zero value of its type. */
function isAlwaysPrinted(struct: string, name: string, field: JsonObject, required: JsonValue | undefined): boolean {
  if (Array.isArray(required) && required.includes(name)) return true;
  if (timesThatStay.has(name) && referenceOf(field)?.endsWith('.meta.v1.Time') === true) return true;
  const { default: value } = field;
  if (listsThatStay.has(`${goNameOf(struct)}.${name}`)) return true;
  return (value === '' || value === 0 || value === false) && !leftOutEmpty.has(`${goNameOf(struct)}.${name}`);
}

/** Adds, in place, the empty fields that the server always prints: plain structs and required values of the Go type. */
export function fillAlwaysPresent(object: JsonObject, given: JsonObject, struct = ''): void {
  const { schema, name: found } = resolveSchema(given);
  const own = found === '' ? struct : found;
  const { properties, required } = schema;
  if (!isObject(properties)) return;
  for (const [name, below] of Object.entries(properties)) {
    if (!isObject(below)) continue;
    const value = object[name];
    if (value !== undefined && value !== null) {
      fillBelow(value, below);
    } else if (isObject(below['default']) && Object.keys(below['default']).length === 0) {
      const made: JsonObject = {};
      fillAlwaysPresent(made, below);
      object[name] = made;
    } else if (isAlwaysPrinted(own, name, below, required)) {
      object[name] = below['default'] ?? null;
    }
  }
}

function fillBelow(value: JsonValue, given: JsonObject): void {
  const { schema, name } = resolveSchema(given);
  const { items, additionalProperties } = schema;
  if (Array.isArray(value)) {
    if (isObject(items)) for (const item of value) fillBelow(item, items);
  } else if (isObject(value)) {
    if (isObject(schema['properties'])) fillAlwaysPresent(value, schema, name);
    else if (isObject(additionalProperties))
      for (const item of Object.values(value)) fillBelow(item ?? null, additionalProperties);
  }
}
