import { ExactNumber, hasLiteral, numberOf } from '../model/exact-number.js';
import type { DocumentationTag } from '../model/index.js';
import { arrayMember, at, canonicalJson, isObject, member, objectMember, stringMember, stringsMember } from './json.js';
import type { JsonObject } from './json.js';
import { requirement } from './requirements.js';
import { allBranches, declaresProperties, typedBranches } from './unions.js';

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

/** The limit of lists, maps and branches inside of each other whose constraints are printed. */
const maximumInnerDepth = 8;

/** The fields that every embedded object has. */
const metaFields = ['apiVersion', 'kind', 'metadata'];

/** Returns the constraints on a value itself: its own, those of `allOf`, and those of branches of which one must hold. */
export function valueTags(schema: JsonObject, depth = 0): DocumentationTag[] {
  const all = allBranches(schema, 'allOf');
  if (all.length === 1) return [...ownTags(schema, schema, false), ...branchTags(schema, schema, depth)];
  return [
    ...all.flatMap((part, index) => ownTags(part, schema, index > 0)),
    ...all.flatMap((part) => branchTags(part, schema, depth)),
  ];
}

function ownTags(part: JsonObject, schema: JsonObject, isBranch: boolean): DocumentationTag[] {
  const tags = boundTags(part);
  const values = arrayMember(part, 'enum');
  if (values.length > 0 && !isInType(values, schema, isBranch)) tags.push(enumTag(values));
  for (const name of ['pattern', 'format'] as const) {
    const value = stringMember(part, name);
    if (value !== undefined && value !== '') tags.push({ name, text: value });
  }
  return isBranch ? [...tags, ...ruleTags(part)] : tags;
}

/** Whether the type of a value is its enum. There are no literals of lists, objects and integers that JavaScript rounds. */
function isInType(values: readonly unknown[], schema: JsonObject, isBranch: boolean): boolean {
  const type = member(schema, 'type');
  if (type === 'array' || type === 'object') return false;
  if (isBranch && member(schema, 'x-kubernetes-int-or-string') === true) return false;
  return values.every((value) => (value instanceof ExactNumber ? hasLiteral(value) : !Array.isArray(value) && !isObject(value)));
}

function enumTag(values: readonly unknown[]): DocumentationTag {
  return { name: 'enum', text: values.map((value) => canonicalJson(value)).join(' | ') };
}

function boundTags(schema: JsonObject): DocumentationTag[] {
  const tags: DocumentationTag[] = [];
  for (const name of bounds) {
    const value = member(schema, name);
    if (numberOf(value) === undefined) continue;
    const exclusive = name === 'minimum' ? 'exclusiveMinimum' : name === 'maximum' ? 'exclusiveMaximum' : undefined;
    const isExclusive = exclusive !== undefined && member(schema, exclusive) === true;
    tags.push({ name: isExclusive ? exclusive : name, text: String(value) });
  }
  for (const name of ['exclusiveMinimum', 'exclusiveMaximum'] as const) {
    const value = member(schema, name);
    if (numberOf(value) !== undefined) tags.push({ name, text: String(value) });
  }
  if (member(schema, 'uniqueItems') === true) tags.push({ name: 'uniqueItems' });
  return tags;
}

/** Returns CEL rules, as `MESSAGE: RULE`. A rule that lets a value never change becomes `@immutable`. */
export function ruleTags(schema: JsonObject): DocumentationTag[] {
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

/**
 * Returns the constraints on the items of a list (`@items minLength 1`) and the values of a map (`@values maxLength 3`). Objects with
 * fields have types of their own, whose comments state the constraints.
 */
export function innerTags(schema: JsonObject, depth = 0): DocumentationTag[] {
  if (depth >= maximumInnerDepth) return [];
  return allBranches(schema, 'allOf').flatMap((part) =>
    ([['items', 'items'] as const, ['values', 'additionalProperties'] as const] as const).flatMap(([name, keyword]) => {
      const inner = member(part, keyword);
      if (!isObject(inner) || hasFields(inner)) return [];
      const tags = [...valueTags(inner, depth), ...metaTags(inner), ...ruleTags(inner), ...innerTags(inner, depth + 1)];
      return tags.map((tag) => ({ name, text: textOf(tag) }));
    }),
  );
}

function hasFields(schema: JsonObject): boolean {
  const names = Object.keys(objectMember(schema, 'properties') ?? {});
  return isEmbedded(schema) ? names.some((name) => !metaFields.includes(name)) : names.length > 0;
}

function isEmbedded(schema: JsonObject): boolean {
  return member(schema, 'x-kubernetes-embedded-resource') === true;
}

function textOf({ name, text }: DocumentationTag): string {
  return text === undefined ? name : `${name} ${text}`;
}

/** Returns the constraints on the fields that an embedded object has from elsewhere (`@kind enum "Pod"`). */
export function metaTags(schema: JsonObject): DocumentationTag[] {
  if (!isEmbedded(schema)) return [];
  const typeTags = ['apiVersion', 'kind'].flatMap((name) => {
    const field = at(schema, 'properties', name);
    return isObject(field) ? constraintTexts(field, 0).map((text) => ({ name, text })) : [];
  });
  return [...typeTags, ...metadataTags(schema)];
}

/** Returns the constraints on the metadata of objects, which only the schema of a custom resource has (`@metadata name maxLength 10`). */
export function metadataTags(schema: unknown): DocumentationTag[] {
  const metadata = at(schema, 'properties', 'metadata');
  return [...requiredTexts(metadata), ...fieldTexts(metadata, 0)].map((text) => ({ name: 'metadata', text }));
}

/** Returns each constraint of a schema as a text, including its enum: `maxLength 10`. */
function constraintTexts(schema: JsonObject, depth: number): string[] {
  const values = arrayMember(schema, 'enum');
  const tags = [...valueTags(schema, depth), ...ruleTags(schema), ...innerTags(schema, depth)];
  const named = values.length === 0 || tags.some(({ name }) => name === 'enum') ? [] : [enumTag(values)];
  return [...named, ...tags].map(textOf);
}

function requiredTexts(schema: unknown): string[] {
  const required = stringsMember(schema, 'required');
  return required.length === 0 ? [] : [`required ${required.join(' and ')}`];
}

/** Returns the constraints on the fields of an object, each after the name of its field. */
function fieldTexts(schema: unknown, depth: number): string[] {
  if (depth >= maximumInnerDepth) return [];
  return Object.entries(objectMember(schema, 'properties') ?? {}).flatMap(([name, field]) => {
    if (!isObject(field)) return [];
    const texts = [...constraintTexts(field, depth + 1), ...requiredTexts(field), ...fieldTexts(field, depth + 1)];
    return texts.map((text) => `${name} ${text}`);
  });
}

/** Returns a tag for each of `anyOf`, `oneOf` and `not` that says more than the type and the description: `@anyOf minimum 1 or maximum -1`. */
function branchTags(part: JsonObject, schema: JsonObject, depth: number): DocumentationTag[] {
  if (depth >= maximumInnerDepth) return [];
  const tags: DocumentationTag[] = [];
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = arrayMember(part, keyword).filter(isObject);
    if (branches.length === 0 || isEnumOfScalars(schema, branches)) continue;
    if (requirement(part, keyword) !== undefined && branches.every((branch) => fieldTexts(branch, depth).length === 0)) continue;
    const isUnion = typedBranches(part, keyword) !== undefined && !declaresProperties(schema);
    const texts = branches.map((branch) => branchText(branch, isUnion, depth + 1));
    // A branch that allows everything makes the others void, and types alone stand in the code.
    if (texts.some(({ all }) => all === '') || texts.every(({ beyondType }) => !beyondType)) continue;
    tags.push({ name: keyword, text: texts.map(({ all }) => all).join(' or ') });
  }
  const not = member(part, 'not');
  const refused = isObject(not) ? branchText(not, false, depth + 1).all : '';
  return refused === '' ? tags : [...tags, { name: 'not', text: refused }];
}

function branchText(branch: JsonObject, isUnion: boolean, depth: number): { all: string; beyondType: boolean } {
  const type = stringMember(branch, 'type') ?? stringMember(branch, '$ref')?.split('/').at(-1) ?? '';
  // The object of a union has a type of its own, whose comments state the rest.
  const isNamed = isUnion && hasFields(branch);
  const texts = isNamed ? [] : [...constraintTexts(branch, depth), ...requiredTexts(branch), ...fieldTexts(branch, depth)];
  const named = type === '' && isNamed ? 'object' : type;
  return { all: [...(named === '' ? [] : [`type ${named}`]), ...texts].join(', '), beyondType: texts.length > 0 };
}

/** Whether branches are nothing but enums of a text or a number, which the type has. */
function isEnumOfScalars(schema: JsonObject, branches: readonly JsonObject[]): boolean {
  const type = member(schema, 'type');
  if (type !== 'string' && type !== 'integer' && type !== 'number') return false;
  return branches.every(
    (branch) =>
      arrayMember(branch, 'enum').length > 0 && Object.keys(branch).every((key) => ['enum', 'type', 'description'].includes(key)),
  );
}
