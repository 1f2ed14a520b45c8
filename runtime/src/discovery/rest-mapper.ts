import type { CallOptions, GroupKind, GroupVersion, GroupVersionKind, GroupVersionResource } from '../meta/index.js';
import type { ServerGroupsAndResources } from './aggregated.js';
import type { CachedDiscoveryClient } from './cached-discovery.js';
import { AmbiguousKindError, AmbiguousResourceError, isNoMatchError, type PartialResource } from './mapping-errors.js';
import { newResourceTable, type ResourceTable, type SomeEntries, type TableEntry } from './resource-table.js';

/** The scope of objects: `namespace` for namespaced objects, `root` for cluster-scoped ones. */
export type RESTScope = 'namespace' | 'root';

/** The resource of a kind. */
export interface RESTMapping {
  /** The group, version and plural. */
  resource: GroupVersionResource;
  /** The group, version and kind. */
  groupVersionKind: GroupVersionKind;
  /** The scope of the objects. */
  scope: RESTScope;
}

/**
 * A mapping between kinds and resources.
 *
 * - Resource names are plural or singular, in any case. An empty group or version stands for any.
 * - A group can be a prefix (`storage` for `storage.k8s.io`) if no group has exactly this name and no version is given.
 * - Kinds are written as the server writes them, or in lower case.
 * - Matches come in order of preference: the core group, then the groups in the server's order, the preferred version first.
 *
 * Results belong to the caller.
 *
 * Rejects with an error for `isNoMatchError` if there is no match.
 * Rejects with an error for `isAmbiguousError` if the first group version has several matches.
 * Rejects as `DiscoveryClient` does if the server must be asked.
 */
export interface RESTMapper {
  /** Returns the kind of the first match. */
  kindFor(resource: PartialResource, options?: CallOptions): Promise<GroupVersionKind>;
  /** Returns the kinds of all matches. Never empty. */
  kindsFor(resource: PartialResource, options?: CallOptions): Promise<GroupVersionKind[]>;
  /** Returns the first match. */
  resourceFor(resource: PartialResource, options?: CallOptions): Promise<GroupVersionResource>;
  /** Returns all matches. Never empty. */
  resourcesFor(resource: PartialResource, options?: CallOptions): Promise<GroupVersionResource[]>;
  /**
   * Returns the resource of a kind in the first of `versions` that has it. Without versions, the server's preferred version is
   * used.
   */
  restMapping(groupKind: GroupKind, versions?: readonly string[], options?: CallOptions): Promise<RESTMapping>;
  /** Returns all resources of a kind, in the order of `versions` or of preference. Never empty. */
  restMappings(groupKind: GroupKind, versions?: readonly string[], options?: CallOptions): Promise<RESTMapping[]>;
  /** Returns the singular of a resource: `pod` for `pods`. */
  resourceSingularizer(resource: string, options?: CallOptions): Promise<string>;
}

/** A mapper that can be refreshed. */
export interface ResettableRESTMapper extends RESTMapper {
  /** Forgets the discovery result. The next call asks the server. */
  reset(): void;
}

/** Creates a mapper over a discovery result. It does not know group versions that could not be read. */
export function newDiscoveryRESTMapper(found: ServerGroupsAndResources): RESTMapper {
  const table = newResourceTable(found);
  return mapperOver((question) => Promise.resolve(table).then(question));
}

/**
 * Creates a mapper that reads discovery on first use, and once more for each call without a match. It therefore finds kinds that
 * were installed in the meantime. Concurrent calls without a match share that request.
 *
 * @example
 * ```ts
 * import { createCachedDiscoveryClient, createDiscoveryClient, newDeferredDiscoveryRESTMapper } from 'kube-client-runtime';
 *
 * const mapper = newDeferredDiscoveryRESTMapper(createCachedDiscoveryClient(createDiscoveryClient(rest)));
 * const { resource, scope } = await mapper.restMapping({ group: 'apps', kind: 'Deployment' });
 * resource; // => { group: 'apps', version: 'v1', resource: 'deployments' }
 * scope; // => 'namespace'
 * ```
 */
export function newDeferredDiscoveryRESTMapper(discovery: CachedDiscoveryClient): ResettableRESTMapper {
  let known: { readonly found: ServerGroupsAndResources; readonly table: ResourceTable } | undefined;

  const tableOf = async (options: CallOptions | undefined): Promise<ResourceTable> => {
    const found = await discovery.serverGroupsAndResources(options);
    if (known?.found !== found) known = { found, table: newResourceTable(found) };
    return known.table;
  };
  const reset = (): void => {
    known = undefined;
    discovery.invalidate();
  };

  const mapper = mapperOver(async (question, options) => {
    const table = await tableOf(options);
    try {
      return question(table);
    } catch (error) {
      if (!isNoMatchError(error)) throw error;
      if (known?.table === table) reset();
    }
    return question(await tableOf(options));
  });
  return { ...mapper, reset };
}

/** A function that passes the resource table to a question. */
type Ask = <A>(question: (table: ResourceTable) => A, options?: CallOptions) => Promise<A>;

function mapperOver(ask: Ask): RESTMapper {
  return {
    kindFor: (partial, options) => ask((table) => ({ ...theKind(partial, table.resources(partial)) }), options),
    kindsFor: (partial, options) => ask((table) => kindsOf(table.resources(partial)).map((kind) => ({ ...kind })), options),
    resourceFor: (partial, options) => ask((table) => ({ ...theResource(partial, table.resources(partial)) }), options),
    resourcesFor: (partial, options) =>
      ask((table) => table.resources(partial).map(({ resource }) => ({ ...resource })), options),
    restMapping: (groupKind, versions = [], options) =>
      ask((table) => toMapping(theEntry(groupKind, table.kinds(groupKind, versions))), options),
    restMappings: (groupKind, versions = [], options) => ask((table) => table.kinds(groupKind, versions).map(toMapping), options),
    resourceSingularizer: (resource, options) => ask((table) => table.resources({ resource })[0].singular, options),
  };
}

function theResource(partial: PartialResource, entries: SomeEntries): GroupVersionResource {
  const resources = preferred(entries).map(({ resource }) => resource);
  if (resources.length > 1) throw new AmbiguousResourceError(partial, { resources });
  return entries[0].resource;
}

function theKind(partial: PartialResource, entries: SomeEntries): GroupVersionKind {
  const kinds = kindsOf(preferred(entries));
  if (kinds.length > 1) throw new AmbiguousResourceError(partial, { kinds });
  return entries[0].kind;
}

function theEntry(groupKind: GroupKind, entries: SomeEntries): TableEntry {
  const kinds = kindsOf(preferred(entries));
  if (kinds.length > 1) throw new AmbiguousKindError(groupKind, { kinds });
  return entries[0];
}

/** Returns the entries of the first entry's group version. */
function preferred(entries: SomeEntries): TableEntry[] {
  const [{ resource: first }] = entries;
  return entries.filter(({ resource }) => isSameVersion(resource, first));
}

function isSameVersion(a: GroupVersion, b: GroupVersion): boolean {
  return a.group === b.group && a.version === b.version;
}

/** Returns each kind once. */
function kindsOf(entries: readonly TableEntry[]): GroupVersionKind[] {
  return [...new Map(entries.map(({ kind }) => [`${kind.group}/${kind.version}/${kind.kind}`, kind])).values()];
}

function toMapping({ resource, kind, namespaced }: TableEntry): RESTMapping {
  return { resource: { ...resource }, groupVersionKind: { ...kind }, scope: namespaced ? 'namespace' : 'root' };
}
