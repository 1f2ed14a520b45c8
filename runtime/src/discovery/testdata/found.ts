import type { APIGroup, APIResource } from '../../meta/index.js';
import type { ServerGroupsAndResources } from '../aggregated.js';
import type { DiscoveryClient } from '../discovery-client.js';

/**
 * A resource in short: `pods Pod pod`, and `nodes Node node cluster` for one of the cluster. The singular may be `-` for none. Short
 * names and categories follow: `pods Pod pod ns po all`.
 */
function resource(text: string): APIResource {
  const [name = '', kind = '', singular = '-', scope, short, category] = text.split(' ');
  return {
    name,
    kind,
    singularName: singular === '-' ? '' : singular,
    namespaced: scope !== 'cluster',
    verbs: ['get'],
    ...(short !== undefined && { shortNames: [short] }),
    ...(category !== undefined && { categories: [category] }),
  };
}

/** What discovery found, group version by group version in the server's order. The first version of a group is preferred. */
export function foundOf(
  lists: Readonly<Record<string, readonly string[]>>,
  failed: Readonly<Record<string, Error>> = {},
  preferred: Readonly<Record<string, string>> = {},
): ServerGroupsAndResources {
  const groups = new Map<string, APIGroup>();
  for (const groupVersion of [...Object.keys(lists), ...Object.keys(failed)]) {
    const [version = '', name = ''] = groupVersion.split('/').reverse();
    const entry = { groupVersion, version };
    const group = groups.get(name) ?? { name, versions: [], preferredVersion: entry };
    group.versions.push(entry);
    if (preferred[name] === version) group.preferredVersion = entry;
    groups.set(name, group);
  }
  return {
    groups: [...groups.values()],
    resources: Object.entries(lists).map(([groupVersion, texts]) => ({ groupVersion, resources: texts.map(resource) })),
    failed: new Map(Object.entries(failed)),
  };
}

/** A discovery client that answers as `answer` does, and what it was asked. */
export function scriptedDiscovery(answer: Partial<DiscoveryClient>): { discovery: DiscoveryClient; asked: string[] } {
  const asked: string[] = [];
  const unanswered = (what: string) => (): Promise<never> => Promise.reject(new Error(`nobody answers ${what}`));
  const told = <A extends unknown[], R>(
    what: string,
    call: ((...args: A) => R) | undefined,
  ): ((...args: A) => R | Promise<never>) => {
    const method = call ?? unanswered(what);
    return (...args) => {
      asked.push(what);
      return method(...args);
    };
  };
  const discovery: DiscoveryClient = {
    serverVersion: async (...args) => told('serverVersion', answer.serverVersion)(...args),
    serverGroups: async (...args) => told('serverGroups', answer.serverGroups)(...args),
    serverResourcesForGroupVersion: async (...args) =>
      told(`serverResourcesForGroupVersion ${args[0]}`, answer.serverResourcesForGroupVersion)(...args),
    serverGroupsAndResources: async (...args) => told('serverGroupsAndResources', answer.serverGroupsAndResources)(...args),
    serverPreferredResources: async (...args) => told('serverPreferredResources', answer.serverPreferredResources)(...args),
    serverPreferredNamespacedResources: async (...args) =>
      told('serverPreferredNamespacedResources', answer.serverPreferredNamespacedResources)(...args),
    openAPIV3Paths: async (...args) => told('openAPIV3Paths', answer.openAPIV3Paths)(...args),
    openAPIV3: async (...args) => told(`openAPIV3 ${args[0]}`, answer.openAPIV3)(...args),
    openAPIV2: async (...args) => told('openAPIV2', answer.openAPIV2)(...args),
  };
  return { discovery, asked };
}
