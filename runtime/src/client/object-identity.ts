import { groupVersionString, type ListMeta, type ResourceInfo, type TypeMeta } from '../meta/index.js';

/** Returns a shallow copy of an object with the `apiVersion` and `kind` of its resource, unless it has its own. */
export function withType(resource: ResourceInfo, object: object): TypeMeta {
  const { apiVersion, kind, ...content }: Partial<TypeMeta> = object;
  return { apiVersion: apiVersion ?? groupVersionString(resource), kind: kind ?? resource.kind, ...content };
}

/**
 * Sets the `apiVersion` and `kind` of the items of a list, which servers omit for built-in kinds. Sets `metadata` and `items` of the list
 * if the server omits them or sends `null`. If the descriptor has no kind, the kind of the list determines it. Changes the list in place,
 * because it was just parsed and has no other user.
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
