import { isForbidden, isNotFound } from '../errors/index.js';
import type { APIGroup, APIGroupList, APIResourceList, APIVersions, CallOptions, VersionInfo } from '../meta/index.js';
import { encodePathSegment, type KubeRequest, type RESTClient } from '../rest/index.js';
import { splitAggregated, type APIGroupDiscoveryList, type ServerGroupsAndResources } from './aggregated.js';
import { namespacedResources, preferredResources, type ServerResources } from './preferred.js';

/** Asks a server what it has. Nothing is kept: each call asks anew. Rejects as `RESTClient.request` does. */
export interface DiscoveryClient {
  serverVersion(options?: CallOptions): Promise<VersionInfo>;
  /** The groups in the server's order, the core group first under the empty name. */
  serverGroups(options?: CallOptions): Promise<APIGroupList>;
  /** The resources of one `group/version`, or of `v1`. */
  serverResourcesForGroupVersion(groupVersion: string, options?: CallOptions): Promise<APIResourceList>;
  /**
   * Everything, in two requests where the server has aggregated discovery, in one a group version else. A group version that
   * cannot be asked does not fail the call: it is among `failed`.
   */
  serverGroupsAndResources(options?: CallOptions): Promise<ServerGroupsAndResources>;
  /** Each resource once, in the version that the server prefers or, where that does not have it, in the first that does. */
  serverPreferredResources(options?: CallOptions): Promise<ServerResources>;
  /** Of the preferred resources those that live in namespaces. */
  serverPreferredNamespacedResources(options?: CallOptions): Promise<ServerResources>;
  /** The paths of the OpenAPI v3 documents, such as `apis/apps/v1`, and where each is to be had. */
  openAPIV3Paths(options?: CallOptions): Promise<Record<string, OpenAPIV3Path>>;
  /** The OpenAPI v3 document of one `group/version`, or of `v1`, as the server sent it. */
  openAPIV3(groupVersion: string, options?: CallOptions): Promise<Record<string, unknown>>;
  /** The OpenAPI v2 document of everything, as the server sent it. Tens of MB. */
  openAPIV2(options?: CallOptions): Promise<Record<string, unknown>>;
}

export interface OpenAPIV3Path {
  /** A path with a query that changes with the document. */
  serverRelativeURL: string;
}

const json = 'application/json';
const aggregated = ['v2', 'v2beta1'].map((v) => `${json};g=apidiscovery.k8s.io;v=${v};as=APIGroupDiscoveryList`).join(',');
/** How many group versions are asked at once. */
const parallel = 10;

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

/** `api/v1`, `apis/apps/v1`. */
function groupVersionPath(groupVersion: string): string {
  const segments = groupVersion.split('/');
  if (segments.length > 2 || segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new TypeError(`not a group and version: ${JSON.stringify(groupVersion)}`);
  }
  return [segments.length === 1 ? 'api' : 'apis', ...segments.map(encodePathSegment)].join('/');
}

/** A server without the core group, or without any other, says so by 404; one who may not look, by 403. */
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

/** Plain discovery: each group version by a request of its own. */
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
        // A call that was aborted is over; a group that cannot be asked says nothing of the others.
        options?.signal?.throwIfAborted();
        failed.set(groupVersion, error instanceof Error ? error : new Error(String(error)));
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return { groups, resources: wanted.flatMap((groupVersion) => lists.get(groupVersion) ?? []), failed };
}
