import type { StatementStructures } from 'ts-morph';
import type { NamedType, ObjectType, Property, Schema, TypeName } from '../model/index.js';
import { createdFields, isDefaulted } from './created-parts.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import { StructureKind } from './morph.js';
import { article, objectStatement, propertyStructure } from './object-statement.js';
import { referencesOf } from './references.js';
import { capitalize, literal, propertyName } from './text.js';
import { memberType, typeText, type TypeDialect } from './type-text.js';

/*
 * A required field with a default may be absent from an object to create. The rule is in three places: `created-parts.ts` finds the types
 * that differ for it, this file declares their form on `create` (`RedisClusterSpecInput`), and the kind names the fields in `CreatedWith`,
 * from which `Input<RedisCluster>` takes them.
 */

/** Returns the spelling of types in objects to create. */
function createDialect(index: ModelIndex, here: Group, file: FileWriter, plain: TypeDialect): TypeDialect {
  return {
    ...plain,
    reference: (type, embedded) => {
      const target = embedded ? undefined : createdPart(index, type);
      if (target === undefined) return plain.reference(type, embedded);
      const from = index.group(target.type);
      if (from === here) return target.name;
      return file.foreign(
        { folder: from.folder, file: 'types', name: target.name, prefix: capitalize(from.groupVersion.accessor) },
        'type',
      );
    },
  };
}

/** Returns the type that stands for a part on `create`, aliases of other parts followed; undefined if the part is the same there. */
function createdPart(index: ModelIndex, type: TypeName): { type: TypeName; name: string } | undefined {
  let at = type;
  for (let depth = 0; depth < 100; depth++) {
    const found = index.type(at);
    if (found.kind !== 'alias' || found.of.kind !== 'reference') break;
    at = found.of.type;
  }
  const name = index.group(at).names.partInputs.get(at.name);
  return name === undefined ? undefined : { type: at, name };
}

function differs(index: ModelIndex, schema: Schema): boolean {
  for (const reference of referencesOf(schema)) if (createdPart(index, reference) !== undefined) return true;
  return false;
}

/** Returns the fields that are different on `create`. */
function changedFields(index: ModelIndex, properties: readonly Property[]): Property[] {
  return properties
    .filter((property) => isDefaulted(property) || differs(index, property.schema))
    .map((property) => (isDefaulted(property) ? { ...property, required: false } : property));
}

/** Returns the form of a part on `create`; undefined if it has none of its own. */
export function createForm(
  index: ModelIndex,
  here: Group,
  type: NamedType,
  file: FileWriter,
  plain: TypeDialect,
): StatementStructures | undefined {
  const name = here.names.partInputs.get(type.name);
  if (name === undefined || (type.kind === 'alias' && type.of.kind === 'reference')) return undefined;
  const dialect = createDialect(index, here, file, plain);
  const description = `${article(type.name)} to create: fields with a default may be left out.`;
  const documentation = { description, tags: [] };
  if (type.kind === 'alias') {
    const text = memberType(type.of, dialect, { column: `export type ${name} = `.length });
    return { kind: StructureKind.TypeAlias, name, isExported: true, type: text, docs: [description] };
  }
  const changed = changedFields(index, type.properties);
  // `Omit` forgets the names of the fields beside an index signature.
  if (type.open !== undefined) {
    const properties = type.properties.map((property) => changed.find((each) => each.name === property.name) ?? property);
    return objectStatement({ ...type, name, properties }, documentation, dialect);
  }
  const omitted = changed.map((property) => literal(property.name)).join(' | ');
  const base = changed.length === 0 ? type.name : `${file.global('Omit')}<${type.name}, ${omitted}>`;
  const properties = changed.map((property) => propertyStructure(property, dialect));
  return { kind: StructureKind.Interface, name, isExported: true, docs: [description], extends: [base], properties };
}

/** Returns the base of a kind whose fields are different on `create`; undefined if none is. */
export function createdWith(
  index: ModelIndex,
  here: Group,
  type: ObjectType,
  file: FileWriter,
  plain: TypeDialect,
): string | undefined {
  if (type.role === undefined || type.role.is === 'list') return undefined;
  const changed = changedFields(index, createdFields(type));
  if (changed.length === 0) return undefined;
  const dialect = createDialect(index, here, file, plain);
  const fields = changed.map(({ name, schema, required }) => {
    const text = typeText(schema, dialect);
    return `${propertyName(name)}${required ? `: ${text}` : `?: ${text} | undefined`}`;
  });
  return `${file.runtimeType('CreatedWith')}<{ ${fields.join('; ')} }>`;
}
