/** The directives of strategic merge patches, and the patch metadata of fields. */

import { objectMetaPatchMeta, type PatchMeta } from '../meta/index.js';

/** The directive that replaces or deletes an object or an item of a list. */
export const directive = '$patch';
/** The directive that lists the fields of an object that remain. */
export const retainKeys = '$retainKeys';
/** The beginning of the directives that remove scalars from a merged list. */
export const deleteFromPrefix = '$deleteFromPrimitiveList';
/** The beginning of the directives that order the items of a merged list. */
export const orderPrefix = '$setElementOrder';

/** The patch metadata of kinds that have no other merged lists than those of their metadata. */
export const plainPatchMeta: PatchMeta = { fields: { metadata: objectMetaPatchMeta } };

/** Returns the patch strategy of a field, or an empty string. `retainKeys` is a strategy of its own, which `mergeMap` handles. */
export function strategyOf({ strategies = [] }: PatchMeta): string {
  return strategies.find((strategy) => strategy !== 'retainKeys') ?? '';
}

/** Returns the patch metadata of a field, or an empty object if `meta` has no entry for the field. */
export function metaOf(meta: PatchMeta, field: string): PatchMeta {
  const { fields = {} } = meta;
  const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return (typeof found === 'function' ? found() : found) ?? {};
}
