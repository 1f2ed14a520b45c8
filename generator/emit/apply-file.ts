import type { NamedType, ObjectType, Resource, RuntimeType, TypeName } from '../model/index.js';
import { applyConfigurationName, hasTypeMeta, isApplied, namesOf, resourceComment, type EmitContext } from './context.js';
import type { Declaration, Member } from './declarations.js';
import { list, print } from './layout.js';
import type { Group, ModelIndex } from './model-index.js';
import { withArticle } from './names.js';
import { fieldMember, openMember, plainMember, type TypeContext } from './object-declaration.js';
import { referencesOf } from './references.js';
import { renderTemplate } from './templates.js';
import { literal } from './text.js';
import { memberType, type TypeDialect } from './type-text.js';
import { plainDialect, withDeprecation } from './types-file.js';

/** The types of the runtime that have a different form in an apply configuration. */
const appliedRuntimeTypes: ReadonlyMap<RuntimeType, string> = new Map([
  ['Condition', 'ConditionApplyConfiguration'],
  ['LabelSelector', 'LabelSelectorApplyConfiguration'],
  ['LabelSelectorRequirement', 'LabelSelectorRequirementApplyConfiguration'],
  ['OwnerReference', 'OwnerReferenceApplyConfiguration'],
]);

/** Returns the declarations of all apply configurations of a group version. */
export function applyDeclarations(context: EmitContext): Declaration[] {
  const { model, group } = context;
  const types: TypeContext = { ...context, dialect: applyDialect(context) };
  const builders = applyBuilders(group);
  return group.groupVersion.types
    .filter((type) => group.applied.has(type.name) && hasApplyForm(model, type))
    .map((type): Declaration => {
      const name = group.names.applies.get(type.name) ?? type.name;
      const { documentation } = type;
      if (type.kind === 'alias') return { kind: 'alias', name, documentation, type: memberType(type.of, types.dialect) };
      const builder = builders.get(type.name);
      const description = `The fields of ${withArticle(type.name)} that a field manager applies and owns.`;
      const described = builder ? withDeprecation({ description, tags: [] }, builder.deprecated) : documentation;
      return { kind: 'interface', name, documentation: described, extends: [], members: membersOf(types, type) };
    });
}

/** Returns the resource whose builder creates each apply configuration, by the name of its type. */
export function applyBuilders(group: Group): Map<string, Resource> {
  const applied = group.groupVersion.resources.filter((resource) => isApplied(group, resource));
  return new Map(applied.map((resource) => [resource.object.name, resource]));
}

/** Returns the function that builds the apply configuration of a resource from its name and fields. */
export function applyCode(context: EmitContext, resource: Resource): string {
  const { group, file } = context;
  const names = namesOf(group, resource);
  const configuration = applyConfigurationName(context, resource.object);
  const type = group.types.get(resource.object.name);
  const kind = literal(type?.kind === 'object' && type.role ? type.role.apiKind : resource.kind);
  const parameters = [
    'name: string',
    ...(resource.namespaced ? ['namespace: string'] : []),
    `fields: ${file.runtimeType('ApplyFields')}<${configuration}> = {}`,
  ];
  const members = [
    '...fields',
    `apiVersion: ${literal(group.apiVersion)}`,
    `kind: ${kind}`,
    `metadata: { ...fields.metadata, name${resource.namespaced ? ', namespace' : ''} }`,
  ];
  const identity = resource.namespaced ? 'this name and namespace' : 'this name';
  return renderTemplate('apply', {
    comment: resourceComment(resource, `Returns an apply configuration for the ${resource.kind} with ${identity}.`),
    head: print([`export function ${names.apply}`, list('(', parameters, ')'), `: ${configuration} {`]),
    body: print(['return ', list('{', members, '}'), ';'], '  '),
  });
}

/** Whether a type has a different form in apply configurations. Objects have one, and names of scalars do not. */
function hasApplyForm(model: ModelIndex, type: NamedType, seen = new Set<NamedType>()): boolean {
  if (type.kind === 'object') return true;
  if (seen.has(type)) return false;
  seen.add(type);
  for (const reference of referencesOf(type.of)) if (hasApplyForm(model, model.type(reference), seen)) return true;
  return false;
}

function applyDialect(context: EmitContext): TypeDialect {
  const { model, file } = context;
  const plain = plainDialect(context);
  return {
    reference: (type: TypeName, embedded) => {
      if (!hasApplyForm(model, model.type(type))) return plain.reference(type, embedded);
      const name = applyConfigurationName(context, type);
      return embedded && hasTypeMeta(model, type) ? `${file.runtimeType('EmbeddedApply')}<${name}>` : name;
    },
    runtime: (type) => {
      // Metadata inside another object, such as a pod template, has no required name.
      if (type === 'ObjectMeta') return `${file.global('Partial')}<${file.runtimeType('ObjectMetaApplyConfiguration')}>`;
      return file.runtimeType(appliedRuntimeTypes.get(type) ?? type);
    },
    record: () => plain.record(),
  };
}

function membersOf({ group, file, dialect }: TypeContext, type: ObjectType): Member[] {
  const { role } = type;
  const own: Member[] = [];
  if (role && role.is !== 'list') {
    own.push(plainMember('apiVersion', literal(group.apiVersion)), plainMember('kind', literal(role.apiKind)));
    own.push(plainMember('metadata', file.runtimeType('ObjectMetaApplyConfiguration')));
  }
  const known = type.properties.filter((property) => own.every((field) => field.name !== property.name));
  const keys = group.mapKeys.get(type.name);
  // A field is owned if it is present, so `undefined` is not among its values.
  const members = known.map((property): Member => {
    const isRequired = property.required && keys?.has(property.name) === true;
    return { ...fieldMember(property, dialect), isOptional: !isRequired, type: memberType(property.schema, dialect) };
  });
  return [...openMember(type, known, dialect), ...own, ...members];
}
