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
    seenVersion: (key) => informer.lastSyncResourceVersion(namespaceOf(key)),
    covers: (key) => covers(informer.indexer.scope, namespaceOf(key)),
    excludes: excludesOf(informer.indexer.scope),
  };
}

/** Returns the namespace of a key, or undefined for a cluster-scoped object. */
function namespaceOf(key: string): string | undefined {
  const slash = key.indexOf('/');
  return slash < 0 ? undefined : key.slice(0, slash);
}

/** Whether a cache of this scope contains objects of a namespace. */
function covers(scope: CacheScope | undefined, namespace: string | undefined): boolean {
  if (namespace === undefined || scope === undefined) return true;
  if (scope.byNamespace) return scope.byNamespace.has(namespace);
  return scope.namespace === undefined || scope.namespace === namespace;
}

type Excludes = (object: WrittenObject) => boolean;

/** Returns a function that reports whether the selectors of a scope exclude an object that the server returned. */
function excludesOf(scope: CacheScope | undefined): Excludes {
  if (scope?.byNamespace) {
    const parts = new Map(Array.from(scope.byNamespace, ([name, part]): [string, Excludes] => [name, excludesOf(part)]));
    return (object) => parts.get(object.metadata.namespace ?? '')?.(object) ?? true;
  }
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
