import type { OptionalKind, PropertySignatureStructure, StatementStructures } from 'ts-morph';
import type { Documentation, ObjectType, Property, Schema } from '../model/index.js';
import { morphDocs } from './comment.js';
import { StructureKind } from './morph.js';
import { propertyName } from './text.js';
import { memberType, typeText, type TypeDialect } from './type-text.js';

/** A name that begins with the sound of a vowel: its first word, or the first letter of its acronym. */
const vowelSound = /^(?:[AEIOU](?![A-Z])|[AEFHILMNORSX][A-Z]|Heir|Honest|Honor|Hour)/;
/** Words that begin with the letter of a vowel, and the sound of a consonant: use, unit, utility, one, Europe. */
const consonantSound = /^(?:Us[aeu]|Uni(?![mn])|Ut[eio]|Ur[aei]|Ubi|On(?:e|ce)(?![a-z])|Eu)/;

/** Returns the name with its article, `A` or `An`. */
export function article(name: string): string {
  return `${vowelSound.test(name) && !consonantSound.test(name) ? 'An' : 'A'} ${name}`;
}

/** The parts of a kind that do not depend on its schema. */
export interface FixedFields {
  readonly properties: OptionalKind<PropertySignatureStructure>[];
  readonly names: ReadonlySet<string>;
  readonly extends: string[];
}

/** Returns the declaration of an object. `fixed`: its fields if it is a kind. */
export function objectStatement(
  type: ObjectType,
  documentation: Documentation,
  dialect: TypeDialect,
  fixed?: FixedFields,
): StatementStructures {
  const own = type.properties.filter(({ name }) => !fixed?.names.has(name));
  const properties = own.map((property) => propertyStructure(property, dialect));
  const open = type.open ? openness(type.open, own, dialect, fixed !== undefined) : undefined;
  return {
    kind: StructureKind.Interface,
    name: type.name,
    isExported: true,
    docs: morphDocs(documentation, ''),
    extends: fixed?.extends ?? [],
    properties: [...(fixed?.properties ?? []), ...properties],
    indexSignatures: open ? [{ keyName: 'key', keyType: 'string', returnType: open }] : [],
  };
}

/** Returns the declaration of a field. */
export function propertyStructure(
  { name, schema, required, documentation }: Property,
  dialect: TypeDialect,
): OptionalKind<PropertySignatureStructure> {
  const spelled = propertyName(name);
  const column = 2 + spelled.length + (required ? 2 : 3);
  return {
    name: spelled,
    hasQuestionToken: !required,
    type: memberType(schema, dialect, required ? { column } : { column, last: 'undefined' }),
    docs: morphDocs(documentation, '  '),
  };
}

/**
 * The type of what else an object may hold, wide enough for the fields that are known: an index signature speaks of every field. An
 * intersection would keep the two apart, but then no object literal is assignable to it.
 */
export function openness(open: Schema, known: readonly Property[], dialect: TypeDialect, isKind: boolean): string {
  if (isKind) return 'unknown';
  const text = typeText({ kind: 'union', of: [open, ...known.map(({ schema }) => schema)] }, dialect);
  return text === 'unknown' || known.every(({ required }) => required) ? text : `${text} | undefined`;
}
