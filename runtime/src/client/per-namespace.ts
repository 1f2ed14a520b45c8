import type { ResourceInfo } from '../meta/index.js';

/** Accessors of a namespaced resource, for one namespace or for all. */
export interface PerNamespace<One, All> {
  (namespace: string): One;
  (): All;
}

/**
 * Creates an accessor that returns the client of a namespace if one is passed, and otherwise that of all namespaces.
 *
 * Throws a TypeError for an empty or undefined argument, so that a missing value does not select all namespaces.
 */
export function perNamespace<One, All>(
  resource: ResourceInfo,
  one: (namespace: string) => One,
  all: () => All,
): PerNamespace<One, All> {
  function choose(namespace: string): One;
  function choose(): All;
  function choose(...args: [string?]): One | All {
    return args.length === 0 ? all() : one(requireNamespace(resource, args[0]));
  }
  return choose;
}

/**
 * Returns the namespace.
 *
 * Throws a TypeError if it is empty.
 */
export function requireNamespace(resource: ResourceInfo, namespace: string | undefined): string {
  if (namespace) return namespace;
  const given = namespace === '' ? 'an empty string' : String(namespace);
  throw new TypeError(
    `${resource.plural}: the namespace is ${given} (pass a name, or call ${resource.plural}() without an argument for all namespaces)`,
  );
}
