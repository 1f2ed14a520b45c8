import type { DocumentPath } from '../model/diagnostic.js';
import { isInt64, numberOf } from '../model/exact-number.js';
import { quote } from './crd-names.js';
import { isObject } from './json.js';
import type { JsonObject } from './json.js';

/** A part of a definition that an API server refuses. */
export interface SchemaFault {
  readonly path: DocumentPath;
  /** Without a full stop: `is "strng", which is no type`. */
  readonly what: string;
  /** What to do about it, if that is not to change what the API server refuses. */
  readonly hint?: string;
}

type ValueType = 'text' | 'number' | 'integer' | 'boolean' | 'object' | 'list' | 'texts' | 'objects' | 'schema or boolean';

/** The type of each keyword of a schema, as the API server decodes it. Null always counts as absent. */
const keywordTypes: ReadonlyMap<string, ValueType> = new Map(
  Object.entries({
    text: [
      'type',
      'description',
      'title',
      'format',
      'pattern',
      'id',
      '$ref',
      '$schema',
      'x-kubernetes-list-type',
      'x-kubernetes-map-type',
    ],
    number: ['minimum', 'maximum', 'multipleOf'],
    integer: ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
    boolean: [
      'exclusiveMinimum',
      'exclusiveMaximum',
      'uniqueItems',
      'nullable',
      'x-kubernetes-preserve-unknown-fields',
      'x-kubernetes-int-or-string',
      'x-kubernetes-embedded-resource',
    ],
    texts: ['required', 'x-kubernetes-list-map-keys'],
    list: ['enum'],
    objects: ['allOf', 'anyOf', 'oneOf', 'x-kubernetes-validations'],
    object: ['properties', 'patternProperties', 'definitions', 'dependencies', 'not', 'externalDocs'],
    'schema or boolean': ['additionalProperties', 'additionalItems'],
  } satisfies Record<ValueType, string[]>).flatMap(([type, names]) => names.map((name) => [name, type as ValueType] as const)),
);

const words: Readonly<Record<ValueType, string>> = {
  text: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  object: 'an object',
  list: 'a list',
  texts: 'a list of strings',
  objects: 'a list of objects',
  'schema or boolean': 'a schema, true or false',
};

/** Returns the keywords of one schema whose values are of another type than the API server decodes. */
export function keywordFaults(schema: JsonObject, path: DocumentPath): SchemaFault[] {
  const faults: SchemaFault[] = [];
  for (const [name, value] of Object.entries(schema)) {
    const type = keywordTypes.get(name);
    if (type === undefined || value === null || value === undefined || fits(value, type)) continue;
    faults.push({ path: [...path, name], what: notA(value, words[type]) });
  }
  return faults;
}

/** Returns the members of an object that are of other types than the API server decodes. */
export function memberFaults(value: JsonObject, types: Readonly<Record<string, ValueType>>, path: DocumentPath): SchemaFault[] {
  return Object.entries(types).flatMap(([name, type]) => {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (found === undefined || found === null || fits(found, type)) return [];
    return [{ path: [...path, name], what: notA(found, words[type]) }];
  });
}

/** Returns the words for a value of the wrong type. */
export function notA(value: unknown, wanted: string): string {
  return `is ${quote(value)}, and must be ${wanted}`;
}

function fits(value: unknown, type: ValueType): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return numberOf(value) !== undefined;
    case 'integer':
      return isInt64(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'object':
      return isObject(value);
    case 'list':
      return Array.isArray(value);
    case 'texts':
      return Array.isArray(value) && value.every((item) => item === null || typeof item === 'string');
    case 'objects':
      return Array.isArray(value) && value.every((item) => item === null || isObject(item));
    case 'schema or boolean':
      return typeof value === 'boolean' || isObject(value);
  }
}
