import type { Resource } from '../model/index.js';
import { applyConfiguration } from './apply-file.js';
import { docComment } from './comment.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import type { ResourceNames } from './names.js';
import type { EmitOptions } from './options.js';
import { patchMetaName, type PatchMetas } from './patch-meta.js';
import type { Piece } from './piece.js';
import { renderTemplate } from './templates.js';
import { literal, quote, wrapList } from './text.js';
import { typeIn, withDeprecation } from './types-file.js';

/** How a resource's types are called in one file. */
export interface ResourceTypes {
  readonly object: string;
  /** `never` where the resource cannot be listed. */
  readonly list: string;
  /** `never` where it cannot be applied. */
  readonly apply: string;
}

/** Names the types of a resource in a file, and imports them. */
export function resourceTypes(
  index: ModelIndex,
  here: Group,
  resource: Resource,
  file: FileWriter,
  options: EmitOptions,
): ResourceTypes {
  return {
    object: typeIn(index, here, resource.object, file),
    list: resource.list ? typeIn(index, here, resource.list, file) : 'never',
    apply: applyConfiguration(here, resource, file, options),
  };
}

/** What was settled for a resource of a group before its files are written. */
export function namesOf(here: Group, resource: Resource): ResourceNames {
  const names = here.names.resources.get(resource);
  if (!names) throw new Error(`${resource.plural}: the resource has no names`);
  return names;
}

/** The descriptor of a resource. */
export function descriptorPiece(
  index: ModelIndex,
  here: Group,
  resource: Resource,
  file: FileWriter,
  options: EmitOptions,
  metas: PatchMetas,
): Piece {
  const { descriptor } = namesOf(here, resource);
  const types = resourceTypes(index, here, resource, file, options);
  const generic = file.runtimeType(resource.namespaced ? 'NamespacedResource' : 'ClusterResource');
  const list = (name: string, values: readonly string[]): { name: string; value: string } => ({
    name,
    value: wrapList(['[', ']'], values.map(quote), { before: name.length + 4, after: 1, indent: '  ' }),
  });
  const { group, version } = here.groupVersion;
  const description = `${resource.plural}.${here.displayName}`;
  const text = renderTemplate('descriptor', {
    comment: docComment(withDeprecation({ description, tags: [] }, resource.deprecated)),
    name: descriptor,
    type: `${generic}${wrapList(['<', '>'], [types.object, types.list, types.apply], {
      before: `export const ${descriptor}: ${generic}`.length,
      after: ' = {'.length,
      indent: '',
    })}`,
    fields: [
      { name: 'group', value: literal(group) },
      { name: 'version', value: literal(version) },
      { name: 'kind', value: literal(resource.kind) },
      { name: 'listKind', value: literal(resource.listKind) },
      { name: 'plural', value: literal(resource.plural) },
      { name: 'singular', value: literal(resource.singular) },
      { name: 'namespaced', value: literal(resource.namespaced) },
      list('verbs', resource.verbs),
      list(
        'subresources',
        resource.subresources.map(({ name }) => name),
      ),
      ...(resource.shortNames.length > 0 ? [list('shortNames', resource.shortNames)] : []),
      ...(resource.categories.length > 0 ? [list('categories', resource.categories)] : []),
      ...(metas.reached.get(here)?.has(resource.object.name)
        ? [{ name: 'patchMeta', value: patchMetaName(here, resource.object.name) }]
        : []),
    ],
  });
  return { door: 'resources', values: [descriptor], types: [], text };
}
