import type { Documentation, DocumentationTag } from '../model/index.js';
import { arrayMember, canonicalJson, isObject, member, stringMember, stringsMember } from './json.js';
import type { JsonObject } from './json.js';
import { requirements } from './requirements.js';

export const noDocumentation: Documentation = { tags: [] };

/** Bounds that are numbers, in the order in which comments print them. */
const bounds = [
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;

/** What a schema says of a value beside its type. */
export function documentationOf(schema: JsonObject): Documentation {
  const tags = boundTags(schema);
  for (const name of ['pattern', 'format'] as const) {
    const value = stringMember(schema, name);
    if (value !== undefined && value !== '') tags.push({ name, text: value });
  }
  const fallback = member(schema, 'default');
  if (fallback !== undefined && !isWrappersDefault(schema, fallback))
    tags.push({ name: 'default', text: canonicalJson(fallback) });

  const description = stringMember(schema, 'description')?.trim() ?? '';
  const isDeprecated = member(schema, 'deprecated') === true || /^deprecated[:.]/im.test(description);
  const all = tags.concat(listTags(schema), innerTags(schema), ruleTags(schema), isDeprecated ? [{ name: 'deprecated' }] : []);
  const text = [description, ...requirements(schema)].filter((part) => part !== '').join('\n\n');
  return text === '' ? { tags: all } : { description: text, tags: all };
}

/** Tags that belong to the place of a value rather than to its type. */
const ofPlaces: ReadonlySet<string> = new Set(['default', 'deprecated', 'immutable', 'listType', 'listMapKey']);

/** What a field whose type has a name of its own says by itself; the rest stands with the type. */
export function documentationOfPlace(documentation: Documentation): Documentation {
  return { tags: documentation.tags.filter((tag) => ofPlaces.has(tag.name)) };
}

/** What a named type says, when the field that holds it says the rest. */
export function documentationOfType(documentation: Documentation): Documentation {
  return { ...documentation, tags: documentation.tags.filter((tag) => !ofPlaces.has(tag.name)) };
}

/** OpenAPI v3 of Kubernetes gives every reference to a struct `default: {}`, which says only that Go has no undefined. */
function isWrappersDefault(schema: JsonObject, fallback: unknown): boolean {
  return (
    isObject(fallback) && Object.keys(fallback).length === 0 && (member(schema, 'allOf') ?? member(schema, '$ref')) !== undefined
  );
}

function listTags(schema: JsonObject): DocumentationTag[] {
  const tags: DocumentationTag[] = [];
  const listType = stringMember(schema, 'x-kubernetes-list-type');
  if (listType !== undefined) tags.push({ name: 'listType', text: listType });
  for (const key of stringsMember(schema, 'x-kubernetes-list-map-keys')) tags.push({ name: 'listMapKey', text: key });
  const mapType = stringMember(schema, 'x-kubernetes-map-type');
  if (mapType !== undefined) tags.push({ name: 'mapType', text: mapType });
  return tags;
}

/** CEL rules, as `MESSAGE: RULE`. A rule that lets a value never change is told apart. */
function ruleTags(schema: JsonObject): DocumentationTag[] {
  const tags: DocumentationTag[] = [];
  for (const validation of arrayMember(schema, 'x-kubernetes-validations')) {
    const rule = stringMember(validation, 'rule')?.trim();
    if (rule === undefined || rule === '') continue;
    const message = stringMember(validation, 'message')?.trim() ?? '';
    const expression = stringMember(validation, 'messageExpression')?.trim() ?? '';
    const reason = stringMember(validation, 'reason') ?? '';
    const more = [expression === '' ? '' : `message ${expression}`, reason === '' ? '' : `reason ${reason}`].filter(
      (part) => part !== '',
    );
    const isImmutable = /^(self\s*==\s*oldSelf|oldSelf\s*==\s*self)$/.test(rule);
    const said = isImmutable ? message : message === '' ? rule : `${message}: ${rule}`;
    const text = `${said}${more.length === 0 ? '' : ` (${more.join(', ')})`}`.trim();
    const name = isImmutable ? 'immutable' : 'rule';
    tags.push(text === '' ? { name } : { name, text });
  }
  return tags;
}

function boundTags(schema: JsonObject): DocumentationTag[] {
  const tags: DocumentationTag[] = [];
  for (const name of bounds) {
    const value = member(schema, name);
    if (typeof value !== 'number') continue;
    const exclusive = name === 'minimum' ? 'exclusiveMinimum' : name === 'maximum' ? 'exclusiveMaximum' : undefined;
    tags.push({ name: exclusive !== undefined && member(schema, exclusive) === true ? exclusive : name, text: String(value) });
  }
  for (const name of ['exclusiveMinimum', 'exclusiveMaximum'] as const) {
    const value = member(schema, name);
    if (typeof value === 'number') tags.push({ name, text: String(value) });
  }
  if (member(schema, 'uniqueItems') === true) tags.push({ name: 'uniqueItems' });
  return tags;
}

/** How deep lists and maps inside of each other are followed. */
const maximumInnerDepth = 8;

/**
 * Returns the bounds, patterns and rules of the items of a list (`@items minLength 1`) and of the values of a map (`@values maxLength 3`).
 * Those of objects with fields stand with their types.
 */
function innerTags(schema: JsonObject, depth = 0): DocumentationTag[] {
  const inner = ([['items', 'items'] as const, ['values', 'additionalProperties'] as const] as const).flatMap(
    ([name, keyword]) => {
      const found = member(schema, keyword);
      return isObject(found) && member(found, 'properties') === undefined ? [{ name, schema: found }] : [];
    },
  );
  return inner.flatMap(({ name, schema: found }) => {
    const pattern = stringMember(found, 'pattern') ?? '';
    const tags = [
      ...boundTags(found),
      ...(pattern === '' ? [] : [{ name: 'pattern', text: pattern }]),
      ...ruleTags(found),
      ...(depth < maximumInnerDepth ? innerTags(found, depth + 1) : []),
    ];
    return tags.map((tag) => ({ name, text: tag.text === undefined ? tag.name : `${tag.name} ${tag.text}` }));
  });
}

/** Returns the constraints on the name of objects, which only the schema of a custom resource has (`@metadata name maxLength 10`). */
export function metadataTags(schema: unknown): DocumentationTag[] {
  const fields = member(member(member(schema, 'properties'), 'metadata'), 'properties');
  return ['name', 'generateName'].flatMap((name) => {
    const field = member(fields, name);
    if (!isObject(field)) return [];
    const values = arrayMember(field, 'enum');
    const all = [
      ...(values.length === 0 ? [] : [{ name: 'enum', text: values.map((value) => canonicalJson(value)).join(' | ') }]),
      ...documentationOf(field).tags,
    ];
    return all.map((tag) => ({ name: 'metadata', text: `${name} ${tag.name} ${tag.text ?? ''}`.trim() }));
  });
}
