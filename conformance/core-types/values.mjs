/** Makes objects of custom resources that their schema allows, and the same objects with one mistake. */
import { fieldsOf, isObject, requiredOf, typesOf } from './inclusion.mjs';

/** @typedef {{ path: (string | number)[]; schema: any; value: any }} Site */

const wrong = { string: 'text', number: 7, boolean: true, array: ['a'], object: { a: { b: 'c' } } };
const mostDepth = 12;

/**
 * Returns an object that a schema allows, with its required fields and some others. Undefined if a required field has no type.
 *
 * @param {{ below(limit: number): number; chance(share: number): boolean; pick<T>(list: T[]): T }} random
 */
export function validValue(schema, random, depth = 0) {
  if (depth > mostDepth || !isObject(schema)) return undefined;
  if (Array.isArray(schema.enum)) return random.pick(schema.enum);
  const types = [...typesOf(schema)].filter((type) => type !== 'null');
  if (types.length === 6 || isChoice(schema)) return undefined;
  switch (random.pick(types)) {
    case 'string':
      return 'a';
    case 'number':
      return random.below(10);
    case 'boolean':
      return random.chance(0.5);
    case 'array': {
      const item = validValue(schema.items, random, depth + 1);
      return item === undefined ? [] : [item];
    }
    default:
      return validObject(schema, random, depth);
  }
}

/** Whether a schema is a choice of others, which a type may express in its own way. */
function isChoice(schema) {
  return (
    ['oneOf', 'anyOf', 'allOf', 'not'].some((keyword) => schema[keyword] !== undefined) &&
    schema.type !== 'object' &&
    schema['x-kubernetes-int-or-string'] !== true
  );
}

function validObject(schema, random, depth) {
  const object = schema['x-kubernetes-embedded-resource'] === true ? { apiVersion: 'v1', kind: 'Pod', metadata: {} } : {};
  const required = requiredOf(schema);
  for (const [name, field] of Object.entries(fieldsOf(schema))) {
    if (!required.includes(name) && !random.chance(depth < 3 ? 0.4 : 0.15)) continue;
    const value = validValue(field, random, depth + 1);
    if (value !== undefined) object[name] = value;
    else if (required.includes(name)) return undefined;
  }
  if (required.some((name) => !Object.hasOwn(object, name))) return undefined;
  const value = isObject(schema.additionalProperties) ? validValue(schema.additionalProperties, random, depth + 1) : undefined;
  if (value !== undefined) object.key = value;
  return object;
}

/** Returns the places in a value, with the schema of each. */
function sitesOf(value, schema, path = []) {
  /** @type {Site[]} */
  const sites = [{ path, schema, value }];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) sites.push(...sitesOf(item, schema.items, [...path, index]));
  } else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const field = fieldsOf(schema)[name] ?? (isObject(schema.additionalProperties) ? schema.additionalProperties : undefined);
      if (isObject(field)) sites.push(...sitesOf(inner, field, [...path, name]));
    }
  }
  return sites;
}

const mistakes = {
  'wrong type': ({ schema, path }, random) => {
    if (path.length === 0) return undefined;
    const allowed = typesOf(schema);
    const names = Object.keys(wrong).filter((type) => !allowed.has(type));
    return names.length === 0 ? undefined : { value: wrong[random.pick(names)] };
  },
  'missing required field': ({ schema, value }, random) => {
    const names = isObject(value) ? requiredOf(schema).filter((name) => Object.hasOwn(value, name)) : [];
    if (names.length === 0) return undefined;
    const { [random.pick(names)]: _gone, ...rest } = value;
    return { value: rest };
  },
  'value out of the enum': ({ schema }) => {
    if (!Array.isArray(schema.enum)) return undefined;
    return { value: schema.enum.every((value) => typeof value === 'number') ? 4711 : 'none-of-them' };
  },
};

/** Returns the value with one mistake of a kind, and where the mistake is. Undefined if the value has no place for it. */
export function withMistake(value, schema, kind, random) {
  const places = sitesOf(value, schema).flatMap((site) => {
    const mistake = mistakes[kind](site, random);
    return mistake === undefined ? [] : [{ path: site.path, value: mistake.value }];
  });
  if (places.length === 0) return undefined;
  const { path, value: wrongValue } = random.pick(places);
  return { path, value: replaced(value, path, wrongValue) };
}

export const kindsOfMistakes = Object.keys(mistakes);

/** @param {(string | number)[]} path */
function replaced(value, path, wrongValue) {
  const [step, ...rest] = path;
  if (step === undefined) return wrongValue;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[step] = replaced(copy[step], rest, wrongValue);
  return copy;
}
