import type { ResourceInfo, TypeMeta } from '../meta/index.js';

/**
 * The name of an object that is to be updated or applied. Throws a `TypeError` where it has none, before anything is sent: programs
 * without types can pass anything.
 */
export function objectName(
  resource: Pick<ResourceInfo, 'plural'>,
  verb: 'update' | 'apply',
  object: TypeMeta & { metadata?: { name?: string | undefined } | undefined },
): string {
  const name = object.metadata?.name;
  if (name) return name;
  const advice = verb === 'update' ? 'pass an object that was read from the server' : 'an apply configuration names its object';
  throw new TypeError(`${resource.plural}: the object to ${verb} has no metadata.name (${advice})`);
}
