import type { StatementStructures } from 'ts-morph';
import type { AliasType, Documentation, KindRole, ObjectType, TypeName } from '../model/index.js';
import { morphDocs } from './comment.js';
import { createdWith, createForm } from './create-form.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import { StructureKind } from './morph.js';
import { pluralKind } from './names.js';
import { article, objectStatement, type FixedFields } from './object-statement.js';
import { capitalize, literal } from './text.js';
import { memberType, type TypeDialect } from './type-text.js';

/** The spelling of types in any file: as `types.ts` declares them. */
export function plainDialect(index: ModelIndex, here: Group, file: FileWriter): TypeDialect {
  const dialect: TypeDialect = {
    reference: (type, embedded) => {
      const name = typeIn(index, here, type, file);
      return embedded && hasTypeMeta(index, index.type(type)) ? `${file.runtimeType('Embedded')}<${name}>` : name;
    },
    runtime: (type) => file.runtimeType(type),
    record: () => file.global('Record'),
  };
  return dialect;
}

/** Names a type in a file, and imports it. */
export function typeIn(index: ModelIndex, here: Group, type: TypeName, file: FileWriter): string {
  const from = index.group(type);
  if (from === here) return file.sibling('types', type.name, 'type');
  return file.foreign(
    { folder: from.folder, file: 'types', name: type.name, prefix: capitalize(from.groupVersion.accessor) },
    'type',
  );
}

/** Whether a type is an object of the API with its `apiVersion` and `kind`. */
export function hasTypeMeta(index: ModelIndex, type: ReturnType<ModelIndex['type']>): boolean {
  if (type.kind === 'object') return type.role !== undefined;
  return type.of.kind === 'reference' && hasTypeMeta(index, index.type(type.of.type));
}

/** The declarations of `types.ts`. */
export function typeStatements(index: ModelIndex, here: Group, file: FileWriter): StatementStructures[] {
  const dialect = plainDialect(index, here, file);
  const deprecations = deprecationsOf(here);
  const statements: StatementStructures[] = [];
  for (const type of here.groupVersion.types) {
    const created = createForm(index, here, type, file, dialect);
    if (type.kind === 'alias') {
      statements.push(aliasStatement(type, dialect), ...(created ? [created] : []));
      continue;
    }
    const documentation = withDeprecation(documented(type, here), deprecations.get(type.name));
    const base = createdWith(index, here, type, file, dialect);
    const fixed = type.role ? fixedFields(type.role, type, here, file, base === undefined ? [] : [base]) : undefined;
    statements.push(objectStatement(type, documentation, dialect, fixed), ...(created ? [created] : []));
    const input = here.names.inputs.get(type.name);
    if (input === undefined) continue;
    statements.push({
      kind: StructureKind.TypeAlias,
      name: input,
      isExported: true,
      type: `${file.runtimeType('Input')}<${type.name}>`,
      docs: [`${article(type.name)} to create: what the server fills in may be left out.`],
    });
  }
  return statements;
}

/** The warnings of deprecated versions, by the type that carries them. */
function deprecationsOf(here: Group): Map<string, string> {
  const found = new Map<string, string>();
  for (const { object, list, deprecated } of here.groupVersion.resources) {
    if (deprecated === undefined) continue;
    found.set(object.name, deprecated);
    if (list) found.set(list.name, deprecated);
  }
  return found;
}

/** The documentation with a `@deprecated`, unless it has one already. */
export function withDeprecation(documentation: Documentation, deprecated: string | undefined): Documentation {
  if (deprecated === undefined || documentation.tags.some((tag) => tag.name === 'deprecated')) return documentation;
  return { ...documentation, tags: [...documentation.tags, { name: 'deprecated', text: deprecated }] };
}

function documented(type: ObjectType, here: Group): Documentation {
  if (type.role?.is !== 'list' || type.documentation.description !== undefined) return type.documentation;
  const { items } = type.role;
  const resource = here.groupVersion.resources.find(({ object }) => object.name === items.name);
  return { ...type.documentation, description: `A list of ${resource ? pluralKind(resource) : `${items.name} objects`}.` };
}

function aliasStatement(type: AliasType, dialect: TypeDialect): StatementStructures {
  return {
    kind: StructureKind.TypeAlias,
    name: type.name,
    isExported: true,
    type: memberType(type.of, dialect, { column: `export type ${type.name} = `.length }),
    docs: morphDocs(type.documentation, ''),
  };
}

function fixedFields(role: KindRole, type: ObjectType, here: Group, file: FileWriter, bases: string[]): FixedFields {
  const typeMeta = [
    { name: 'apiVersion', type: literal(here.apiVersion) },
    { name: 'kind', type: literal(role.apiKind) },
  ];
  switch (role.is) {
    case 'stored': {
      const metadata = { name: 'metadata', type: file.runtimeType(role.namespaced ? 'NamespacedStoredMeta' : 'StoredMeta') };
      return { properties: [...typeMeta, metadata], names: new Set(['apiVersion', 'kind', 'metadata']), extends: bases };
    }
    case 'plain': {
      const plain = type.properties.some(
        ({ name, schema }) => name === 'metadata' && schema.kind === 'runtime' && schema.type === 'ObjectMeta',
      );
      const metadata = { name: 'metadata', type: `${file.runtimeType('ObjectMeta')} | undefined`, hasQuestionToken: true };
      return {
        properties: plain ? [...typeMeta, metadata] : typeMeta,
        names: new Set(plain ? ['apiVersion', 'kind', 'metadata'] : ['apiVersion', 'kind']),
        extends: bases,
      };
    }
    case 'list': {
      const items = file.sibling('types', role.items.name, 'type');
      return {
        properties: typeMeta,
        names: new Set(['apiVersion', 'kind', 'metadata', 'items']),
        extends: [`${file.runtimeType('KubeList')}<${items}>`],
      };
    }
  }
}
