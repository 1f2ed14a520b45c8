import { clone, isObject, type JsonObject, type JsonValue } from '../../../testing/src/json/json.js';
import type { Schema } from '../../../testing/src/schema/schema.js';
import type { SeededRandom } from '../../faults/random.js';
import { stringAgainst } from './strings.js';

type Path = readonly (string | number)[];

/** A value in an object, and its schema. */
interface Site {
  readonly path: Path;
  readonly schema: Schema;
  readonly value: JsonValue;
}

/** A function that returns an invalid replacement for a value, or undefined if the mutation does not apply. */
type Mutation = (site: Site, random: SeededRandom) => JsonValue | undefined;

const ofType: Readonly<Record<string, JsonValue>> = {
  string: 'text',
  integer: 7,
  number: 1.5,
  boolean: true,
  array: ['a'],
  object: { a: 'b' },
};
const mostItems = 300;

/** Returns a list that is repeated up to a length. */
const repeated = <T>(list: readonly T[], length: number): T[] | undefined =>
  list.length > 0 && length <= mostItems ? Array.from({ length }, (_, index) => list[index % list.length] as T) : undefined;

const mutations: Readonly<Record<string, Mutation>> = {
  'wrong type': ({ schema: { type, intOrString, preserveUnknownFields } }, random) => {
    if (type === '' || intOrString || preserveUnknownFields) return undefined;
    return ofType[random.pick(Object.keys(ofType).filter((name) => name !== type && !(type === 'number' && name === 'integer')))];
  },
  'neither int nor string': ({ schema }, random) =>
    schema.intOrString ? random.pick<JsonValue>([true, 1.5, {}, []]) : undefined,
  null: ({ path }) => (path.length > 0 ? null : undefined),
  'missing required': ({ schema, value }, random) => {
    const names = isObject(value) ? schema.required.filter((name) => name in value) : [];
    if (names.length === 0 || !isObject(value)) return undefined;
    const { [random.pick(names)]: _gone, ...rest } = value;
    return rest;
  },
  'out of enum': ({ schema: { enum: known, type } }) =>
    known === undefined ? undefined : type === 'string' ? 'none-of-them' : type === 'integer' ? 4711 : undefined,
  'below minimum': ({ schema: { minimum, exclusiveMinimum } }) =>
    !Number.isSafeInteger(minimum) || minimum === undefined ? undefined : exclusiveMinimum ? minimum : minimum - 1,
  'above maximum': ({ schema: { maximum, exclusiveMaximum } }) =>
    !Number.isSafeInteger(maximum) || maximum === undefined ? undefined : exclusiveMaximum ? maximum : maximum + 1,
  'no multiple': ({ schema: { multipleOf }, value }) =>
    multipleOf === undefined || typeof value !== 'number' ? undefined : value + multipleOf / 2,
  'a fraction': ({ schema: { type } }) => (type === 'integer' ? 2.5 : undefined),
  'beyond its width': ({ schema: { type, format } }, random) =>
    type !== 'integer' ? undefined : format === 'int32' ? random.pick([2147483648, -2147483649]) : undefined,
  'against its pattern': ({ schema }, random) => (schema.pattern === '' ? undefined : stringAgainst(schema, random)),
  'too long': ({ schema: { maxLength } }) =>
    maxLength === undefined || maxLength > 5000 ? undefined : 'a'.repeat(maxLength + 1),
  'too short': ({ schema: { minLength } }) => (minLength === undefined || minLength < 1 ? undefined : 'a'.repeat(minLength - 1)),
  'not of its format': ({ schema: { type, format } }, random) =>
    type !== 'string' || format === '' ? undefined : random.pick(['none of it', '', '99', 'a b']),
  'too many items': ({ schema: { maxItems }, value }) =>
    maxItems === undefined || !Array.isArray(value) ? undefined : repeated(value, maxItems + 1),
  'too few items': ({ schema: { minItems = 0 }, value }) =>
    minItems > 0 && Array.isArray(value) ? value.slice(0, minItems - 1) : undefined,
  'items twice': ({ value }) => (Array.isArray(value) && value.length > 0 ? [...value, clone(value[0] ?? null)] : undefined),
  'too many properties': ({ schema: { maxProperties, additionalProperties }, value }) => {
    if (maxProperties === undefined || maxProperties > mostItems || !isObject(value) || typeof additionalProperties !== 'object')
      return undefined;
    const [some] = Object.values(value);
    return Object.fromEntries(Array.from({ length: maxProperties + 1 }, (_, index) => [`key-${index}`, clone(some ?? null)]));
  },
  'too few properties': ({ schema: { minProperties = 0 } }) => (minProperties > 0 ? {} : undefined),
  'without its alternatives': ({ schema: { oneOf, anyOf, allOf, type } }) =>
    type === 'object' && oneOf.length + anyOf.length + allOf.length > 0 ? {} : undefined,
  'with all its alternatives': ({ schema: { oneOf, properties }, value }) => {
    if (!isObject(value)) return undefined;
    const names = oneOf.flatMap(({ required }) => required).filter((name) => !(name in value));
    return names.length === 0
      ? undefined
      : { ...value, ...Object.fromEntries(names.map((name) => [name, emptyOf(properties.get(name))])) };
  },
  'without its kind': ({ schema: { embeddedResource }, value, path }) => {
    if (!embeddedResource || !isObject(value) || path.length === 0) return undefined;
    const { kind: _kind, ...rest } = value;
    return rest;
  },
  'an unknown field': ({ value, schema: { type } }) =>
    type === 'object' && isObject(value) ? { ...value, unheardOf: { of: 1 } } : undefined,
};

function emptyOf(schema: Schema | undefined): JsonValue {
  const empty: Readonly<Record<string, JsonValue>> = { string: '', integer: 0, number: 0, boolean: false, array: [], object: {} };
  return empty[schema?.type ?? ''] ?? '';
}

/** An object with one or several mistakes, and their names. */
export interface Mutant {
  readonly name: string;
  readonly object: JsonObject;
}

/** Returns one object per applicable mutation, at a random place, and one with several mutations. */
export function mutantsOf(object: JsonObject, schema: Schema, random: SeededRandom): Mutant[] {
  const sites = sitesOf(object, schema, []).filter(
    ({ path }) => path[0] !== 'metadata' && path[0] !== 'kind' && path[0] !== 'apiVersion',
  );
  const made = Object.entries(mutations).flatMap(([name, mutate]) => {
    const places = sites.flatMap((site) => {
      const value = mutate(site, random);
      return value === undefined ? [] : [{ path: site.path, value }];
    });
    return places.length === 0 ? [] : [{ name, ...random.pick(places) }];
  });
  const mutants = made.map(({ name, path, value }) => ({
    name: `${name} at ${path.join('.')}`,
    object: replaced(object, path, value),
  }));
  const several = made.filter(() => random.oneIn(3));
  if (several.length < 2) return mutants;
  const all = several.reduce((result, { path, value }) => replaced(result, path, value), object);
  return [...mutants, { name: several.map(({ name, path }) => `${name} at ${path.join('.')}`).join(' and '), object: all }];
}

function sitesOf(value: JsonValue, schema: Schema, path: Path): Site[] {
  const here = { path, schema, value };
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [here] : [here, ...value.flatMap((item, index) => sitesOf(item, items, [...path, index]))];
  }
  if (!isObject(value)) return [here];
  const below = Object.entries(value).flatMap(([name, held]) => {
    const additional = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
    const known = schema.properties.get(name) ?? additional;
    return known === undefined || held === undefined ? [] : sitesOf(held, known, [...path, name]);
  });
  return [here, ...below];
}

/** Returns a copy with another value at the path. Returns an equal copy if an earlier mutation has removed the path. */
function replaced(object: JsonObject, path: Path, value: JsonValue): JsonObject {
  const [last] = path.slice(-1);
  if (last === undefined) return isObject(value) ? value : object;
  const copy = clone(object);
  let holder: JsonValue | undefined = copy;
  for (const part of path.slice(0, -1)) {
    holder = Array.isArray(holder) ? holder[Number(part)] : isObject(holder) ? holder[String(part)] : undefined;
  }
  if (Array.isArray(holder)) holder[Number(last)] = clone(value);
  else if (isObject(holder)) holder[String(last)] = clone(value);
  return copy;
}
