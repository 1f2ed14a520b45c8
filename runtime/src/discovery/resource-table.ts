import {
  parseGroupVersion,
  type APIGroup,
  type GroupKind,
  type GroupVersionKind,
  type GroupVersionResource,
} from '../meta/index.js';
import { compareCodePoints } from '../util/index.js';
import type { ServerGroupsAndResources } from './aggregated.js';
import { NoKindMatchError, NoResourceMatchError, type PartialResource } from './mapping-errors.js';

/** The names of a resource. */
export interface TableEntry {
  /** The group, version and plural. */
  readonly resource: GroupVersionResource;
  /** The singular. */
  readonly singular: string;
  /** The group, version and kind. */
  readonly kind: GroupVersionKind;
  /** Whether the objects live in namespaces. */
  readonly namespaced: boolean;
}

/** One or more entries. */
export type SomeEntries = readonly [TableEntry, ...TableEntry[]];

/** All resources of a server in order of preference: the core group first, and in each group the preferred version first. */
export interface ResourceTable {
  /**
   * Returns the entries of a resource, in order.
   *
   * Throws a NoResourceMatchError if there is no such resource.
   */
  resources(partial: PartialResource): SomeEntries;
  /**
   * Returns the entries of a kind, in the order of `versions`, or of preference.
   *
   * Throws a NoKindMatchError if there is no such kind.
   */
  kinds(groupKind: GroupKind, versions: readonly string[]): SomeEntries;
}

/** Creates the table of a discovery result, without subresources. */
export function newResourceTable(found: ServerGroupsAndResources): ResourceTable {
  const entries = entriesOf(found);
  return {
    resources(partial) {
      const { group = '', version = '', resource } = partial;
      if (resource === '') throw new TypeError(`a resource must be present, got: ${JSON.stringify(partial)}`);
      const name = resource.toLowerCase();
      const named = entries.filter((entry) => entry.resource.resource === name || entry.singular === name);
      const [first, ...others] = inGroup(named, group, version);
      if (first === undefined) throw new NoResourceMatchError(partial, whyUnknown(found, group));
      return [first, ...others];
    },
    kinds({ group, kind }, versions) {
      const wanted = versions.filter((version) => version !== '');
      const possible = entries.filter(
        (entry) => entry.kind.group === group && (wanted.length === 0 || wanted.includes(entry.kind.version)),
      );
      const exact = possible.filter((entry) => entry.kind.kind === kind);
      const matches = exact.length > 0 ? exact : possible.filter((entry) => entry.kind.kind.toLowerCase() === kind);
      // As in client-go, the last of several resources of one kind in one version belongs to the kind.
      const byKind = new Map(matches.map((entry) => [`${entry.kind.version}/${entry.kind.kind}`, entry]));
      const [first, ...others] = [...byKind.values()].sort(
        (a, b) => wanted.indexOf(a.kind.version) - wanted.indexOf(b.kind.version),
      );
      if (first === undefined) throw new NoKindMatchError({ group, kind }, versions, whyUnknown(found, group));
      return [first, ...others];
    },
  };
}

function entriesOf({ groups, resources }: ServerGroupsAndResources): TableEntry[] {
  const lists = new Map(resources.map((list) => [list.groupVersion, list.resources]));
  const coreFirst = [...groups.filter(({ name }) => name === ''), ...groups.filter(({ name }) => name !== '')];
  return coreFirst.flatMap(versionsOf).flatMap((groupVersion) => {
    const at = parseGroupVersion(groupVersion);
    return (lists.get(groupVersion) ?? [])
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, singularName, kind, namespaced }) => ({
        resource: { ...at, resource: name },
        // Old servers do not state it.
        singular: singularName || kind.toLowerCase(),
        kind: { ...at, kind },
        namespaced,
      }));
  });
}

/** Returns the group versions of a group, the preferred version first. */
function versionsOf({ versions, preferredVersion }: APIGroup): string[] {
  const names = versions.map(({ groupVersion }) => groupVersion);
  const preferred = names.filter((name) => name === preferredVersion?.groupVersion);
  return [...new Set([...preferred, ...names])];
}

/** Returns the entries of a group. A group name can be a prefix if no version is given and no group has exactly this name. */
function inGroup(entries: readonly TableEntry[], group: string, version: string): readonly TableEntry[] {
  if (version !== '') {
    return entries.filter(({ resource }) => resource.version === version && (group === '' || resource.group === group));
  }
  const exact = entries.filter(({ resource }) => group === '' || resource.group === group);
  return exact.length > 0 ? exact : entries.filter(({ resource }) => resource.group.startsWith(group));
}

/** Returns the error of a group that could not be read, which can be the reason why a resource is unknown. */
function whyUnknown({ failed }: ServerGroupsAndResources, group: string): { cause?: Error } {
  const relevant = [...failed].filter(([groupVersion]) => parseGroupVersion(groupVersion).group.startsWith(group));
  if (relevant.length === 0) return {};
  const words = relevant.map(([groupVersion, { message }]) => `${groupVersion}: ${message}`).sort(compareCodePoints);
  const errors = relevant.map(([, error]) => error);
  return { cause: new AggregateError(errors, `unable to retrieve the complete list of server APIs: ${words.join(', ')}`) };
}
