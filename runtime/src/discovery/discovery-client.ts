import { isForbidden, isNotFound } from '../errors/index.js';
import {
  type APIGroup,
  type APIGroupList,
  type APIResource,
  type APIResourceList,
  type APIVersions,
  type CallOptions,
  type GroupVersionResource,
  groupVersionString,
  type VersionInfo,
} from '../meta/index.js';
import { encodePathSegment, type KubeRequest, type RESTClient } from '../rest/index.js';
import { type APIGroupDiscoveryList, type ServerGroupsAndResources, splitAggregated } from './aggregated.js';

/**
 * A client of the server's discovery. Each call sends requests; nothing is remembered. Calls reject as `RESTClient.request` does.
 *
 * @example
 * ```ts
 * import { createDiscoveryClient } from 'kube-client-runtime';
 *
 * const discovery = createDiscoveryClient(rest);
 * const { resources } = await discovery.serverResourcesForGroupVersion('apps/v1');
 * resources.some(({ name, kind }) => name === 'deployments' && kind === 'Deployment'); // => true
 * ```
 */
export interface DiscoveryClient {
  /** Returns the version of the server. */
  serverVersion(options?: CallOptions): Promise<VersionInfo>;
  /** Returns the groups in the server's order. The core group comes first and has the empty name. */
  serverGroups(options?: CallOptions): Promise<APIGroupList>;
  /** Returns the resources of a `group/version`, or of `v1`. */
  serverResourcesForGroupVersion(groupVersion: string, options?: CallOptions): Promise<APIResourceList>;
  /**
   * Returns everything. Sends two requests if the server supports aggregated discovery, otherwise one per group version. A group
   * version that cannot be read is listed in `failed` and does not fail the call.
   */
  serverGroupsAndResources(options?: CallOptions): Promise<ServerGroupsAndResources>;
  /** Returns each resource once, in the version that the server prefers, or in the first version that has it. */
  serverPreferredResources(options?: CallOptions): Promise<ServerResources>;
  /** Returns the preferred resources that live in namespaces. */
  serverPreferredNamespacedResources(options?: CallOptions): Promise<ServerResources>;
  /** Returns the paths of the OpenAPI v3 documents, such as `apis/apps/v1`, and their URLs. */
  openAPIV3Paths(options?: CallOptions): Promise<Record<string, OpenAPIV3Path>>;
  /** Returns the OpenAPI v3 document of a `group/version`, or of `v1`, unchanged. */
  openAPIV3(groupVersion: string, options?: CallOptions): Promise<Record<string, unknown>>;
  /** Returns the OpenAPI v2 document of all groups, unchanged. It has some ten megabytes. */
  openAPIV2(options?: CallOptions): Promise<Record<string, unknown>>;
}

/** The location of an OpenAPI v3 document. */
export interface OpenAPIV3Path {
  /** A path with a query that changes with the document. */
  serverRelativeURL: string;
}

const json = 'application/json';
const aggregated = ['v2', 'v2beta1'].map((v) => `${json};g=apidiscovery.k8s.io;v=${v};as=APIGroupDiscoveryList`).join(',');
/** The number of group versions that are requested at once. */
const parallel = 10;

/** Creates a discovery client. */
export function createDiscoveryClient(client: RESTClient): DiscoveryClient {
  const get = <T>(path: string, options: CallOptions | undefined, accept = json): Promise<T> =>
    client.request<T>(readRequest(path, accept), options);

  const plainGroups = async (options: CallOptions | undefined): Promise<APIGroupList> => {
    const [core, others] = await Promise.all([
      orAbsent(get<APIVersions>('/api', options)),
      orAbsent(get<APIGroupList>('/apis', options)),
    ]);
    return groupList([...(core === undefined ? [] : coreGroup(core)), ...(others?.groups ?? [])]);
  };

  const resourcesOf = (groupVersion: string, options: CallOptions | undefined): Promise<APIResourceList> =>
    get<APIResourceList>(`/${groupVersionPath(groupVersion)}`, options);

  const everything = async (options?: CallOptions): Promise<ServerGroupsAndResources> => {
    const accept = `${aggregated},${json}`;
    const [core, others] = await Promise.all([
      orAbsent(get<APIVersions | APIGroupDiscoveryList>('/api', options, accept)),
      orAbsent(get<APIGroupList | APIGroupDiscoveryList>('/apis', options, accept)),
    ]);
    const found: ServerGroupsAndResources = { groups: [], resources: [], failed: new Map() };
    for (const answer of [core, others]) {
      if (answer === undefined) continue;
      const part = isAggregated(answer) ? splitAggregated(answer) : await oneByOne(answer, resourcesOf, options);
      found.groups.push(...part.groups);
      found.resources.push(...part.resources);
      for (const [groupVersion, error] of part.failed) found.failed.set(groupVersion, error);
    }
    return found;
  };

  return {
    serverVersion: (options) => get<VersionInfo>('/version', options),
    serverGroups: (options) => plainGroups(options),
    serverResourcesForGroupVersion: (groupVersion, options) => resourcesOf(groupVersion, options),
    serverGroupsAndResources: everything,
    serverPreferredResources: async (options) => preferredResources(await everything(options)),
    serverPreferredNamespacedResources: async (options) => namespacedResources(preferredResources(await everything(options))),
    async openAPIV3Paths(options) {
      return (await get<{ paths?: Record<string, OpenAPIV3Path> }>('/openapi/v3', options)).paths ?? {};
    },
    openAPIV3: (groupVersion, options) => get<Record<string, unknown>>(`/openapi/v3/${groupVersionPath(groupVersion)}`, options),
    openAPIV2: (options) => get<Record<string, unknown>>('/openapi/v2', options),
  };
}

function readRequest(path: string, accept: string): KubeRequest {
  return { method: 'GET', path, query: [], headers: { accept } };
}

/** Returns the path of a group version: `api/v1`, `apis/apps/v1`. */
function groupVersionPath(groupVersion: string): string {
  const segments = groupVersion.split('/');
  if (segments.length > 2 || segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new TypeError(`not a group and version: ${JSON.stringify(groupVersion)}`);
  }
  return [segments.length === 1 ? 'api' : 'apis', ...segments.map(encodePathSegment)].join('/');
}

/** Resolves with undefined for 404, which means that the server has no such groups, and for 403. */
async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error) || isForbidden(error)) return undefined;
    throw error;
  }
}

function isAggregated(answer: APIVersions | APIGroupList | APIGroupDiscoveryList): answer is APIGroupDiscoveryList {
  return answer.kind === 'APIGroupDiscoveryList';
}

function coreGroup({ versions }: APIVersions): APIGroup[] {
  const entries = versions.map((version) => ({ groupVersion: version, version }));
  const [preferredVersion] = entries;
  return preferredVersion === undefined ? [] : [{ name: '', versions: entries, preferredVersion }];
}

function groupList(groups: APIGroup[]): APIGroupList {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

/** Reads plain discovery, with one request per group version. */
async function oneByOne(
  answer: APIVersions | APIGroupList,
  resourcesOf: (groupVersion: string, options: CallOptions | undefined) => Promise<APIResourceList>,
  options: CallOptions | undefined,
): Promise<ServerGroupsAndResources> {
  const groups = 'groups' in answer ? answer.groups : coreGroup(answer);
  const wanted = groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion));
  const lists = new Map<string, APIResourceList>();
  const failed = new Map<string, Error>();
  const queue = [...wanted];
  const worker = async (): Promise<void> => {
    for (let groupVersion = queue.shift(); groupVersion !== undefined; groupVersion = queue.shift()) {
      try {
        lists.set(groupVersion, await resourcesOf(groupVersion, options));
      } catch (error) {
        // An aborted call ends. A group that cannot be read does not affect the others.
        options?.signal?.throwIfAborted();
        failed.set(groupVersion, error instanceof Error ? error : new Error(String(error)));
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return { groups, resources: wanted.flatMap((groupVersion) => lists.get(groupVersion) ?? []), failed };
}

/** Resources, and the group versions that could not be read. */
export interface ServerResources {
  /** One list per group version, in the order of the groups and their versions. */
  resources: APIResourceList[];
  /** The group versions that could not be read, with their errors. */
  failed: Map<string, Error>;
}

/**
 * Returns each resource once, in the version that the server prefers for its group, or in the first version that has it. Omits
 * subresources.
 */
export function preferredResources({ groups, resources, failed }: ServerGroupsAndResources): ServerResources {
  const lists = new Map(resources.map((list) => [list.groupVersion, list]));
  const chosen = groups.flatMap(({ versions, preferredVersion }) => {
    const found = versions.flatMap(({ groupVersion }) => lists.get(groupVersion) ?? []);
    const homes = new Map<string, string>();
    for (const { groupVersion, resources: listed } of found) {
      for (const { name } of listed) {
        if (!homes.has(name) || groupVersion === preferredVersion?.groupVersion) homes.set(name, groupVersion);
      }
    }
    return found.map((list) => only(list, ({ name }) => !name.includes('/') && homes.get(name) === list.groupVersion));
  });
  return { resources: chosen, failed };
}

/** Returns the resources that live in namespaces, without empty lists. */
export function namespacedResources({ resources, failed }: ServerResources): ServerResources {
  const namespaced = resources.map((list) => only(list, (resource) => resource.namespaced));
  return { resources: namespaced.filter((list) => list.resources.length > 0), failed };
}

function only(list: APIResourceList, wanted: (resource: APIResource) => boolean): APIResourceList {
  return { ...list, resources: list.resources.filter(wanted) };
}

/**
 * Whether the server has a resource in exactly this version. Sends one request, or none if the client remembers.
 *
 * Rejects as `DiscoveryClient` does.
 */
export async function isResourceEnabled(
  discovery: Pick<DiscoveryClient, 'serverResourcesForGroupVersion'>,
  gvr: GroupVersionResource,
  options?: CallOptions,
): Promise<boolean> {
  try {
    const { resources } = await discovery.serverResourcesForGroupVersion(groupVersionString(gvr), options);
    return resources.some(({ name }) => name === gvr.resource);
  } catch (error) {
    // A server without the group version does not have the resource.
    if (isNotFound(error)) return false;
    throw error;
  }
}
