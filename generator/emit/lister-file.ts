import type { Resource } from '../model/index.js';
import { docComment } from './comment.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import { pluralKind } from './names.js';
import { namesOf } from './resources-file.js';
import { objectKey, propertyName } from './text.js';
import { renderTemplate, type InformerView, type ListerView } from './templates.js';
import { typeIn, withDeprecation } from './types-file.js';

/** Whether an informer can hold a resource: it is listed, watched and read, so its objects have an identity. */
export function canBeCached(here: Group, resource: Resource): boolean {
  const type = here.types.get(resource.object.name);
  const stored = type?.kind === 'object' && type.role?.is === 'stored';
  return stored && resource.list !== undefined && resource.verbs.includes('list') && resource.verbs.includes('watch');
}

/** The body of `lister.ts`. */
export function listersBody(index: ModelIndex, here: Group, file: FileWriter): string {
  const listers = here.groupVersion.resources.filter((resource) => canBeCached(here, resource)).map((resource): ListerView => {
    const names = namesOf(here, resource);
    const objects = pluralKind(resource);
    const object = `${file.runtimeType('Immutable')}<${typeIn(index, here, resource.object, file)}>`;
    const generic = resource.namespaced ? 'Lister' : 'ClusterLister';
    return {
      comment: docComment(withDeprecation({ description: `The ${objects} of a cache.`, tags: [] }, resource.deprecated)),
      objects,
      lister: names.lister,
      base: `${file.runtimeType(generic)}<${object}>`,
      newLister: names.newLister,
      construct: file.runtimeValue(`new${generic}`),
      indexer: `${file.runtimeType('Indexer')}<${object}>`,
    };
  });
  return renderTemplate('lister', { listers });
}

/** The body of `informer.ts`. */
export function informersBody(index: ModelIndex, here: Group, file: FileWriter): string {
  const factory = file.runtimeType('InformerFactory');
  const informers = here.groupVersion.resources.filter((resource) => canBeCached(here, resource)).map((resource): InformerView => {
    const names = namesOf(here, resource);
    const objects = pluralKind(resource);
    const object = typeIn(index, here, resource.object, file);
    const description = `The informer of ${objects} and the lister over its cache. Touching either registers it with its factory.`;
    return {
      comment: docComment(withDeprecation({ description, tags: [] }, resource.deprecated)),
      objects,
      informer: names.informer,
      sharedInformer: `${file.runtimeType('SharedIndexInformer')}<${file.runtimeType('Immutable')}<${object}>, ${object}>`,
      lister: file.sibling('lister', names.lister, 'type'),
      newInformer: names.newInformer,
      construct: file.runtimeValue('resourceInformer'),
      factory,
      descriptor: file.sibling('resources', names.descriptor, 'value'),
      newLister: file.sibling('lister', names.newLister, 'value'),
      accessor: propertyName(resource.accessor),
      key: objectKey(resource.accessor),
    };
  });
  const { informers: name, newInformers } = here.names;
  const apiVersion = `${here.groupVersion.group || 'core'}/${here.groupVersion.version}`;
  return renderTemplate('informer', { informers, group: { name, apiVersion, informers: name, newInformers, factory } });
}
