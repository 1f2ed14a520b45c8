import fc from 'fast-check';
import { isObject, isString, stringsOf, type JsonObject, type JsonValue } from '../../../testing/src/json/json.js';
import { resolveSchema, structureOf } from '../../../testing/src/structure/structure.js';
import { referenceOf } from '../../../testing/src/structured/schema-type.js';

/** A built-in kind. The oracle finds its Go type by it. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Ten kinds that together have every strategy and every type of merge key. */
export const kinds: readonly Kind[] = [
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'Node' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
];

export function schemaOf({ apiVersion, kind }: Kind): JsonObject {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const found = structureOf(group, version, kind);
  if (found === undefined) throw new Error(`there is no structure of ${apiVersion} ${kind}`);
  return found;
}

/** A function that returns the keys that identify the items of a list, or an empty list. */
export type ListKeys = (field: JsonObject) => readonly string[];

/** The keys of strategic merge patches: one merge key. */
export const mergeKeys: ListKeys = (field) => {
  const key = field['x-kubernetes-patch-merge-key'];
  return isString(key) ? [key] : [];
};

/** The keys of server-side apply: all keys together. */
export const mapKeys: ListKeys = (field) =>
  field['x-kubernetes-list-type'] === 'map' ? stringsOf(field['x-kubernetes-list-map-keys']) : mergeKeys(field);

const text = fc.constantFrom('a', 'b', 'c', 'd');
const instant = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z');
const special: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
  Quantity: fc.constantFrom('1', '1000m', '500m', '1Gi', '1024Mi', '2k', '2000'),
  IntOrString: fc.constantFrom<JsonValue>(1, 80, 'a', '50%'),
  Time: instant,
  MicroTime: fc.constantFrom('2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000001Z'),
};
/** Types without known fields, which Go's patches refuse to enter. */
const opaque = new Set(['RawExtension', 'FieldsV1', 'ManagedFieldsEntry', 'JSON']);

/**
 * Returns random objects of a kind that are valid in types and list keys. They have any fields, and prefer fields with merged
 * lists. The values come from a small pool, so that two objects have much in common.
 */
export function builtInObject(kind: Kind, keys: ListKeys): fc.Arbitrary<JsonObject> {
  const made = new Map<string, fc.Arbitrary<JsonValue>>();

  function valueOf(field: JsonObject): fc.Arbitrary<JsonValue> | undefined {
    const { schema, name } = resolveSchema(field);
    const short = name.slice(name.lastIndexOf('.') + 1);
    const { items } = schema;
    if (opaque.has(short) || (isObject(items) && opaque.has(typeNameOf(items)))) return undefined;
    const known = Object.hasOwn(special, short) ? special[short] : undefined;
    if (known !== undefined) return known;
    let found = made.get(name);
    if (name === '' || found === undefined) {
      found = valueOfSchema(schema);
      if (name !== '') made.set(name, found);
    }
    return found;
  }

  function valueOfSchema(schema: JsonObject): fc.Arbitrary<JsonValue> {
    const { items, additionalProperties: additional, properties, format } = schema;
    switch (schema['type']) {
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return fc.constantFrom(0, 1, 80, 443);
      case 'number':
        return fc.constantFrom(0.5, 1);
      case 'array':
        return listOf(schema, isObject(items) ? items : {});
      case 'object':
        if (isObject(properties)) return fieldsOf(properties);
        return fc.dictionary(text, (isObject(additional) && valueOf(additional)) || text, { maxKeys: 3, noNullPrototype: true });
      default:
        return format === 'byte' ? fc.constantFrom('YQ==', 'Yg==') : format === 'date-time' ? instant : text;
    }
  }

  function listOf(field: JsonObject, items: JsonObject): fc.Arbitrary<JsonValue> {
    const item = valueOf(items) ?? text;
    const own = keys(field);
    if (own.length === 0)
      return fc.uniqueArray(item, { maxLength: 3, comparator: (a, b) => JSON.stringify(a) === JSON.stringify(b) });
    const { properties } = resolveSchema(items).schema;
    const required = Object.fromEntries(own.map((key) => [key, keyOf(isObject(properties) ? properties[key] : undefined)]));
    const keyed = fc
      .tuple(item, fc.record(required))
      .map(([value, key]): JsonValue => (isObject(value) ? { ...value, ...key } : value));
    const identity = (value: JsonValue): string => JSON.stringify(isObject(value) ? own.map((key) => value[key]) : value);
    return fc.uniqueArray(keyed, { minLength: 1, maxLength: 3, size: 'max', selector: identity });
  }

  function keyOf(field: JsonValue | undefined): fc.Arbitrary<JsonValue> {
    return (isObject(field) && valueOf(field)) || text;
  }

  function fieldsOf(properties: JsonObject): fc.Arbitrary<JsonObject> {
    const fields: Record<string, fc.Arbitrary<JsonValue | undefined>> = {};
    for (const [name, field] of Object.entries(properties)) {
      const value = isObject(field) ? valueOf(field) : undefined;
      if (!isObject(field) || value === undefined || name === 'apiVersion' || name === 'kind') continue;
      fields[name] = sometimes(value, leadsToMergedLists(field) ? [2, 1] : [1, 7]);
    }
    return fc.record(fields).map(withoutUndefined);
  }

  const { properties } = resolveSchema(schemaOf(kind)).schema;
  return fieldsOf(isObject(properties) ? properties : {}).map((fields) => ({
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    ...fields,
  }));
}

function sometimes(
  value: fc.Arbitrary<JsonValue>,
  [present, absent]: readonly [number, number],
): fc.Arbitrary<JsonValue | undefined> {
  return fc.oneof({ weight: absent, arbitrary: fc.constant(undefined) }, { weight: present, arbitrary: value });
}

const leading = new WeakMap<JsonObject, boolean>();

/** Whether a field, or a field below it, has its own merge strategy. */
function leadsToMergedLists(field: JsonObject): boolean {
  if (field['x-kubernetes-patch-strategy'] !== undefined) return true;
  const { schema } = resolveSchema(field);
  let found = leading.get(schema);
  if (found === undefined) {
    leading.set(schema, false);
    const { properties, items } = schema;
    const below = [...(isObject(properties) ? Object.values(properties) : []), ...(isObject(items) ? [items] : [])];
    found = below.some((held) => isObject(held) && leadsToMergedLists(held));
    leading.set(schema, found);
  }
  return found;
}

function withoutUndefined(fields: Record<string, JsonValue | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/**
 * Returns an object and variants of it: some parts are unchanged, some come from another object, and items of lists are added,
 * removed and reordered.
 */
export function variantsOf(object: fc.Arbitrary<JsonObject>, count: number): fc.Arbitrary<JsonObject[]> {
  return fc
    .tuple(object, ...Array.from({ length: count }, () => fc.tuple(object, fc.integer({ min: 0, max: 0xffff }))))
    .map(([first, ...others]) => [first, ...others.map(([other, seed]) => mixObjects(first, other, diceOf(seed)))]);
}

/** A function that returns integers from 0 to below `sides`, determined by a seed. */
export type Dice = (sides: number) => number;

export function diceOf(seed: number): Dice {
  let state = seed + 1;
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % sides;
  };
}

function mixObjects(a: JsonObject, b: JsonObject, dice: Dice): JsonObject {
  const mixed: JsonObject = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const value = mix(a[key], b[key], dice);
    if (value !== undefined) mixed[key] = value;
  }
  return mixed;
}

function mix(a: JsonValue | undefined, b: JsonValue | undefined, dice: Dice): JsonValue | undefined {
  const cast = dice(6);
  if (isObject(a) && isObject(b)) return cast === 0 ? b : mixObjects(a, b, dice);
  if (Array.isArray(a) && Array.isArray(b)) {
    if (cast === 0) return b;
    if (cast === 1) return [...a].reverse();
    if (cast === 2) return a.slice(1);
    if (cast === 3) return a;
    // Mix item by item if the items belong to the other list, so that keys remain unique.
    const pairs = a.length === b.length ? a.map((item, index) => mixItem(item, b[index], dice)) : a;
    return pairs;
  }
  return cast < 3 ? a : cast === 3 ? undefined : b;
}

/** Mixes two items, except for fields that look like keys. */
function mixItem(a: JsonValue, b: JsonValue | undefined, dice: Dice): JsonValue {
  if (!isObject(a) || !isObject(b)) return a;
  const mixed = mixObjects(a, b, dice);
  for (const key of identifying) {
    if (Object.hasOwn(a, key)) mixed[key] = a[key];
    else Reflect.deleteProperty(mixed, key);
  }
  return mixed;
}

const identifying: readonly string[] = [
  ...['name', 'containerPort', 'mountPath', 'devicePath', 'ip', 'topologyKey', 'uid', 'type', 'port', 'address', 'protocol'],
  ...['whenUnsatisfiable', 'resourceClaimName', 'containerName'],
];

/** Returns the name of the schema that a field refers to, without its package. */
function typeNameOf(field: JsonObject): string {
  return referenceOf(field)?.split('.').at(-1) ?? '';
}
