import { groupVersionString, type KubeList, type ResourceInfo, type TypeMeta } from '../meta/index.js';

/** The object with the `apiVersion` and `kind` of its resource, where it does not say them itself. A shallow copy where anything is added. */
export function withType<O extends Partial<TypeMeta>>(resource: ResourceInfo, object: O): O & TypeMeta {
  return { ...object, apiVersion: object.apiVersion ?? groupVersionString(resource), kind: object.kind ?? resource.kind };
}

/**
 * The list, its items with the `apiVersion` and `kind` that servers leave out in lists of built-in kinds, and an array of items
 * where an empty list came as `null`. Works in place: the list was just parsed, and is nobody else's.
 */
export function withListTypes<L extends KubeList<TypeMeta>>(resource: ResourceInfo, list: Omit<L, 'items'> & { items?: L['items'] | null }): L {
  // The one place where a server's word for a list becomes our type of it.
  const whole = list as L;
  whole.items = list.items ?? [];
  const apiVersion = groupVersionString(resource);
  for (const item of whole.items) {
    item.apiVersion ??= apiVersion;
    item.kind ??= resource.kind;
  }
  return whole;
}
