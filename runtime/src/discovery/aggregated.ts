import type { APIGroup, APIResource, APIResourceList } from '../meta/index.js';

/**
 * The response of aggregated discovery.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export interface APIGroupDiscoveryList {
  /** `APIGroupDiscoveryList` */
  kind: string;
  /** The groups. */
  items?: APIGroupDiscovery[] | undefined;
}

interface APIGroupDiscovery {
  metadata?: { name?: string | undefined } | undefined;
  versions?: APIVersionDiscovery[] | undefined;
}

interface APIVersionDiscovery {
  version: string;
  resources?: APIResourceDiscovery[] | undefined;
  /** `Stale` where the server that has it could not be asked. */
  freshness?: string | undefined;
}

interface ResponseKind {
  group?: string | undefined;
  version?: string | undefined;
  kind?: string | undefined;
}

interface APIResourceDiscovery {
  resource: string;
  responseKind?: ResponseKind | null | undefined;
  scope?: string | undefined;
  singularResource?: string | undefined;
  verbs?: string[] | undefined;
  shortNames?: string[] | undefined;
  categories?: string[] | undefined;
  subresources?:
    { subresource: string; responseKind?: ResponseKind | null | undefined; verbs?: string[] | undefined }[] | undefined;
}

/** The result of discovery. */
export interface ServerGroupsAndResources {
  /** The groups in the server's order of preference, the core group first. */
  groups: APIGroup[];
  /** One list per group version, in the order of the groups and their versions. */
  resources: APIResourceList[];
  /** The group versions that could not be read, with their errors. Those of an unavailable aggregated server are among them. */
  failed: Map<string, Error>;
}

/**
 * Converts the response of aggregated discovery to the form of plain discovery. As in client-go, a stale version counts as
 * failed.
 */
export function splitAggregated(list: APIGroupDiscoveryList): ServerGroupsAndResources {
  const found: ServerGroupsAndResources = { groups: [], resources: [], failed: new Map() };
  for (const { metadata, versions = [] } of list.items ?? []) {
    const name = metadata?.name ?? '';
    const entries = versions.map(({ version }) => ({ groupVersion: name === '' ? version : `${name}/${version}`, version }));
    const [preferredVersion] = entries;
    if (preferredVersion === undefined) continue;
    found.groups.push({ name, versions: entries, preferredVersion });
    versions.forEach(({ resources = [], freshness }, index) => {
      const groupVersion = entries[index]?.groupVersion ?? '';
      if (freshness === 'Stale') found.failed.set(groupVersion, new Error(`stale GroupVersion discovery: ${groupVersion}`));
      else
        found.resources.push({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: resources.flatMap(flatten) });
    });
  }
  return found;
}

/** Returns a resource and its subresources. As in client-go, resources without a kind are omitted, since they cannot be used. */
function flatten(resource: APIResourceDiscovery): APIResource[] {
  const common = { singularName: resource.singularResource ?? '', namespaced: resource.scope === 'Namespaced' };
  const made: APIResource[] = [];
  if (resource.responseKind?.kind) {
    made.push({
      ...common,
      name: resource.resource,
      ...kindOf(resource.responseKind),
      verbs: resource.verbs ?? [],
      ...(resource.shortNames === undefined ? {} : { shortNames: resource.shortNames }),
      ...(resource.categories === undefined ? {} : { categories: resource.categories }),
    });
  }
  for (const { subresource, responseKind, verbs = [] } of resource.subresources ?? []) {
    if (!responseKind?.kind) continue;
    made.push({ ...common, singularName: '', name: `${resource.resource}/${subresource}`, ...kindOf(responseKind), verbs });
  }
  return made;
}

function kindOf({ group = '', version = '', kind = '' }: ResponseKind): Pick<APIResource, 'group' | 'version' | 'kind'> {
  return { group, version, kind };
}
