import { type CallOptions, type GroupResource, groupResourceString, parseGroupVersion } from '../meta/index.js';
import { goQuote } from '../util/index.js';
import type { ServerGroupsAndResources } from './aggregated.js';
import type { DiscoveryClient } from './discovery-client.js';
import { isNoMatchError, type PartialResource } from './mapping-errors.js';
import type { RESTMapper } from './rest-mapper.js';

/**
 * Creates a mapper that also knows short names: `po` for `pods`. A name or singular takes precedence over a short name. If
 * several resources share a short name, the first in the server's order is used, and `warn` is called with the others.
 *
 * `discovery` should be the remembering client of `mapper`.
 */
export function newShortcutExpander(
  mapper: RESTMapper,
  discovery: Pick<DiscoveryClient, 'serverGroupsAndResources'>,
  warn: (message: string) => void = () => {},
): RESTMapper {
  const ask = async <A>(
    resource: PartialResource,
    options: CallOptions | undefined,
    question: (resource: PartialResource) => Promise<A>,
  ): Promise<A> => {
    const expand = async (): Promise<PartialResource> =>
      expandShortcut(resource, await discovery.serverGroupsAndResources(options), warn);
    try {
      return await question(await expand());
    } catch (error) {
      if (!isNoMatchError(error)) throw error;
    }
    // The mapper may have refreshed discovery, so the short name can be known now.
    return question(await expand());
  };
  return {
    kindFor: (resource, options) => ask(resource, options, (full) => mapper.kindFor(full, options)),
    kindsFor: (resource, options) => ask(resource, options, (full) => mapper.kindsFor(full, options)),
    resourceFor: (resource, options) => ask(resource, options, (full) => mapper.resourceFor(full, options)),
    resourcesFor: (resource, options) => ask(resource, options, (full) => mapper.resourcesFor(full, options)),
    restMapping: (groupKind, versions, options) => mapper.restMapping(groupKind, versions, options),
    restMappings: (groupKind, versions, options) => mapper.restMappings(groupKind, versions, options),
    resourceSingularizer: (resource, options) =>
      ask({ resource }, options, (full) => mapper.resourceSingularizer(full.resource, options)),
  };
}

function expandShortcut(
  given: PartialResource,
  { resources: lists }: ServerGroupsAndResources,
  warn: (message: string) => void,
): PartialResource {
  const { group = '', resource } = given;
  const all = lists.flatMap((list) => {
    const { group: of } = parseGroupVersion(list.groupVersion);
    return list.resources.map((entry) => ({ ...entry, long: { group: of, resource: entry.name } }));
  });
  const isOfGroup = (long: GroupResource): boolean => group === '' || long.group === group;
  if (all.some(({ long, name, singularName }) => isOfGroup(long) && (name === resource || singularName === resource)))
    return given;

  const short = all.filter(({ shortNames = [] }) => shortNames.includes(resource)).map(({ long }) => long);
  const [first, ...others] = distinct(short.filter(isOfGroup));
  for (const other of others) {
    warn(`Short name ${goQuote(resource)} could also match lower priority resource ${groupResourceString(other)}`);
  }
  const found = first ?? short.find((long) => long.group.startsWith(group));
  return found === undefined ? given : { ...given, ...found };
}

/** Returns each resource once. The versions of a resource share their short names. */
function distinct(resources: readonly GroupResource[]): GroupResource[] {
  return [...new Map(resources.map((resource) => [groupResourceString(resource), resource])).values()];
}

/** A lookup of the resources in a category, such as `all`. */
export interface CategoryExpander {
  /**
   * Returns the resources of a category in the server's order, or an empty array for an unknown category.
   *
   * Rejects as `DiscoveryClient` does.
   */
  expand(category: string, options?: CallOptions): Promise<GroupResource[]>;
}

/** Creates a category expander over discovery. Group versions that cannot be read are ignored. */
export function newDiscoveryCategoryExpander(discovery: Pick<DiscoveryClient, 'serverGroupsAndResources'>): CategoryExpander {
  return {
    async expand(category, options) {
      const { resources: lists } = await discovery.serverGroupsAndResources(options);
      const members = new Map<string, GroupResource>();
      for (const { groupVersion, resources } of lists) {
        const { group } = parseGroupVersion(groupVersion);
        for (const { name, categories = [] } of resources) {
          const member = { group, resource: name };
          if (categories.includes(category)) members.set(groupResourceString(member), member);
        }
      }
      return [...members.values()];
    },
  };
}
