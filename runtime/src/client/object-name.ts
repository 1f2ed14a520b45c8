import type { ResourceInfo, TypeMeta } from '../meta/index.js';

/** The name of an object that is to be written back. Throws a `TypeError` where it has none, before anything is sent. */
export function objectName(resource: ResourceInfo, object: TypeMeta & { metadata?: { name?: string | undefined } }): string {
  const name = object.metadata?.name;
  if (!name) throw new TypeError(`${resource.plural}: the object to update has no metadata.name (pass an object that was read from the server)`);
  return name;
}
