import type { Documentation, ObjectType, Property } from '../model/index.js';
import type { EmitContext } from './context.js';
import type { InterfaceDeclaration, Member } from './declarations.js';
import { propertyName } from './text.js';
import { indexType, memberType, type TypeDialect } from './type-text.js';

/** The context of an emitter of types, with their spelling. */
export interface TypeContext extends EmitContext {
  /** The spelling of types in the file. */
  readonly dialect: TypeDialect;
}

/** The part of a kind that does not depend on its schema. */
export interface KindMembers {
  /** The members that take precedence over the schema. */
  readonly members: readonly Member[];
  /** The fields of the schema that the kind inherits instead. */
  readonly replaced: readonly string[];
  /** The interfaces that the kind extends. */
  readonly extends: readonly string[];
}

/** Returns the declaration of an object. The members of a kind take precedence over the fields of its schema. */
export function objectDeclaration(
  { dialect }: TypeContext,
  type: ObjectType,
  documentation: Documentation,
  kind: KindMembers = { members: [], replaced: [], extends: [] },
): InterfaceDeclaration {
  const given = new Set([...kind.members.map(({ name }) => name), ...kind.replaced]);
  const known = type.properties.filter(({ name }) => !given.has(name));
  return {
    kind: 'interface',
    name: type.name,
    documentation,
    extends: kind.extends,
    members: [...openMember(type, known, dialect), ...kind.members, ...known.map((property) => fieldMember(property, dialect))],
  };
}

/** Returns a field of a schema as a member. */
export function fieldMember({ name, schema, required, documentation }: Property, dialect: TypeDialect): Member {
  return {
    name: propertyName(name),
    isOptional: !required,
    type: memberType(schema, dialect, required ? undefined : 'undefined'),
    documentation,
  };
}

/** Returns a required member without a comment. */
export function plainMember(name: string, type: string): Member {
  return { name, isOptional: false, type: ` ${type}`, documentation: { tags: [] } };
}

/** Returns the index signature of an object with unknown fields, as a member. */
export function openMember({ open, role }: ObjectType, known: readonly Property[], dialect: TypeDialect): Member[] {
  if (!open) return [];
  return [plainMember('[key: string]', role ? 'unknown' : indexType(open, known, dialect))];
}
