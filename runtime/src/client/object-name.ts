import type { ResourceInfo, TypeMeta } from '../meta/index.js';

/**
 * Returns the name of an object to update or apply.
 *
 * Throws a TypeError if there is no name, before anything is sent. Programs without types can omit it.
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
