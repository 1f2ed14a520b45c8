import { groupVersionString, type ListMeta, type ResourceInfo, type TypeMeta } from '../meta/index.js';

/** Returns a shallow copy of an object with the `apiVersion` and `kind` of its resource, unless it has its own. */
export function withType(resource: ResourceInfo, object: object): TypeMeta {
  const { apiVersion, kind, ...content }: Partial<TypeMeta> = object;
  return { apiVersion: apiVersion ?? groupVersionString(resource), kind: kind ?? resource.kind, ...content };
}

/**
 * Gives the items of a list the `apiVersion` and `kind` that servers leave out in lists of built-in kinds. Gives the list the `metadata` and
 * `items` that servers leave out, or send as `null`. If the resource does not know its kind, that of the list says it. In place: the list
 * was just parsed, and is nobody else's.
 */
export function fillListTypes(
  resource: ResourceInfo,
  list: { kind?: string | undefined; metadata?: ListMeta | null; items?: Partial<TypeMeta>[] | null },
): void {
  list.metadata ??= {};
  list.items ??= [];
  fillTypes(resource, list.kind, list.items);
}

/** As `fillListTypes`, for some of the items of a list of the kind. */
export function fillTypes(resource: ResourceInfo, listKind: string | undefined, items: readonly Partial<TypeMeta>[]): void {
  const apiVersion = groupVersionString(resource);
  const kind = resource.kind === '' ? (listKind ?? '').replace(/List$/, '') : resource.kind;
  for (const item of items) {
    item.apiVersion ??= apiVersion;
    item.kind ??= kind;
  }
}

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
