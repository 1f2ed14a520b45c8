import type { ResourceInfo } from '../meta/index.js';

/** Clients of a namespaced resource: of one namespace, or of all. */
export interface PerNamespace<One, All> {
  (namespace: string): One;
  (): All;
}

/**
 * Chooses by whether a namespace was passed at all. An empty or undefined one throws a `TypeError`: a variable that was meant to hold
 * a namespace must not turn into all of them.
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

/** The namespace, which must not be empty. */
export function requireNamespace(resource: ResourceInfo, namespace: string | undefined): string {
  if (namespace) return namespace;
  const given = namespace === '' ? 'an empty string' : String(namespace);
  throw new TypeError(
    `${resource.plural}: the namespace is ${given} (pass a name, or call ${resource.plural}() without an argument for all namespaces)`,
  );
}
