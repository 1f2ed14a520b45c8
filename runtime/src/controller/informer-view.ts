import type { CacheScope, SharedIndexInformer } from '../cache/index.js';
import { parseFieldSelector, type FieldRequirement } from '../fields/index.js';
import { parseSelector } from '../labels/index.js';
import { isPlainObject } from '../util/index.js';
import type { CacheView, WrittenObject } from './write-ledger.js';

/** The part of an informer that a view reads. */
export interface ViewedInformer extends Pick<
  SharedIndexInformer<never, never>,
  'lastSyncResourceVersion' | 'hasSynced' | 'isStopped'
> {
  /** The cache. */
  readonly indexer: {
    readonly scope?: CacheScope | undefined;
    getByKey(key: string): WrittenObject | undefined;
  };
}

/** Returns the view of an informer, for the ledger. */
export function viewOf(informer: ViewedInformer): CacheView {
  return {
    get: (key) => informer.indexer.getByKey(key),
    seenVersion: () => informer.lastSyncResourceVersion(),
    excludes: excludesOf(informer.indexer.scope),
  };
}

/** Returns a function that reports whether the selectors of a scope exclude an object that the server returned. */
function excludesOf(scope: CacheScope | undefined): (object: WrittenObject) => boolean {
  const labels = scope?.labelSelector === undefined ? undefined : parseSelector(scope.labelSelector);
  const fields = scope?.fieldSelector === undefined ? [] : (parseFieldSelector(scope.fieldSelector).requirements ?? []);
  const fits = (object: WrittenObject, { field, operator, value }: FieldRequirement): boolean =>
    (fieldOf(object, field) === value) === (operator === '=');
  return (object) =>
    labels?.matches(object.metadata.labels) === false || !fields.every((requirement) => fits(object, requirement));
}

/** Returns the value of a field as field selectors compare it. An absent field is empty. */
function fieldOf(object: object, path: string): string {
  let value: unknown = object;
  for (const name of path.split('.')) {
    value = isPlainObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
