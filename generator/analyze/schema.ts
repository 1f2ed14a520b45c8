import { maximumDepth } from '../load/document.js';
import { ExactNumber, hasLiteral } from '../model/exact-number.js';
import type { EnumValue, ObjectType, Property, RuntimeType, Schema } from '../model/index.js';
import { nestedTypeName } from '../naming/type-name.js';
import { documentationOf, documentationOfPlace, documentationOfType, noDocumentation } from './documentation.js';
import { arrayMember, compareText, isEqualJson, isObject, member, objectMember, stringMember, stringsMember } from './json.js';
import type { JsonObject } from './json.js';
import type { TypeScope } from './type-scope.js';
import { allBranches, declaresProperties, mergedAllOf, requiredOfReferences, typedBranches, variantName } from './unions.js';

const unknown: Schema = { kind: 'unknown' };
const string: Schema = { kind: 'string' };
const number: Schema = { kind: 'number' };
const boolean: Schema = { kind: 'boolean' };
const anyMap: Schema = { kind: 'map', values: unknown };

export function runtimeType(type: RuntimeType): Schema {
  return { kind: 'runtime', type };
}

/**
 * The model's form of a JSON schema, be it of a CRD or of OpenAPI. Objects with properties become types of the scope under
 * `name`, and parts of theirs under names that go on from it. What cannot be told is `unknown`: never an error, and never
 * narrower than the schema. `keys` tell it apart where it is an item of a list.
 */
export function toSchema(schema: unknown, name: string, scope: TypeScope, keys: readonly string[] = []): Schema {
  if (!isObject(schema)) return unknown;
  if (!scope.enter()) return unknown;
  const shape = toShape(schema, name, scope, keys);
  scope.leave();
  return isNullable(schema) ? nullable(shape) : shape;
}

function isNullable(schema: JsonObject): boolean {
  const type = member(schema, 'type');
  if (member(schema, 'nullable') === true || (Array.isArray(type) && type.includes('null'))) return true;
  return arrayMember(schema, 'allOf').some((branch) => member(branch, 'nullable') === true);
}

function nullable(schema: Schema): Schema {
  if (schema.kind === 'unknown' || schema.kind === 'nullable') return schema;
  if (schema.kind === 'enum' && schema.values.includes(null)) return schema;
  return { kind: 'nullable', of: schema };
}

function toShape(schema: JsonObject, name: string, scope: TypeScope, keys: readonly string[] = []): Schema {
  const ref = stringMember(schema, '$ref');
  if (ref !== undefined) return scope.resolve(ref);

  const values = enumValues(schema);
  if (values !== undefined) return enumOf(values, scope);
  if (member(schema, 'x-kubernetes-int-or-string') === true || member(schema, 'format') === 'int-or-string') {
    return runtimeType('IntOrString');
  }

  const types = typesOf(schema);
  if (types.length > 1) {
    return union(
      types.map((type) => toShape({ ...schema, type }, types.length > 1 && type === 'array' ? `${name}Items` : name, scope)),
    );
  }
  switch (types[0]) {
    case 'string':
      return branchEnum(schema, 'string') ?? string;
    case 'integer':
    case 'number':
      return branchEnum(schema, 'number') ?? number;
    case 'boolean':
      return boolean;
    case 'array':
      return { kind: 'array', items: toItems(schema, name, scope) };
    case 'object':
      return toObject(schema, name, scope, keys);
    case 'null':
      return { kind: 'enum', values: [null] };
    default:
      break;
  }
  if (objectMember(schema, 'properties') || isObject(member(schema, 'additionalProperties')))
    return toObject(schema, name, scope, keys);
  if (member(schema, 'x-kubernetes-embedded-resource') === true) return toObject(schema, name, scope, keys);
  if (member(schema, 'items') !== undefined) return { kind: 'array', items: toItems(schema, name, scope) };
  return toComposition(schema, name, scope);
}

/** The types that a schema allows, `null` left out where there are others. */
function typesOf(schema: JsonObject): string[] {
  const type = member(schema, 'type');
  if (typeof type === 'string') return type === '' ? [] : [type];
  if (!Array.isArray(type)) return [];
  const all = [...new Set(type.filter((item) => typeof item === 'string'))];
  return all.length > 1 ? all.filter((item) => item !== 'null') : all;
}

function toItems(schema: JsonObject, name: string, scope: TypeScope): Schema {
  const items = member(schema, 'items');
  if (Array.isArray(items)) return union(items.map((item, index) => toSchema(item, `${name}Item${index + 1}`, scope)));
  return toSchema(items, name, scope, listKeysOf(schema));
}

/** A schema without a type of its own: what `allOf`, `oneOf` and `anyOf` say. */
function toComposition(schema: JsonObject, name: string, scope: TypeScope): Schema {
  const parts: Schema[] = [];
  const merged = mergedAllOf(schema);
  for (const reference of merged.references) parts.push(scope.resolve(reference));
  if (merged.inline !== undefined) parts.push(toShape(merged.inline, name, scope));
  const required = requiredOfReferences(schema, merged.references, scope);
  if (required !== undefined) parts.push(toShape(required, merged.inline === undefined ? name : `${name}Required`, scope));
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const branches = typedBranches(schema, keyword);
    if (branches === undefined) continue;
    parts.push(union(branches.map((branch, at) => toSchema(branch, variantName(branches, at, name, scope), scope))));
  }
  return intersection(parts);
}

/** Members without duplicates; `unknown` where one of them is. */
function union(of: readonly Schema[]): Schema {
  const members = new Map<string, Schema>();
  let isNull = false;
  for (const schema of of) {
    const inner = schema.kind === 'nullable' ? schema.of : schema;
    isNull ||= schema.kind === 'nullable';
    for (const each of inner.kind === 'union' ? inner.of : [inner]) members.set(JSON.stringify(each), each);
  }
  const distinct = [...members.values()];
  const first = distinct[0];
  if (first === undefined || distinct.some((schema) => schema.kind === 'unknown')) return unknown;
  const joined: Schema = distinct.length === 1 ? first : { kind: 'union', of: distinct };
  return isNull ? nullable(joined) : joined;
}

function intersection(of: readonly Schema[]): Schema {
  const members = new Map(of.filter((schema) => schema.kind !== 'unknown').map((schema) => [JSON.stringify(schema), schema]));
  const distinct = [...members.values()];
  const first = distinct[0];
  if (first === undefined) return unknown;
  return distinct.length === 1 ? first : { kind: 'intersection', of: distinct };
}

function enumOf(values: readonly EnumValue[], scope: TypeScope): Schema {
  const isOpen = scope.hasOpenEnums && values.some((value) => typeof value === 'string');
  return { kind: 'enum', values, ...(isOpen && { isOpen }) };
}

/**
 * Returns the members of an `enum`, in their order; undefined without any, and if one has no literal: lists, objects, and integers that
 * JavaScript rounds.
 */
function enumValues(schema: JsonObject): readonly EnumValue[] | undefined {
  const types = typesOf(schema);
  if (types.includes('array') || types.includes('object')) return undefined;
  const own = constOrEnum(schema);
  // A schema that only its branches type is read as a composition.
  if (own.length === 0 && types.length === 0) return undefined;
  const branches = allBranches(schema, 'allOf').slice(1).map(constOrEnum);
  const [first, ...others] = [own, ...branches].filter((values) => values.length > 0);
  if (first === undefined) return undefined;
  const common = first.filter((value) => others.every((list) => list.some((other) => isEqualJson(value, other))));
  return plainValues(common.length === 0 ? first : common);
}

function constOrEnum(schema: JsonObject): readonly unknown[] {
  return Object.hasOwn(schema, 'const') ? [schema['const']] : arrayMember(schema, 'enum');
}

function plainValues(values: readonly unknown[]): EnumValue[] | undefined {
  const plain: EnumValue[] = [];
  for (const value of values) {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') plain.push(value);
    else if ((typeof value === 'number' || value instanceof ExactNumber) && hasLiteral(value)) plain.push(Number(value));
    else return undefined;
  }
  return [...new Set(plain)];
}

/** `oneOf` or `anyOf` of nothing but enums narrows a scalar. */
function branchEnum(schema: JsonObject, type: 'string' | 'number'): Schema | undefined {
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const branches = arrayMember(schema, keyword);
    if (branches.length === 0) continue;
    const values = plainValues(
      branches.flatMap((branch) => {
        const members = isObject(branch) ? constOrEnum(branch) : [];
        return members.length > 0 ? members : [undefined];
      }),
    );
    const fitting = values?.filter((value) => typeof value === type);
    if (fitting !== undefined && fitting.length > 0) return { kind: 'enum', values: fitting };
  }
  return undefined;
}

function toObject(schema: JsonObject, name: string, scope: TypeScope, keys: readonly string[]): Schema {
  const merged = mergedAllOf(schema);
  const references = merged.references.map((reference) => scope.resolve(reference));
  const embedded = member(schema, 'x-kubernetes-embedded-resource') === true;
  if (embedded) references.unshift(runtimeType('KubeObject'));
  const required = requiredOfReferences(schema, merged.references, scope);
  if (required !== undefined) references.push(toShape(required, `${name}Required`, scope));
  const own = toFields(schema, name, scope, keys, embedded ? ownMetaFields : noFields);
  if (own !== undefined) return intersection([...references, own]);
  if (references.length > 0) return preserves(schema) ? intersection([...references, anyMap]) : intersection(references);
  return anyMap;
}

const noFields: ReadonlySet<string> = new Set();
const ownMetaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** What an object schema says of its fields: a reference to the type of them, a map, a union of either; undefined for nothing. */
function toFields(
  schema: JsonObject,
  name: string,
  scope: TypeScope,
  keys: readonly string[],
  except: ReadonlySet<string>,
): Schema | undefined {
  const bare = !declaresProperties(schema);
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const branches = bare ? typedBranches(schema, keyword) : undefined;
    if (branches === undefined) continue;
    return union(branches.map((branch, at) => toSchema(branch, variantName(branches, at, name, scope), scope)));
  }
  const additional = member(schema, 'additionalProperties');
  const fields = fieldsOf(schema, except);
  if (fields.size === 0) return isObject(additional) ? { kind: 'map', values: toSchema(additional, name, scope) } : undefined;
  const typeName = scope.claim(name);
  const properties = propertiesOf(fields, schema, typeName, scope);
  const open = openness(schema, typeName, scope);
  const type: ObjectType = {
    kind: 'object',
    name: typeName,
    documentation: documentationOfType(documentationOf(schema)),
    properties,
    ...(open && { open }),
  };
  return scope.define(type, keys);
}

/** What may stand beside the known fields of an object; undefined where nothing may. */
export function openness(schema: JsonObject, typeName: string, scope: TypeScope): Schema | undefined {
  const additional = member(schema, 'additionalProperties');
  if (isObject(additional)) return toSchema(additional, `${typeName}Value`, scope);
  return additional === true || preserves(schema) ? unknown : undefined;
}

function preserves(schema: unknown): boolean {
  return member(schema, 'x-kubernetes-preserve-unknown-fields') === true;
}

/** The fields of an object, sorted by name: its own, and those that only a branch of it names, which are optional. */
export function toProperties(
  schema: JsonObject,
  typeName: string,
  scope: TypeScope,
  except: ReadonlySet<string> = noFields,
): Property[] {
  return propertiesOf(fieldsOf(schema, except), schema, typeName, scope);
}

function propertiesOf(fields: ReadonlyMap<string, unknown>, schema: JsonObject, typeName: string, scope: TypeScope): Property[] {
  const required = new Set(allBranches(schema, 'allOf').flatMap((part) => stringsMember(part, 'required')));
  return [...fields]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, property]) => toProperty(name, property, required.has(name), typeName, scope));
}

/** Returns the schemas of an object's fields. Those of `allOf` hold together. Of `oneOf` and `anyOf`, the first one that says anything counts. */
function fieldsOf(schema: JsonObject, except: ReadonlySet<string>): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const always = allBranches(schema, 'allOf');
  const add = (part: JsonObject, isAlways = false): void => {
    const properties = objectMember(part, 'properties');
    if (properties === undefined) return;
    for (const [name, field] of Object.entries(properties)) {
      if (except.has(name)) continue;
      const earlier = found.get(name);
      if (!found.has(name) || isBlank(earlier)) found.set(name, field);
      else if (isAlways) found.set(name, bothOf(earlier, field));
    }
  };
  for (const part of always) add(part, true);
  for (const part of always)
    for (const keyword of ['oneOf', 'anyOf'] as const) for (const branch of allBranches(part, keyword)) add(branch);
  return found;
}

/** Returns a schema that means both of two schemas of one field. What they disagree on is what the first says. */
function bothOf(first: unknown, second: unknown): unknown {
  if (!isObject(first) || isBlank(second) || first === second || stringMember(first, '$ref') !== undefined) return first;
  return { ...first, allOf: [...arrayMember(first, 'allOf'), second] };
}

function isBlank(schema: unknown): boolean {
  return !isObject(schema) || Object.keys(schema).length === 0;
}

export function toProperty(name: string, schema: unknown, required: boolean, typeName: string, scope: TypeScope): Property {
  const shape = toFieldShape(name, schema, typeName, scope);
  if (!isObject(schema)) return { name, schema: shape, required, documentation: noDocumentation };
  const documentation = documentationOf(schema);
  const mapKeys = mapKeysOf(schema);
  const strategies = patchStrategies(schema);
  const mergeKey = stringMember(schema, 'x-kubernetes-patch-merge-key');
  return {
    name,
    schema: shape,
    required,
    ...(required && scope.isFilledIn(member(schema, 'default')) && { isDefaulted: true }),
    documentation:
      scope.isOwn(shape) && member(schema, '$ref') === undefined ? documentationOfPlace(documentation) : documentation,
    ...(mapKeys.length > 0 && { mapKeys }),
    ...((strategies.length > 0 || mergeKey !== undefined) && {
      patch: mergeKey === undefined ? { strategies } : { strategies, mergeKey },
    }),
  };
}

function toFieldShape(name: string, schema: unknown, typeName: string, scope: TypeScope): Schema {
  if (!isEmbeddedMetadata(name, schema)) return toSchema(schema, nestedTypeName(typeName, name, scope.root), scope);
  const metadata = runtimeType('ObjectMeta');
  return member(schema, 'nullable') === true ? nullable(metadata) : metadata;
}

/** Keywords of schemas that describe the fields of an object. */
const fieldKeywords = [
  '$ref',
  'additionalProperties',
  'allOf',
  'anyOf',
  'oneOf',
  'properties',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-preserve-unknown-fields',
];

/**
 * Whether a field is the metadata of an object inside another, such as a pod template. CRDs describe it as an object without fields,
 * because controller-gen leaves them out.
 */
function isEmbeddedMetadata(name: string, schema: unknown): boolean {
  if (name !== 'metadata' || member(schema, 'type') !== 'object') return false;
  return fieldKeywords.every((keyword) => member(schema, keyword) === undefined);
}

/** The keys of a list, or of the lists that a map or another list holds. */
function mapKeysOf(schema: JsonObject): readonly string[] {
  let list: unknown = schema;
  for (let depth = 0; isObject(list) && depth < maximumDepth; depth++) {
    const keys = listKeysOf(list);
    if (keys.length > 0) return keys;
    list = member(list, 'items') ?? member(list, 'additionalProperties');
  }
  return [];
}

/** The fields that tell the items of a list apart. */
function listKeysOf(schema: JsonObject): readonly string[] {
  return stringMember(schema, 'x-kubernetes-list-type') === 'map' ? stringsMember(schema, 'x-kubernetes-list-map-keys') : [];
}

function patchStrategies(schema: JsonObject): ('merge' | 'replace' | 'retainKeys')[] {
  const text = stringMember(schema, 'x-kubernetes-patch-strategy') ?? '';
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word === 'merge' || word === 'replace' || word === 'retainKeys');
}
