import type { Resource, TypeName } from '../model/index.js';
import type { EmitOptions, FileWriter } from './generated-file.js';
import { hasCode, type Group, type ModelIndex } from './model-index.js';
import type { ResourceNames } from './names.js';
import { capitalize, docComment } from './text.js';

/** Everything that an emitter needs to write a part of a file of a group version. */
export interface EmitContext {
  /** All group versions and types. */
  readonly model: ModelIndex;
  /** The group version of the file. */
  readonly group: Group;
  /** The file that is being written. */
  readonly file: FileWriter;
  /** The options of the run. */
  readonly options: EmitOptions;
}

/** The spelling of a resource's types in a file. */
export interface ResourceTypes {
  /** The type of the objects. */
  readonly object: string;
  /** `never` if the resource cannot be listed. */
  readonly list: string;
  /** `never` if the resource cannot be applied. */
  readonly apply: string;
  /** Undefined if no object is created, or if its type has no form of its own on `create`. */
  readonly input: string | undefined;
}

/** Returns the names that were chosen for a resource. */
export function namesOf(group: Group, resource: Resource): ResourceNames {
  const names = group.names.resources.get(resource);
  if (!names) throw new Error(`${resource.plural}: the resource has no names`);
  return names;
}

/** Returns the type arguments of the descriptor and the client of a resource, of which each states the same types. */
export function typeArguments({ object, list, apply, input }: ResourceTypes): string[] {
  return [object, list, apply, ...(input === undefined ? [] : [input])];
}

/** Imports the types of a resource, and returns their spelling. */
export function resourceTypes(context: EmitContext, resource: Resource): ResourceTypes {
  const input = resource.verbs.includes('create')
    ? context.model.group(resource.object).names.inputs.get(resource.object.name)
    : undefined;
  return {
    object: typeName(context, resource.object),
    list: resource.list ? typeName(context, resource.list) : 'never',
    apply:
      context.options.apply && isApplied(context.group, resource) ? applyConfigurationName(context, resource.object) : 'never',
    input: input === undefined ? undefined : typeName(context, resource.object, input),
  };
}

/** Imports a type, and returns its spelling. `name` selects another type of the same group version, such as its input form. */
export function typeName({ model, group, file }: EmitContext, type: TypeName, name = type.name): string {
  const from = model.group(type);
  const declaredIn = hasCode(from) ? 'types' : 'index';
  return from === group ? file.sibling(declaredIn, name) : foreignName(file, from, name, declaredIn, 'type');
}

/** Imports the apply configuration of a type, and returns its spelling. */
export function applyConfigurationName({ model, group, file }: EmitContext, type: TypeName): string {
  const from = model.group(type);
  const name = from.names.applies.get(type.name) ?? type.name;
  const declaredIn = hasCode(from) ? 'apply' : 'index';
  return from === group ? file.sibling(declaredIn, name) : foreignName(file, from, name, declaredIn, 'type');
}

/** Imports a name from the code of a group version, and returns its spelling. */
export function codeName(file: FileWriter, group: Group, name: string, use: 'type' | 'value'): string {
  return foreignName(file, group, name, 'index', use);
}

function foreignName(file: FileWriter, group: Group, name: string, declaredIn: string, use: 'type' | 'value'): string {
  return file.foreign({ path: `${group.folder}/${declaredIn}`, name, prefix: capitalize(group.groupVersion.accessor) }, use);
}

/** Whether a type is an API object, which has `apiVersion` and `kind`. */
export function hasTypeMeta(model: ModelIndex, name: TypeName): boolean {
  const type = model.type(name);
  if (type.kind === 'object') return type.role !== undefined;
  return type.of.kind === 'reference' && hasTypeMeta(model, type.of.type);
}

/** Whether a resource has an apply configuration of its own. */
export function isApplied(group: Group, { object }: Resource): boolean {
  const type = group.types.get(object.name);
  return group.applied.has(object.name) && type?.kind === 'object' && type.role !== undefined && type.role.is !== 'list';
}

/** Whether an informer can cache a resource: it can be listed, watched and read, so its objects have an identity. */
export function isCached(group: Group, resource: Resource): boolean {
  const type = group.types.get(resource.object.name);
  const isStored = type?.kind === 'object' && type.role?.is === 'stored';
  return isStored && resource.list !== undefined && resource.verbs.includes('list') && resource.verbs.includes('watch');
}

/** Returns the comment of a part of a resource. It says so if the version of the resource is deprecated. */
export function resourceComment({ deprecated }: Resource, description: string, indentation = ''): string {
  const tags = deprecated === undefined ? [] : [{ name: 'deprecated', text: deprecated }];
  return docComment({ description, tags }, indentation);
}
