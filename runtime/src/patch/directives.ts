import { objectMetaPatchMeta, type PatchMeta } from '../meta/index.js';

/** What strategic merge patches say beside values, and what is known of the fields that they say it of. */

export const directive = '$patch';
export const retainKeys = '$retainKeys';
export const deleteFromPrefix = '$deleteFromPrimitiveList';
export const orderPrefix = '$setElementOrder';

/** What holds of every kind that takes strategic merge patches, and of kinds of which nothing else does. */
export const plainPatchMeta: PatchMeta = { fields: { metadata: objectMetaPatchMeta } };

/** The strategy beside `retainKeys`, which only the directive of that name acts upon. */
export function strategyOf({ strategies = [] }: PatchMeta): string {
  return strategies.find((strategy) => strategy !== 'retainKeys') ?? '';
}

/** What is known of a field; nothing of one that `meta` does not name. */
export function metaOf(meta: PatchMeta, field: string): PatchMeta {
  const { fields = {} } = meta;
  const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return (typeof found === 'function' ? found() : found) ?? {};
}
