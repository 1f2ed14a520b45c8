import type { Resource } from '../model/index.js';
import { namesOf, resourceComment, typeName, type EmitContext } from './context.js';
import { pluralKind } from './names.js';
import { renderTemplate } from './templates.js';
import { objectKey, propertyName } from './text.js';

/** Returns the lister of a resource: its interface, and the function that creates one. */
export function listerCode(context: EmitContext, resource: Resource): string {
  const { group, file } = context;
  const { lister, newLister } = namesOf(group, resource);
  const objects = pluralKind(resource);
  const object = `${file.runtimeType('Immutable')}<${typeName(context, resource.object)}>`;
  const generic = resource.namespaced ? 'Lister' : 'ClusterLister';
  return renderTemplate('lister', {
    comment: resourceComment(resource, `A lister that reads ${objects} from the cache of an informer.`),
    objects,
    lister,
    base: `${file.runtimeType(generic)}<${object}>`,
    newLister,
    construct: file.runtimeValue(`new${generic}`),
    indexer: `${file.runtimeType('Indexer')}<${object}>`,
  });
}

/** Returns the informer of a resource, with its lister: their interface, and the function that gets them from a factory. */
export function informerCode(context: EmitContext, resource: Resource): string {
  const { group, file } = context;
  const { informer, newInformer, lister, newLister, descriptor } = namesOf(group, resource);
  const objects = pluralKind(resource);
  const object = typeName(context, resource.object);
  const description = `The informer and the lister of ${objects}. The first access to either of them registers the informer with its factory.`;
  return renderTemplate('informer', {
    comment: resourceComment(resource, description),
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
}

/** Returns the informers of a group version: their interface, and the function that gets them from a factory. */
export function groupInformersCode({ group, file }: EmitContext, cached: readonly Resource[]): string {
  const { informers, newInformers } = group.names;
  return renderTemplate('group-informers', {
    apiVersion: group.displayName,
    informers,
    newInformers,
    factory: file.runtimeType('InformerFactory'),
    resources: cached.map((resource) => {
      const { informer, newInformer } = namesOf(group, resource);
      return { accessor: propertyName(resource.accessor), key: objectKey(resource.accessor), informer, newInformer };
    }),
  });
}
