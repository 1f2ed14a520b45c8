import { parseFieldSelector, type FieldRequirement } from '../../fields/index.js';
import { labelSelectorAsSelector } from '../../labels/index.js';
import type { SelectionOptions } from '../../meta/index.js';
import { newBrand, type Brand } from '../../util/errors.js';
import { goQuote } from '../../util/index.js';

/** The part of a resource that a cache contains. */
export interface CacheScope {
  /** The name of the resource, such as `configmaps.v1`. */
  readonly resource: string;
  /** The only namespace in the cache. Undefined for all namespaces and for cluster-scoped resources. */
  readonly namespace: string | undefined;
  /** The label selector of the objects, in the syntax of the API. Undefined for all objects. */
  readonly labelSelector: string | undefined;
  /** The field selector of the objects, in the syntax of the API. Undefined for all objects. */
  readonly fieldSelector: string | undefined;
  /** The scopes of several namespaces by their names. Then `namespace` and the selectors of this scope are undefined. */
  readonly byNamespace?: ReadonlyMap<string, CacheScope> | undefined;
}

const brand: Brand<CacheScopeError> = /* @__PURE__ */ newBrand('CacheScopeError');

/**
 * An error of a read outside the scope of a cache. The object may exist on the server. The message names the resource, the scope
 * and a way to fix the read.
 */
export class CacheScopeError extends Error {
  /** The scope of the cache. */
  readonly scope: CacheScope;

  constructor(message: string, scope: CacheScope) {
    super(message);
    brand.mark(this);
    this.name = 'CacheScopeError';
    this.scope = scope;
  }
}

/** Whether an error is a CacheScopeError, including one of another copy of this package. */
export function isCacheScopeError(error: unknown): error is CacheScopeError {
  return brand.has(error);
}

/** Returns the scope of the informer of a resource. Throws an Error for selectors that do not parse. */
export function newCacheScope(
  resource: string,
  namespace: string | undefined,
  { labelSelector, fieldSelector }: Pick<SelectionOptions, 'labelSelector' | 'fieldSelector'>,
): CacheScope {
  const labels =
    typeof labelSelector === 'object' && !('matches' in labelSelector) ? labelSelectorAsSelector(labelSelector) : labelSelector;
  return { resource, namespace, labelSelector: textOf(labels), fieldSelector: textOf(fieldSelector) };
}

/** Returns the scope of a cache of several namespaces. */
export function newMultiNamespaceScope(resource: string, byNamespace: ReadonlyMap<string, CacheScope>): CacheScope {
  return { resource, namespace: undefined, labelSelector: undefined, fieldSelector: undefined, byNamespace };
}

function textOf(selector: { toString(): string } | undefined): string | undefined {
  return selector?.toString() === '' ? undefined : selector?.toString();
}

/**
 * Throws a CacheScopeError for a read that the cache cannot answer. That is a read of another namespace, or of a name or
 * namespace that the field selector excludes. Objects that a label selector excludes are indistinguishable from absent objects.
 */
export function requireInScope(
  scope: CacheScope | undefined,
  asked: { readonly namespace: string; readonly name?: string | undefined },
): void {
  if (scope === undefined) return;
  const { namespace, name } = asked;
  if (scope.byNamespace) {
    const part = scope.byNamespace.get(namespace);
    if (part) {
      requireInScope(part, asked);
      return;
    }
    const names = [...scope.byNamespace.keys()].map(goQuote).join(', ');
    throw outside(scope, whatOf(namespace), `the namespaces ${names}`);
  }
  if (scope.namespace !== undefined && scope.namespace !== namespace) {
    throw outside(scope, whatOf(namespace), `the namespace ${goQuote(scope.namespace)}`);
  }
  for (const { field, operator, value } of requirementsOf(scope)) {
    const given = field === 'metadata.name' ? name : field === 'metadata.namespace' ? namespace : undefined;
    if (given === undefined || (given === value) === (operator === '=')) continue;
    const what = field === 'metadata.name' ? `the object ${goQuote(given)}` : `the namespace ${goQuote(given)}`;
    throw outside(scope, what, `objects with ${scope.fieldSelector ?? ''}`);
  }
}

function whatOf(namespace: string): string {
  return namespace === '' ? 'a read without a namespace' : `the namespace ${goQuote(namespace)}`;
}

function requirementsOf({ fieldSelector }: CacheScope): readonly FieldRequirement[] {
  if (fieldSelector === undefined || !fieldSelector.includes('metadata.')) return [];
  return parseFieldSelector(fieldSelector).requirements ?? [];
}

function outside(scope: CacheScope, what: string, contents: string): CacheScopeError {
  return new CacheScopeError(
    `${scope.resource}: ${what} is outside of the cache, which contains only ${contents} ` +
      '(read from the server with a client, or widen the scope of the informer factory; a manager sets it by its option `cache`)',
    scope,
  );
}
