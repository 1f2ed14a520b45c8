import type { NamedType, ObjectType, Property, Schema, TypeName } from '../model/index.js';
import { typeName } from './context.js';
import { createdFields, isDefaulted } from './created-parts.js';
import type { Declaration, Member } from './declarations.js';
import type { ModelIndex } from './model-index.js';
import { withArticle } from './names.js';
import { fieldMember, objectDeclaration, plainMember, type TypeContext } from './object-declaration.js';
import { referencesOf } from './references.js';
import { capitalize, literal } from './text.js';
import { memberType } from './type-text.js';

/*
 * A required field with a default may be absent from an object to create. `created-parts.ts` finds the types that differ because of it, and
 * this file declares their form on `create`: `RedisClusterSpecInput`. The form of a kind, `RedisClusterInput`, refers to them.
 */

/** Returns the form of a part on `create`, or undefined if it has no form of its own. */
export function createForm(context: TypeContext, type: NamedType): Declaration | undefined {
  const name = context.group.names.partInputs.get(type.name);
  if (name === undefined || (type.kind === 'alias' && type.of.kind === 'reference')) return undefined;
  const created = withCreateDialect(context);
  const description = `${capitalize(withArticle(type.name))} to create. Fields with a default are optional.`;
  const documentation = { description, tags: [] };
  if (type.kind === 'alias') return { kind: 'alias', name, documentation, type: memberType(type.of, created.dialect) };
  const changed = changedFields(context.model, type.properties);
  // `Omit` loses the names of the fields if there is an index signature.
  if (type.open !== undefined) {
    const properties = type.properties.map((property) => changed.find((each) => each.name === property.name) ?? property);
    return objectDeclaration(created, { ...type, name, properties }, documentation);
  }
  const omitted = changed.map((property) => literal(property.name)).join(' | ');
  const base = changed.length === 0 ? type.name : `${context.file.global('Omit')}<${type.name}, ${omitted}>`;
  const members = changed.map((property) => fieldMember(property, created.dialect));
  return { kind: 'interface', name, documentation, extends: [base], members };
}

/**
 * Returns the form of a kind on `create`. The client fills in `apiVersion` and `kind`, and the server most of the metadata and the status.
 * An object that is stored needs a name, or a prefix from which the server makes one.
 */
export function inputForm(context: TypeContext, type: ObjectType, name: string): Declaration {
  const { group, file, model } = context;
  const { role } = type;
  if (role === undefined || role.is === 'list') throw new Error(`${type.name}: only kinds are created`);
  const isStored = role.is === 'stored';
  const optional = (member: Member): Member => ({ ...member, isOptional: true });
  const members = [
    optional(plainMember('apiVersion', `${literal(group.apiVersion)} | undefined`)),
    optional(plainMember('kind', `${literal(role.apiKind)} | undefined`)),
  ];
  if (isStored) {
    const metadata = `${file.runtimeType('MetaWithName')} | ${file.runtimeType('MetaWithGenerateName')}`;
    members.push(plainMember('metadata', metadata));
  }
  const changed = new Map(changedFields(model, createdFields(type)).map((property) => [property.name, property]));
  const properties = type.properties.map((property) => {
    const created = changed.get(property.name) ?? property;
    return isStored && property.name === 'status' ? { ...created, required: false } : created;
  });
  const description = `${capitalize(withArticle(type.name))} to create. The fields that the server fills in are optional.`;
  const kind = { members, replaced: [], extends: [file.runtimeType('NotImmutable')] };
  return objectDeclaration(withCreateDialect(context), { ...type, name, properties }, { description, tags: [] }, kind);
}

/** Returns the context with the spelling of types in objects to create. */
function withCreateDialect(context: TypeContext): TypeContext {
  const { model, dialect: plain } = context;
  const reference = (type: TypeName, embedded: boolean): string => {
    const target = embedded ? undefined : createdPart(model, type);
    return target === undefined ? plain.reference(type, embedded) : typeName(context, target.type, target.name);
  };
  return { ...context, dialect: { ...plain, reference } };
}

/** Returns the type that replaces a part on `create`, or undefined if the part is the same there. Follows aliases of other parts. */
function createdPart(model: ModelIndex, type: TypeName): { type: TypeName; name: string } | undefined {
  let at = type;
  for (let depth = 0; depth < 100; depth++) {
    const found = model.type(at);
    if (found.kind !== 'alias' || found.of.kind !== 'reference') break;
    at = found.of.type;
  }
  const name = model.group(at).names.partInputs.get(at.name);
  return name === undefined ? undefined : { type: at, name };
}

/** Returns the fields that are different on `create`. */
function changedFields(model: ModelIndex, properties: readonly Property[]): Property[] {
  return properties
    .filter((property) => isDefaulted(property) || differs(model, property.schema))
    .map((property) => (isDefaulted(property) ? { ...property, required: false } : property));
}

function differs(model: ModelIndex, schema: Schema): boolean {
  for (const reference of referencesOf(schema)) if (createdPart(model, reference) !== undefined) return true;
  return false;
}
