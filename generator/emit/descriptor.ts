import type { Resource } from '../model/index.js';
import { namesOf, resourceComment, resourceTypes, typeArguments, type EmitContext } from './context.js';
import { list, print } from './layout.js';
import { patchMetaName } from './patch-meta.js';
import { renderTemplate } from './templates.js';
import { literal, quote } from './text.js';

/** Returns the constant that describes a resource. */
export function descriptorCode(context: EmitContext, resource: Resource): string {
  const { group, file } = context;
  const { descriptor } = namesOf(group, resource);
  const types = resourceTypes(context, resource);
  const generic = file.runtimeType(resource.namespaced ? 'NamespacedResource' : 'ClusterResource');
  const field = (name: string, value: string | boolean): string => `  ${name}: ${literal(value)},`;
  const listField = (name: string, values: readonly string[]): string =>
    print([`${name}: `, list('[', values.map(quote), ']'), ','], '  ');
  return renderTemplate('descriptor', {
    comment: resourceComment(resource, `${resource.plural}.${group.displayName}`),
    head: print([`export const ${descriptor}: ${generic}`, list('<', typeArguments(types), '>'), ' = {']),
    fields: [
      field('group', group.groupVersion.group),
      field('version', group.groupVersion.version),
      field('kind', resource.kind),
      field('listKind', resource.listKind),
      field('plural', resource.plural),
      field('singular', resource.singular),
      field('namespaced', resource.namespaced),
      listField('verbs', resource.verbs),
      listField(
        'subresources',
        resource.subresources.map(({ name }) => name),
      ),
      ...(resource.shortNames.length > 0 ? [listField('shortNames', resource.shortNames)] : []),
      ...(resource.categories.length > 0 ? [listField('categories', resource.categories)] : []),
      ...(group.patchMetas.has(resource.object.name) ? [`  patchMeta: ${patchMetaName(group, resource.object.name)},`] : []),
    ],
  });
}
