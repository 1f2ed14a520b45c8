import type { Resource } from '../model/index.js';
import { docComment } from './comment.js';
import { namesOf } from './descriptor.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import { pluralKind } from './names.js';
import type { Piece } from './piece.js';
import { renderTemplate } from './templates.js';
import { objectKey, propertyName } from './text.js';
import { typeIn, withDeprecation } from './types-file.js';

/** Whether an informer can hold a resource: it is listed, watched and read, so its objects have an identity. */
export function canBeCached(here: Group, resource: Resource): boolean {
  const type = here.types.get(resource.object.name);
  const stored = type?.kind === 'object' && type.role?.is === 'stored';
  return stored && resource.list !== undefined && resource.verbs.includes('list') && resource.verbs.includes('watch');
}

/** The lister of a resource. */
export function listerPiece(index: ModelIndex, here: Group, resource: Resource, file: FileWriter): Piece {
  const { lister, newLister } = namesOf(here, resource);
  const objects = pluralKind(resource);
  const object = `${file.runtimeType('Immutable')}<${typeIn(index, here, resource.object, file)}>`;
  const generic = resource.namespaced ? 'Lister' : 'ClusterLister';
  const text = renderTemplate('lister', {
    comment: docComment(withDeprecation({ description: `The ${objects} of a cache.`, tags: [] }, resource.deprecated)),
    objects,
    lister,
    base: `${file.runtimeType(generic)}<${object}>`,
    newLister,
    construct: file.runtimeValue(`new${generic}`),
    indexer: `${file.runtimeType('Indexer')}<${object}>`,
  });
  return { door: 'lister', values: [newLister], types: [lister], text };
}

/** The informer of a resource, with its lister. */
export function informerPiece(index: ModelIndex, here: Group, resource: Resource, file: FileWriter): Piece {
  const { informer, newInformer, lister, newLister, descriptor } = namesOf(here, resource);
  const objects = pluralKind(resource);
  const object = typeIn(index, here, resource.object, file);
  const description = `The informer of ${objects} and the lister over its cache. Touching either registers it with its factory.`;
  const text = renderTemplate('informer', {
    comment: docComment(withDeprecation({ description, tags: [] }, resource.deprecated)),
    objects,
    informer,
    sharedInformer: `${file.runtimeType('SharedIndexInformer')}<${file.runtimeType('Immutable')}<${object}>, ${object}>`,
    lister,
    newInformer,
    construct: file.runtimeValue('resourceInformer'),
    factory: file.runtimeType('InformerFactory'),
    descriptor,
    newLister,
  });
  return { door: 'informer', values: [newInformer], types: [informer], text };
}

/** The informers of a group version. */
export function groupInformersPiece(here: Group, cached: readonly Resource[], file: FileWriter): Piece {
  const { informers, newInformers } = here.names;
  const text = renderTemplate('group-informers', {
    apiVersion: here.displayName,
    informers,
    newInformers,
    factory: file.runtimeType('InformerFactory'),
    resources: cached.map((resource) => {
      const { informer, newInformer } = namesOf(here, resource);
      return { accessor: propertyName(resource.accessor), key: objectKey(resource.accessor), informer, newInformer };
    }),
  });
  return { door: 'informer', values: [newInformers], types: [informers], text };
}
