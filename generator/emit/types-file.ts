import type { Documentation, ObjectType, Property } from '../model/index.js';
import { hasTypeMeta, typeName, type EmitContext } from './context.js';
import { createForm, inputForm } from './create-form.js';
import type { Declaration } from './declarations.js';
import type { Group } from './model-index.js';
import { pluralKind } from './names.js';
import { objectDeclaration, plainMember, type KindMembers, type TypeContext } from './object-declaration.js';
import { literal } from './text.js';
import { memberType, type TypeDialect } from './type-text.js';

/** Returns the declarations of all types of a group version, each kind with its input form. */
export function typeDeclarations(context: EmitContext): Declaration[] {
  const { group } = context;
  const types: TypeContext = { ...context, dialect: plainDialect(context) };
  const deprecations = deprecationsOf(group);
  return group.groupVersion.types.flatMap((type): Declaration[] => {
    const { name } = type;
    const created = createForm(types, type);
    const declarations: Declaration[] = [];
    if (type.kind === 'alias') {
      declarations.push({ kind: 'alias', name, documentation: type.documentation, type: memberType(type.of, types.dialect) });
    } else {
      const documentation = withDeprecation(documented(type, group), deprecations.get(name));
      declarations.push(objectDeclaration(types, type, documentation, kindMembers(types, type)));
    }
    if (created) declarations.push(created);
    const input = group.names.inputs.get(name);
    return input === undefined || type.kind === 'alias' ? declarations : [...declarations, inputForm(types, type, input)];
  });
}

/** Returns the spelling of types in any file: the names that `typeDeclarations` declares. */
export function plainDialect(context: EmitContext): TypeDialect {
  const { model, file } = context;
  return {
    reference: (type, embedded) => {
      const name = typeName(context, type);
      return embedded && hasTypeMeta(model, type) ? `${file.runtimeType('Embedded')}<${name}>` : name;
    },
    runtime: (type) => file.runtimeType(type),
    record: () => file.global('Record'),
  };
}

/** Returns the warnings of deprecated versions by the name of the type that shows them. */
function deprecationsOf(group: Group): Map<string, string> {
  const found = new Map<string, string>();
  for (const { object, list, deprecated } of group.groupVersion.resources) {
    if (deprecated === undefined) continue;
    found.set(object.name, deprecated);
    if (list) found.set(list.name, deprecated);
  }
  return found;
}

/** Adds `@deprecated` to a documentation, unless it has this tag already. */
export function withDeprecation(documentation: Documentation, deprecated: string | undefined): Documentation {
  if (deprecated === undefined || documentation.tags.some((tag) => tag.name === 'deprecated')) return documentation;
  return { ...documentation, tags: [...documentation.tags, { name: 'deprecated', text: deprecated }] };
}

/** Returns the documentation of an object. A list without a description gets one. */
function documented(type: ObjectType, { groupVersion }: Group): Documentation {
  if (type.role?.is !== 'list' || type.documentation.description !== undefined) return type.documentation;
  const { items } = type.role;
  const resource = groupVersion.resources.find(({ object }) => object.name === items.name);
  return { ...type.documentation, description: `A list of ${resource ? pluralKind(resource) : `${items.name} objects`}.` };
}

/** Returns the part of a kind that does not depend on its schema, or undefined for an object that is not a kind. */
function kindMembers(context: TypeContext, type: ObjectType): KindMembers | undefined {
  const { group, file } = context;
  const { role } = type;
  if (!role) return undefined;
  const typeMeta = [plainMember('apiVersion', literal(group.apiVersion)), plainMember('kind', literal(role.apiKind))];
  if (role.is === 'list') {
    return {
      members: typeMeta,
      replaced: ['metadata', 'items'],
      extends: [`${file.runtimeType('KubeList')}<${role.items.name}>`],
    };
  }
  const kind = { replaced: [], extends: [] };
  if (role.is === 'stored') {
    const metadata = plainMember('metadata', file.runtimeType(role.namespaced ? 'NamespacedStoredMeta' : 'StoredMeta'));
    return { ...kind, members: [...typeMeta, metadata] };
  }
  const isMetadata = ({ name, schema }: Property): boolean =>
    name === 'metadata' && schema.kind === 'runtime' && schema.type === 'ObjectMeta';
  if (!type.properties.some(isMetadata)) return { ...kind, members: typeMeta };
  const metadata = { ...plainMember('metadata', `${file.runtimeType('ObjectMeta')} | undefined`), isOptional: true };
  return { ...kind, members: [...typeMeta, metadata] };
}
