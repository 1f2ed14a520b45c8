import type { Documentation, KindRole, NamedType, ObjectType, Property, Schema, TypeName } from '../model/index.js';
import { metadataTags } from './constraints.js';
import { documentationOf, noDocumentation } from './documentation.js';
import { compareText, isObject, member } from './json.js';
import { openness, runtimeType, toProperties, toSchema } from './schema.js';
import type { TypeScope, TypeTable } from './type-scope.js';
import { isUnionOfTypes, mergedAllOf, withReferencedFields } from './unions.js';

/** The fields that objects begin with, in the order in which people write them. */
const leading = ['apiVersion', 'kind', 'metadata', 'spec', 'status', 'items'];
const typeMeta: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

export function nameIn(table: TypeTable, name: string): TypeName {
  return { group: table.group, version: table.version, name };
}

/** Adds the type of the objects of a custom resource, whose metadata is the same whatever the schema says of it. */
export function defineCustomKind(
  table: TypeTable,
  name: string,
  schema: unknown,
  role: KindRole,
  scope: TypeScope,
  deprecated?: string,
): void {
  const fields = isObject(schema) ? toProperties(schema, name, scope, typeMeta) : [];
  const object = objectType(name, schema, inOrder([...standardFields(runtimeType('ObjectMeta')), ...fields]), scope);
  const tags = [...object.documentation.tags, ...metadataTags(schema)];
  table.types.set(name, withDeprecation({ ...object, documentation: { ...object.documentation, tags }, role }, deprecated));
}

/** Adds a type for a list where no document describes one. */
export function defineList(table: TypeTable, name: string, apiKind: string, items: TypeName, deprecated?: string): void {
  const item: Schema = { kind: 'reference', type: items, embedded: false };
  const list: Property = {
    name: 'items',
    schema: { kind: 'array', items: item },
    required: true,
    documentation: noDocumentation,
  };
  const properties = inOrder([...standardFields(runtimeType('ListMeta')), list]);
  const type: ObjectType = {
    kind: 'object',
    name,
    documentation: noDocumentation,
    properties,
    role: { is: 'list', apiKind, items },
  };
  table.types.set(name, withDeprecation(type, deprecated));
}

/**
 * Returns the type of a definition of an OpenAPI document: an object with its fields, or a name for what else it is. A kind is always an
 * object with `apiVersion` and `kind`, whatever its definition says.
 */
export function definedType(name: string, schema: unknown, role: KindRole | undefined, scope: TypeScope): NamedType {
  if (role !== undefined) return definedKind(name, schema, role, scope);
  const extendsOthers = isObject(schema) && mergedAllOf(schema).references.length > 0;
  const isUnion = isObject(schema) && isUnionOfTypes(schema);
  const properties = isObject(schema) && !extendsOthers && !isUnion ? toProperties(schema, name, scope) : [];
  if (properties.length > 0) return objectType(name, schema, properties, scope);
  const documentation = isObject(schema) ? documentationOf(schema) : noDocumentation;
  return {
    kind: 'alias',
    name,
    documentation,
    of: toSchema(schema, `${name}${extendsOthers ? 'Fields' : isUnion ? '' : 'Item'}`, scope),
  };
}

function definedKind(name: string, schema: unknown, role: KindRole, scope: TypeScope): ObjectType {
  const whole = withReferencedFields(schema, scope);
  const properties = isObject(whole) ? toProperties(whole, name, scope).map((property) => standardField(property, role)) : [];
  const metadata = role.is === 'stored' ? ['metadata'] : [];
  const missing = standardFields(runtimeType('ObjectMeta')).filter(
    (field) =>
      ['apiVersion', 'kind', ...metadata].includes(field.name) && !properties.some((property) => property.name === field.name),
  );
  const object = objectType(name, whole, inOrder([...properties, ...missing]), scope);
  // A definition without fields says nothing about them.
  const says = properties.some((property) => !typeMeta.has(property.name));
  return says || object.open !== undefined || isClosed(whole)
    ? { ...object, role }
    : { ...object, open: { kind: 'unknown' }, role };
}

/** Whether a schema says that its fields are all. */
function isClosed(schema: unknown): boolean {
  return member(schema, 'additionalProperties') === false || member(schema, 'properties') !== undefined;
}

function objectType(name: string, schema: unknown, properties: readonly Property[], scope: TypeScope): ObjectType {
  const documentation = isObject(schema) ? documentationOf(schema) : noDocumentation;
  const open = isObject(schema) ? openness(schema, name, scope) : undefined;
  return { kind: 'object', name, documentation, properties, ...(open && { open }) };
}

function standardFields(metadata: Schema): Property[] {
  const field = (name: string, schema: Schema): Property => ({ name, schema, required: false, documentation: noDocumentation });
  return [field('apiVersion', { kind: 'string' }), field('kind', { kind: 'string' }), field('metadata', metadata)];
}

/** What every object has needs no comment in each of them, and the items of a list are objects as they are read. */
function standardField(property: Property, role: KindRole): Property {
  if (typeMeta.has(property.name)) return { ...property, documentation: noDocumentation };
  if (role.is === 'list' && property.name === 'items') {
    return { ...property, schema: { kind: 'array', items: { kind: 'reference', type: role.items, embedded: false } } };
  }
  return property;
}

function inOrder(properties: readonly Property[]): Property[] {
  const place = (name: string): number => (leading.includes(name) ? leading.indexOf(name) : leading.length);
  return [...properties].sort((a, b) => place(a.name) - place(b.name) || compareText(a.name, b.name));
}

function withDeprecation(type: ObjectType, warning: string | undefined): ObjectType {
  if (warning === undefined) return type;
  const others = type.documentation.tags.filter((tag) => tag.name !== 'deprecated');
  const documentation: Documentation = { ...type.documentation, tags: [...others, { name: 'deprecated', text: warning }] };
  return { ...type, documentation };
}
