import type { CallOptions, GroupKind, GroupVersion, GroupVersionKind, GroupVersionResource } from '../meta/index.js';
import type { ServerGroupsAndResources } from './aggregated.js';
import type { CachedDiscoveryClient } from './cached-discovery.js';
import { AmbiguousKindError, AmbiguousResourceError, isNoMatchError, type PartialResource } from './mapping-errors.js';
import { newResourceTable, type ResourceTable, type SomeEntries, type TableEntry } from './resource-table.js';

/** Whether objects live in namespaces, or belong to the whole cluster. */
export type RESTScope = 'namespace' | 'root';

/** Where the objects of a kind are to be had. */
export interface RESTMapping {
  resource: GroupVersionResource;
  groupVersionKind: GroupVersionKind;
  scope: RESTScope;
}

/**
 * Tells which kind a resource has, and at which resource a kind is to be had, from what little is known of either.
 *
 * Names of resources are plural or singular, in any case; an empty group or version is any. A group can be cut short (`storage` for
 * `storage.k8s.io`) where none has that very name and no version is given. Kinds are as the server writes them, or all in lower case.
 * Of several matches the core group comes first, then the groups in the server's order, in each the version that the server prefers
 * first. What is returned is the caller's own.
 *
 * Rejects with a `NoResourceMatchError` or a `NoKindMatchError` where nothing matches (`isNoMatchError`), with an
 * `AmbiguousResourceError` or an `AmbiguousKindError` where the first group version has several matches (`isAmbiguousError`), and as
 * `DiscoveryClient` does where the server has to be asked.
 */
export interface RESTMapper {
  /** The kind of the first match. */
  kindFor(resource: PartialResource, options?: CallOptions): Promise<GroupVersionKind>;
  /** The kinds of all matches, in order; never empty. */
  kindsFor(resource: PartialResource, options?: CallOptions): Promise<GroupVersionKind[]>;
  /** The first match, in full. */
  resourceFor(resource: PartialResource, options?: CallOptions): Promise<GroupVersionResource>;
  /** All matches, in order; never empty. */
  resourcesFor(resource: PartialResource, options?: CallOptions): Promise<GroupVersionResource[]>;
  /** Where a kind is to be had, in the first of `versions` that has it; without versions, in the one that the server prefers. */
  restMapping(groupKind: GroupKind, versions?: readonly string[], options?: CallOptions): Promise<RESTMapping>;
  /** Everywhere that a kind is to be had, in the order of `versions` or else of preference; never empty. */
  restMappings(groupKind: GroupKind, versions?: readonly string[], options?: CallOptions): Promise<RESTMapping[]>;
  /** The singular of a resource: `pod` of `pods`. */
  resourceSingularizer(resource: string, options?: CallOptions): Promise<string>;
}

/** A mapper that can be told that the server has changed. */
export interface ResettableRESTMapper extends RESTMapper {
  /** Forgets what discovery found; the next question asks the server. */
  reset(): void;
}

/** A mapper over what discovery found. What could not be asked then it does not know. */
export function newDiscoveryRESTMapper(found: ServerGroupsAndResources): RESTMapper {
  const table = newResourceTable(found);
  return mapperOver((question) => Promise.resolve(table).then(question));
}

/**
 * A mapper that asks the server when it is first asked itself, and once more for each question that finds no match: a kind that was
 * installed meanwhile is found. Questions that find none at the same time share that request.
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

/** Puts a question to a table, wherever that comes from. */
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

/** The entries of the first one's group version. */
function preferred(entries: SomeEntries): TableEntry[] {
  const [{ resource: first }] = entries;
  return entries.filter(({ resource }) => isSameVersion(resource, first));
}

function isSameVersion(a: GroupVersion, b: GroupVersion): boolean {
  return a.group === b.group && a.version === b.version;
}

/** Each kind once. */
function kindsOf(entries: readonly TableEntry[]): GroupVersionKind[] {
  return [...new Map(entries.map(({ kind }) => [`${kind.group}/${kind.version}/${kind.kind}`, kind])).values()];
}

function toMapping({ resource, kind, namespaced }: TableEntry): RESTMapping {
  return { resource: { ...resource }, groupVersionKind: { ...kind }, scope: namespaced ? 'namespace' : 'root' };
}
