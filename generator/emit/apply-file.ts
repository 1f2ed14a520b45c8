import type { OptionalKind, PropertySignatureStructure, StatementStructures } from 'ts-morph';
import type { NamedType, ObjectType, Property, Resource, RuntimeType, TypeName } from '../model/index.js';
import { docComment, morphDocs } from './comment.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import { StructureKind } from './morph.js';
import { article, openness } from './object-statement.js';
import type { Piece } from './piece.js';
import { referencesOf } from './references.js';
import { renderTemplate } from './templates.js';
import { capitalize, literal, propertyName, wrapList } from './text.js';
import { memberType, type TypeDialect } from './type-text.js';
import { hasTypeMeta, plainDialect, withDeprecation } from './types-file.js';

/** The types of the runtime that look different in an apply configuration. */
const appliedRuntimeTypes: ReadonlyMap<RuntimeType, string> = new Map([
  ['Condition', 'ConditionApplyConfiguration'],
  ['LabelSelector', 'LabelSelectorApplyConfiguration'],
  ['LabelSelectorRequirement', 'LabelSelectorRequirementApplyConfiguration'],
  ['OwnerReference', 'OwnerReferenceApplyConfiguration'],
]);

/** The types that `apply.ts` declares. Empty where nothing can be applied. */
export function applyStatements(index: ModelIndex, here: Group, file: FileWriter): StatementStructures[] {
  const dialect = applyDialect(index, here, file);
  const builders = buildersOf(here);
  return here.groupVersion.types
    .filter((type) => here.applied.has(type.name) && hasApplyForm(index, type))
    .map((type) => typeStatement(type, builders.get(type.name), here, file, dialect));
}

/** The resource that builds an apply configuration, by the name of its type. */
export function buildersOf(here: Group): Map<string, Resource> {
  const applied = here.groupVersion.resources.filter((resource) => appliesTo(here, resource));
  return new Map(applied.map((resource) => [resource.object.name, resource]));
}

/** Whether a resource has an apply configuration of its own. */
export function appliesTo(here: Group, { object }: Resource): boolean {
  const type = here.types.get(object.name);
  return here.applied.has(object.name) && type?.kind === 'object' && type.role !== undefined && type.role.is !== 'list';
}

/** The name of a resource's apply configuration in a file, or `never` where it cannot be applied. */
export function applyConfiguration(here: Group, resource: Resource, file: FileWriter, options: { apply: boolean }): string {
  const name = here.names.applies.get(resource.object.name);
  return options.apply && name !== undefined && appliesTo(here, resource) ? file.sibling('apply', name, 'type') : 'never';
}

/** Whether a type looks different in apply configurations: objects do, names for scalars do not. */
function hasApplyForm(index: ModelIndex, type: NamedType, seen = new Set<NamedType>()): boolean {
  if (type.kind === 'object') return true;
  if (seen.has(type)) return false;
  seen.add(type);
  for (const reference of referencesOf(type.of)) if (hasApplyForm(index, index.type(reference), seen)) return true;
  return false;
}

function applyDialect(index: ModelIndex, here: Group, file: FileWriter): TypeDialect {
  const plain = plainDialect(index, here, file);
  const configurationOf = (type: TypeName): string => {
    const from = index.group(type);
    const name = from.names.applies.get(type.name) ?? type.name;
    if (from === here) return name;
    return file.foreign({ folder: from.folder, file: 'apply', name, prefix: capitalize(from.groupVersion.accessor) }, 'type');
  };
  return {
    reference: (type, embedded) => {
      const target = index.type(type);
      if (!hasApplyForm(index, target)) return plain.reference(type, embedded);
      const name = configurationOf(type);
      return embedded && hasTypeMeta(index, target) ? `${file.runtimeType('EmbeddedApply')}<${name}>` : name;
    },
    runtime: (type) => {
      // Metadata inside another object, such as a pod template, names nothing.
      if (type === 'ObjectMeta') return `${file.global('Partial')}<${file.runtimeType('ObjectMetaApplyConfiguration')}>`;
      return file.runtimeType(appliedRuntimeTypes.get(type) ?? type);
    },
    record: () => plain.record(),
  };
}

function typeStatement(
  type: NamedType,
  resource: Resource | undefined,
  here: Group,
  file: FileWriter,
  dialect: TypeDialect,
): StatementStructures {
  const name = here.names.applies.get(type.name) ?? type.name;
  if (type.kind === 'alias') {
    return {
      kind: StructureKind.TypeAlias,
      name,
      isExported: true,
      type: memberType(type.of, dialect, { column: `export type ${name} = `.length }),
      docs: morphDocs(type.documentation, ''),
    };
  }
  const fixed = fixedFields(type, here, file);
  const known = type.properties.filter((property) => !fixed.some((field) => field.name === property.name));
  const keys = here.mapKeys.get(type.name);
  const description = `The fields of ${lowerArticle(type.name)} that its applier wants to own.`;
  const documentation = resource ? withDeprecation({ description, tags: [] }, resource.deprecated) : type.documentation;
  return {
    kind: StructureKind.Interface,
    name,
    isExported: true,
    docs: morphDocs(documentation, ''),
    properties: [...fixed, ...known.map((property) => fieldStructure(property, keys?.has(property.name) === true, dialect))],
    indexSignatures: type.open
      ? [{ keyName: 'key', keyType: 'string', returnType: openness(type.open, known, dialect, fixed.length > 0) }]
      : [],
  };
}

function lowerArticle(name: string): string {
  const text = article(name);
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** What every apply configuration of a kind has. */
function fixedFields({ role }: ObjectType, here: Group, file: FileWriter): OptionalKind<PropertySignatureStructure>[] {
  if (!role || role.is === 'list') return [];
  return [
    { name: 'apiVersion', type: literal(here.apiVersion) },
    { name: 'kind', type: literal(role.apiKind) },
    { name: 'metadata', type: file.runtimeType('ObjectMetaApplyConfiguration') },
  ];
}

/** A field that may be owned. Being there means being owned, so `undefined` is not among its values. */
function fieldStructure(property: Property, isKey: boolean, dialect: TypeDialect): OptionalKind<PropertySignatureStructure> {
  const name = propertyName(property.name);
  const required = isKey && property.required;
  return {
    name,
    hasQuestionToken: !required,
    type: memberType(property.schema, dialect, { column: 2 + name.length + (required ? 2 : 3) }),
    docs: morphDocs(property.documentation, '  '),
  };
}

/** The function that builds the configuration of a resource from its name and its fields. */
export function applyPiece(here: Group, resource: Resource, file: FileWriter): Piece {
  const names = here.names.resources.get(resource);
  const name = here.names.applies.get(resource.object.name);
  if (!names || name === undefined) throw new Error(`${resource.plural}: the apply configuration has no name`);
  const configuration = file.sibling('apply', name, 'type');
  const type = here.types.get(resource.object.name);
  const kind = literal(type?.kind === 'object' && type.role ? type.role.apiKind : resource.kind);
  const parameters = [
    'name: string',
    ...(resource.namespaced ? ['namespace: string'] : []),
    `fields: ${file.runtimeType('ApplyFields')}<${configuration}> = {}`,
  ];
  const members = [
    '...fields',
    `apiVersion: ${literal(here.apiVersion)}`,
    `kind: ${kind}`,
    `metadata: { ...fields.metadata, name${resource.namespaced ? ', namespace' : ''} }`,
  ];
  const text = renderTemplate('apply', {
    comment: docComment(
      withDeprecation(
        {
          description: `A configuration to apply to the ${resource.kind} of that name${resource.namespaced ? ' and namespace' : ''}.`,
          tags: [],
        },
        resource.deprecated,
      ),
    ),
    name: names.apply,
    parameters: wrapList(['(', ')'], parameters, {
      before: `export function ${names.apply}`.length,
      after: `: ${configuration} {`.length,
      indent: '',
    }),
    configuration,
    value: wrapList(['{ ', ' }'], members, { before: '  return '.length, after: 1, indent: '  ' }),
  });
  return { door: 'apply', values: [names.apply], types: [], text };
}
