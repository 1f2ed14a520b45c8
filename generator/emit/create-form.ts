import type { NamedType, ObjectType, Property, Schema, TypeName } from '../model/index.js';
import { typeName } from './context.js';
import { createdFields, isDefaulted } from './created-parts.js';
import type { Declaration } from './declarations.js';
import type { ModelIndex } from './model-index.js';
import { withArticle } from './names.js';
import { fieldMember, objectDeclaration, type TypeContext } from './object-declaration.js';
import { referencesOf } from './references.js';
import { capitalize, literal, propertyName } from './text.js';
import { memberType, typeText } from './type-text.js';

/*
 * A required field with a default may be absent from an object to create. The rule is in three places: `created-parts.ts` finds the types
 * that differ because of it, this file declares their form on `create` (`RedisClusterSpecInput`), and the kind names the fields in
 * `CreatedWith`, from which `Input<RedisCluster>` takes them.
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

/** Returns the base of a kind whose fields are different on `create`, or undefined if all fields are the same. */
export function createdWith(context: TypeContext, type: ObjectType): string | undefined {
  if (type.role === undefined || type.role.is === 'list') return undefined;
  const changed = changedFields(context.model, createdFields(type));
  if (changed.length === 0) return undefined;
  const { dialect } = withCreateDialect(context);
  const fields = changed.map(({ name, schema, required }) => {
    const text = typeText(schema, dialect);
    return `${propertyName(name)}${required ? `: ${text}` : `?: ${text} | undefined`}`;
  });
  return `${context.file.runtimeType('CreatedWith')}<{ ${fields.join('; ')} }>`;
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
